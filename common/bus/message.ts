// Messages from the bus. Their headers are read at once, their bodies only when somebody asks.
import {
  ALLOW_INTERACTIVE_AUTHORIZATION,
  BIG_ENDIAN,
  BODY_LENGTH_AT,
  FIELDS,
  type Fields,
  LITTLE_ENDIAN,
  type MessageType,
  missingField,
  NO_REPLY_EXPECTED,
  PREFIX,
  TYPES,
  VERSION,
} from "./header.ts";
import { BodyError, Reader, readBody } from "./reader.ts";

export type { MessageType } from "./header.ts";

export interface Message extends Fields {
  readonly type: MessageType;
  readonly serial: number;
  /** "" where there is no body. */
  readonly signature: string;
  /** Whether the caller wants no answer. */
  readonly noReply: boolean;
  /** Whether the caller's user may be asked (ALLOW_INTERACTIVE_AUTHORIZATION). */
  readonly interactive: boolean;
  /** Whether the body was longer than the receiver accepts, and is not here. */
  readonly oversized: boolean;
  /** Decodes the body by `signature` now: BodyError where it is not what its signature says. */
  body(): unknown[];
}

/** The specification's bound. */
const LONGEST_MESSAGE = 128 * 1024 * 1024;

/** The first bytes of a message. */
export interface Prefix {
  readonly bigEndian: boolean;
  /** undefined: of a type that is to be ignored. */
  readonly type: MessageType | undefined;
  readonly flags: number;
  readonly serial: number;
  /** All lengths are in bytes. */
  readonly bodyLength: number;
  readonly fieldsLength: number;
  /** With the padding behind them. */
  readonly paddedFieldsLength: number;
}

/** undefined where these PREFIX bytes begin no message, so that nobody knows where the next one begins. */
export function readPrefix(bytes: Buffer): Prefix | undefined {
  const bigEndian = bytes[0] === BIG_ENDIAN;
  if ((!bigEndian && bytes[0] !== LITTLE_ENDIAN) || bytes[3] !== VERSION) return undefined;
  const reader = new Reader(bytes, bigEndian, PREFIX, BODY_LENGTH_AT);
  const bodyLength = reader.unsigned();
  const serial = reader.unsigned();
  const fieldsLength = reader.unsigned();
  const paddedFieldsLength = Math.ceil(fieldsLength / 8) * 8;
  if (PREFIX + paddedFieldsLength + bodyLength > LONGEST_MESSAGE) return undefined;
  const type = TYPES[bytes[1] ?? 0];
  return { bigEndian, type, flags: bytes[2] ?? 0, serial, bodyLength, fieldsLength, paddedFieldsLength };
}

/** A message whose body is still to come; undefined where its header is broken or nothing that we know. */
export function readHeader(prefix: Prefix, bytes: Buffer): Incoming | undefined {
  if (prefix.type === undefined || prefix.serial === 0) return undefined;
  const message = new Incoming(prefix.type, prefix);
  const reader = new Reader(bytes, prefix.bigEndian, prefix.fieldsLength);
  try {
    while (reader.position < prefix.fieldsLength) readField(reader, message);
  } catch (error) {
    if (error instanceof BodyError) return undefined;
    throw error;
  }
  return missingField(message.type, message) === undefined ? message : undefined;
}

/** How deep in containers the value of a field is: array, struct, variant. */
const FIELD_DEPTH = 3;

function readField(reader: Reader, message: Incoming): void {
  reader.align(8);
  const field = FIELDS[reader.byte()];
  const [, type] = reader.variantType();
  const value = reader.read(type, FIELD_DEPTH);
  if (field === undefined) return;
  const { name } = field;
  if (type.code !== field.type || !field.valid(String(value)) || message[name]) {
    throw new BodyError(`a header field ${name} that is none, or that is there twice`);
  }
  if (name === "replySerial") message[name] = Number(value);
  else message[name] = String(value);
}

/** Every message has all fields, those that are not there as undefined: objects of one form are fast. */
export class Incoming implements Message {
  readonly serial: number;
  path?: string;
  interface?: string;
  member?: string;
  errorName?: string;
  replySerial?: number;
  destination?: string;
  sender?: string;
  signature = "";
  readonly noReply: boolean;
  readonly interactive: boolean;
  #body: Buffer | undefined;

  constructor(
    readonly type: MessageType,
    private readonly prefix: Prefix,
  ) {
    this.serial = prefix.serial;
    this.noReply = (prefix.flags & NO_REPLY_EXPECTED) !== 0;
    this.interactive = (prefix.flags & ALLOW_INTERACTIVE_AUTHORIZATION) !== 0;
  }

  /** The body has come. */
  attach(body: Buffer): void {
    this.#body = body;
  }

  get oversized(): boolean {
    return this.#body === undefined;
  }

  body(): unknown[] {
    const { bigEndian, bodyLength } = this.prefix;
    if (this.#body === undefined) throw new BodyError(`a body of ${bodyLength} bytes is too long`);
    return readBody(this.#body, this.signature, bigEndian);
  }
}
