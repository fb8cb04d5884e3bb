// Numbers and attributes in strings of latin1 bytes: what routes and rules are kept as.
import { align } from "../netlink/message.ts";

export { bytes32 } from "../netlink/message.ts";

export const at16 = (s: string, at: number): number => s.charCodeAt(at) | (s.charCodeAt(at + 1) << 8);
export const at32 = (s: string, at: number): number => (at16(s, at) | (at16(s, at + 2) << 16)) >>> 0;

/** struct rtmsg and struct fib_rule_hdr are equally long. */
const HEADER = 12;

/** The payload of an attribute of a canonical route or rule, whose attributes are ordered by type. */
export function canonicalAttribute(canonical: string, wanted: number): string | undefined {
  for (let at = HEADER; at + 4 <= canonical.length; ) {
    const length = at16(canonical, at);
    const type = at16(canonical, at + 2);
    if (type === wanted) return canonical.slice(at + 4, at + length);
    if (type > wanted || length < 4) return undefined;
    at += align(length);
  }
  return undefined;
}
