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

/** The fields of a header; undefined where it is broken. `bytes` are those behind the prefix. */
export function readFields({ bigEndian, fieldsLength }: Prefix, bytes: Buffer): Fields | undefined {
  const reader = new Reader(bytes, bigEndian, fieldsLength);
  const fields: Fields = {};
  try {
    while (reader.position < fieldsLength) readField(reader, fields);
    return fields;
  } catch (error) {
    if (error instanceof BodyError) return undefined;
    throw error;
  }
}

/** How deep in containers the value of a field is: array, struct, variant. */
const FIELD_DEPTH = 3;

function readField(reader: Reader, fields: Fields): void {
  reader.align(8);
  const field = FIELDS[reader.byte()];
  const [, type] = reader.variantType();
  const value = reader.read(type, FIELD_DEPTH);
  if (field === undefined) return;
  const { name, type: expected, valid } = field;
  if (type.code !== expected || !valid(String(value)) || fields[name] !== undefined) {
    throw new BodyError(`a header field ${name} that is none, or that is there twice`);
  }
  Object.assign(fields, { [name]: value });
}

/** The message of a header; undefined where it is one to be ignored. `body`: undefined where it is too long. */
export function receive(prefix: Prefix, fields: Fields, body: Buffer | undefined): Message | undefined {
  const { type, serial, flags, bodyLength, bigEndian } = prefix;
  if (type === undefined || serial === 0 || missingField(type, fields)) return undefined;
  const signature = fields.signature ?? "";
  return {
    ...fields,
    type,
    serial,
    signature,
    noReply: (flags & NO_REPLY_EXPECTED) !== 0,
    interactive: (flags & ALLOW_INTERACTIVE_AUTHORIZATION) !== 0,
    oversized: body === undefined,
    body() {
      if (body === undefined) throw new BodyError(`a body of ${bodyLength} bytes is too long`);
      return readBody(body, signature, bigEndian);
    },
  };
}
