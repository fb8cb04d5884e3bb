// What stands in front of every body (D-Bus specification, "Message Format"): shared by those who read and write it.
import { isBusName, isInterfaceName, isMemberName, isObjectPath } from "./names.ts";
import { parseSignature } from "./signature.ts";

export type MessageType = "call" | "return" | "error" | "signal";

/** What every message begins with: byte order, type, flags, version, then as u32 body length, serial, fields length. */
export const PREFIX = 16;
export const BODY_LENGTH_AT = 4;
export const FIELDS_LENGTH_AT = 12;
export const LITTLE_ENDIAN = 0x6c;
export const BIG_ENDIAN = 0x42;
export const VERSION = 1;
/** By number. */
export const TYPES: readonly (MessageType | undefined)[] = [undefined, "call", "return", "error", "signal"];
export const NO_REPLY_EXPECTED = 1;
export const ALLOW_INTERACTIVE_AUTHORIZATION = 4;

/** The header fields that we know. */
export interface Fields {
  readonly path?: string;
  readonly interface?: string;
  readonly member?: string;
  readonly errorName?: string;
  /** Which call this answers. */
  readonly replySerial?: number;
  readonly destination?: string;
  /** Given by the bus: nobody can pretend to be another. */
  readonly sender?: string;
  readonly signature?: string;
}

export interface Field {
  readonly name: keyof Fields;
  readonly type: "o" | "s" | "u" | "g";
  /** What a value of this type has to be besides. */
  readonly valid: (value: string) => boolean;
}

/** By code. */
export const FIELDS: readonly (Field | undefined)[] = [
  undefined,
  { name: "path", type: "o", valid: isObjectPath },
  { name: "interface", type: "s", valid: isInterfaceName },
  { name: "member", type: "s", valid: isMemberName },
  { name: "errorName", type: "s", valid: isInterfaceName },
  { name: "replySerial", type: "u", valid: (serial) => serial !== "0" },
  { name: "destination", type: "s", valid: isBusName },
  { name: "sender", type: "s", valid: isBusName },
  { name: "signature", type: "g", valid: (text) => parseSignature(text) !== undefined },
];

const REQUIRED: Readonly<Record<MessageType, readonly (keyof Fields)[]>> = {
  call: ["path", "member"],
  return: ["replySerial"],
  error: ["errorName", "replySerial"],
  signal: ["path", "interface", "member"],
};

/** A field that a message of this type has to have, and does not. */
export const missingField = (type: MessageType, fields: Fields): keyof Fields | undefined =>
  REQUIRED[type].find((name) => fields[name] === undefined);
