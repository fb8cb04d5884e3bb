// Messages of ours as bytes.
import {
  ALLOW_INTERACTIVE_AUTHORIZATION,
  BODY_LENGTH_AT,
  FIELDS,
  FIELDS_LENGTH_AT,
  type Field,
  type Fields,
  LITTLE_ENDIAN,
  type MessageType,
  missingField,
  NO_REPLY_EXPECTED,
  PREFIX,
  TYPES,
  VERSION,
} from "./header.ts";
import { Output } from "./output.ts";
import { writeBody } from "./writer.ts";

export interface Outgoing extends Omit<Fields, "sender"> {
  readonly type: MessageType;
  readonly body?: readonly unknown[];
  readonly noReply?: boolean;
  readonly interactive?: boolean;
}

/** TypeError where the bus would not take it. */
export function encodeMessage(message: Outgoing, serial: number): Buffer {
  const { type, signature = "", body = [], noReply = false, interactive = false } = message;
  const missing = missingField(type, message);
  if (missing) throw new TypeError(`a D-Bus ${type} needs a ${missing}`);
  const flags = (noReply ? NO_REPLY_EXPECTED : 0) | (interactive ? ALLOW_INTERACTIVE_AUTHORIZATION : 0);
  const output = new Output();
  for (const byte of [LITTLE_ENDIAN, TYPES.indexOf(type), flags, VERSION]) output.byte(byte);
  // The body's length, and behind the serial that of the fields, are known later.
  for (const number of [0, serial, 0]) output.unsigned(number);
  const fields: Fields = message;
  for (const [code, field] of FIELDS.entries()) {
    const value = field && fields[field.name];
    if (field && value !== undefined) writeField(output, code, field, value);
  }
  output.setUnsigned(output.position - PREFIX, FIELDS_LENGTH_AT);
  output.align(8);
  const start = output.position;
  writeBody(output, signature, body);
  output.setUnsigned(output.position - start, BODY_LENGTH_AT);
  return output.finish();
}

function writeField(output: Output, code: number, { name, type, valid }: Field, value: string | number): void {
  if (!valid(String(value))) throw new TypeError(`${JSON.stringify(value)} is not a D-Bus ${name}`);
  output.align(8);
  output.byte(code);
  output.signature(type);
  if (typeof value === "number") output.unsigned(value);
  else if (type === "g") output.signature(value);
  else output.text(value);
}
