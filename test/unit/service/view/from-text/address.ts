// Addresses and prefixes from text to bytes in network byte order, as latin1 strings.
import assert from "node:assert/strict";
import { isIPv4, isIPv6 } from "node:net";

export interface Prefix {
  readonly bytes: string;
  readonly length: number;
}

export function addressBytes(text: string): string {
  if (isIPv4(text)) return String.fromCharCode(...text.split(".").map(Number));
  assert.ok(isIPv6(text), `${text} is not an address`);
  const [before = "", after] = text.split("::");
  const groups = (part: string) => (part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16)));
  const first = groups(before);
  const last = groups(after ?? "");
  const all = [...first, ...new Array<number>(8 - first.length - last.length).fill(0), ...last];
  return String.fromCharCode(...all.flatMap((group) => [group >> 8, group & 0xff]));
}

/** "192.0.2.0/24", or an address alone: all of it. */
export function prefixOf(text: string): Prefix {
  const [address = "", length] = text.split("/");
  const bytes = addressBytes(address);
  return { bytes, length: length === undefined ? bytes.length * 8 : Number(length) };
}
