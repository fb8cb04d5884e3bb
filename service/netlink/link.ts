// Links on the wire (struct ifinfomsg and IFLA_* attributes, linux/if_link.h).
import { attribute, bytes32, eachAttribute, u32 } from "./message.ts";
import type { Request } from "./requests.ts";
import * as k from "./uapi.ts";

/** struct ifinfomsg: u8 family, u8 pad, u16 type, s32 index, u32 flags, u32 change. */
const IFINFOMSG_SIZE = 16;

export interface Link {
  readonly index: number;
  readonly name: string;
  /** IFF_UP: an administrator wants it up. */
  readonly up: boolean;
  /** IFF_LOWER_UP: there is a carrier. */
  readonly carrier: boolean;
  /** IF_OPER_* (RFC 2863, linux/if.h): 6 is up, 0 unknown, as many virtual links say always. */
  readonly operstate: number;
  /** IFF_NOARP: there are no neighbours to be asked for; what leaves arrives at the other end (PPP, tunnels). */
  readonly noArp?: true;
}

/** Whether two are the same in everything that routes depend on. */
export const sameLink = (one: Link, other: Link): boolean =>
  one.name === other.name && one.up === other.up && one.carrier === other.carrier && one.noArp === other.noArp;

/** Decodes the payload of RTM_NEWLINK or RTM_DELLINK; undefined for what is not about a link as such (a bridge's port). */
export function decodeLink(b: Buffer, start: number, end: number): Link | undefined {
  if (end - start < IFINFOMSG_SIZE || b[start] !== k.AF_UNSPEC) return undefined;
  let name: string | undefined;
  let operstate = 0;
  eachAttribute(b, start + IFINFOMSG_SIZE, end, (type, from, to) => {
    if (type === k.IFLA_IFNAME) name = b.toString("utf8", from, to).replace(/\0.*$/, "");
    else if (type === k.IFLA_OPERSTATE) operstate = b[from] ?? 0;
  });
  if (name === undefined) return undefined;
  const flags = u32(b, start + 8);
  const [up, carrier] = [(flags & k.IFF_UP) !== 0, (flags & k.IFF_LOWER_UP) !== 0];
  const link = { index: u32(b, start + 4), name, up, carrier, operstate };
  return (flags & k.IFF_NOARP) === 0 ? link : { ...link, noArp: true };
}

export const linkDump = (): Request => ({
  type: k.RTM_GETLINK,
  flags: 0,
  payload: "\0".repeat(IFINFOMSG_SIZE) + attribute(k.IFLA_EXT_MASK, bytes32(k.RTEXT_FILTER_SKIP_STATS)),
});
