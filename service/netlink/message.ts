// Netlink framing: walking the messages of a datagram and the attributes of a message, and writing requests.
// Numbers are in the host's order, which is little-endian on every architecture that the add-ons exist for.
import { NLA_F_NESTED, NLA_TYPE_MASK, NLMSG_HEADER } from "./uapi.ts";

/** Receives one message: its header's fields and where its payload begins and ends in `buffer`. */
export type MessageHandler = (
  type: number,
  flags: number,
  sequence: number,
  port: number,
  buffer: Buffer,
  start: number,
  end: number,
) => void;

export const u16 = (b: Uint8Array, at: number): number => (b[at] ?? 0) | ((b[at + 1] ?? 0) << 8);
export const u32 = (b: Uint8Array, at: number): number => (u16(b, at) | (u16(b, at + 2) << 16)) >>> 0;
/** Netlink pads messages and attributes to four bytes. */
export const align = (length: number): number => (length + 3) & ~3;

/** Calls `handle` for every whole message of a datagram; what is cut off or malformed at the end is left out. */
export function eachMessage(buffer: Buffer, handle: MessageHandler): void {
  let at = 0;
  while (at + NLMSG_HEADER <= buffer.length) {
    const length = u32(buffer, at);
    if (length < NLMSG_HEADER || at + length > buffer.length) return;
    handle(
      u16(buffer, at + 4),
      u16(buffer, at + 6),
      u32(buffer, at + 8),
      u32(buffer, at + 12),
      buffer,
      at + NLMSG_HEADER,
      at + length,
    );
    at += align(length);
  }
}

/** Calls `handle` for every whole attribute in [start, end): its type without the flag bits, and its payload's place. */
export function eachAttribute(
  b: Uint8Array,
  start: number,
  end: number,
  handle: (type: number, start: number, end: number) => void,
): void {
  let at = start;
  while (at + 4 <= end) {
    const length = u16(b, at);
    if (length < 4 || at + length > end) return;
    handle(u16(b, at + 2) & NLA_TYPE_MASK, at + 4, at + length);
    at += align(length);
  }
}

/** b[start, end) as a latin1 string. What toString("latin1") comes to, without its detour: every notification asks. */
export function latin1(b: Buffer, start: number, end: number): string {
  // Node.js has it on every Buffer, but not in its types.
  return (b as Buffer & { latin1Slice(start: number, end: number): string }).latin1Slice(start, end);
}

/** One attribute as canonical bytes: header, payload, padding of zeros. `payload` is bytes as a latin1 string. */
export function attribute(type: number, payload: string): string {
  const length = 4 + payload.length;
  return bytes16(length) + bytes16(type) + payload + "\0".repeat(align(length) - length);
}

/** An attribute of attributes, which newer parts of the kernel want to be marked as such. */
export const nested = (type: number, ...attributes: readonly string[]): string =>
  attribute(type | NLA_F_NESTED, attributes.join(""));

export const bytes16 = (n: number): string => String.fromCharCode(n & 0xff, (n >>> 8) & 0xff);
export const bytes32 = (n: number): string =>
  String.fromCharCode(n & 0xff, (n >>> 8) & 0xff, (n >>> 16) & 0xff, n >>> 24);

/** A whole request as latin1 bytes. `payload` is a multiple of four bytes long. */
export function requestMessage(type: number, flags: number, sequence: number, payload: string): string {
  const length = NLMSG_HEADER + payload.length;
  // The port is left to the kernel to fill in.
  return `${bytes32(length)}${bytes16(type)}${bytes16(flags)}${bytes32(sequence)}\0\0\0\0${payload}`;
}

/** The payload of a dump request for everything of one family, when its header is `size` bytes that begin with it. */
export function familyHeader(family: number, size: number): string {
  return String.fromCharCode(family) + "\0".repeat(size - 1);
}
