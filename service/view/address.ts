// Addresses in network byte order, as latin1 bytes: from text, their family, and the prefixes that they lie in.
import { AF_INET, AF_INET6, type Family } from "../netlink/uapi.ts";

export const addressFamily = (address: string): Family => (address.length === 4 ? AF_INET : AF_INET6);

/** In fe80::/10 (RFC 4291). */
export const isLinkLocal6 = (address: string): boolean =>
  address.length === 16 && address.charCodeAt(0) === 0xfe && (address.charCodeAt(1) & 0xc0) === 0x80;

/** Whether `address` and `prefix`, which are of one family, have the first `length` bits in common. */
export function isInPrefix(address: string, prefix: string, length: number): boolean {
  const whole = length >> 3;
  if (address.slice(0, whole) !== prefix.slice(0, whole)) return false;
  const mask = 0xff00 >> (length & 7); // of the byte that the prefix ends in, in its lower half
  return length === whole * 8 || ((address.charCodeAt(whole) ^ prefix.charCodeAt(whole)) & mask & 0xff) === 0;
}

/** The bytes of an address as inet_ntop(3) writes it: the other way round than addressText. */
export function addressBytes(text: string): string {
  if (!text.includes(":")) return String.fromCharCode(...text.split(".").map(Number));
  const [before = "", after] = text.split("::");
  const first = groups(before);
  const last = groups(after ?? "");
  const zeros = new Array<number>(8 - first.length - last.length).fill(0);
  return String.fromCharCode(...[...first, ...zeros, ...last].flatMap((group) => [group >> 8, group & 0xff]));
}

/** Groups of 16 bits; the last two may be written as an IPv4 address (RFC 5952, section 5). */
function groups(part: string): number[] {
  if (part === "") return [];
  return part.split(":").flatMap((group) => {
    if (!group.includes(".")) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split(".").map(Number);
    return [(a << 8) | b, (c << 8) | d];
  });
}
