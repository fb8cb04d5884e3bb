// Nexthop objects on the wire (struct nhmsg and NHA_* attributes, linux/nexthop.h).
import { attribute, bytes16, eachAttribute, latin1, u16, u32 } from "./message.ts";
import type { Request } from "./requests.ts";
import type { Leg } from "./route.ts";
import * as k from "./uapi.ts";

/** struct nexthop_grp: u32 id, u8 weight less one, u8 the weight's high byte, u16 reserved. */
const GROUP_ENTRY = 8;

export interface Nexthop {
  readonly id: number;
  /** Of the gateway; the routes that use this nexthop may be of another. */
  readonly family: number;
  /** Undefined for a group and for a blackhole. */
  readonly ifindex: number | undefined;
  readonly onlink: boolean;
  /** Network byte order as latin1 bytes; empty where the destination is on the link. */
  readonly gateway: string;
  /** RTA_ENCAP_TYPE and RTA_ENCAP in canonical form, or nothing. */
  readonly encapsulation: string;
  /** The members of a group, with their weight less one; empty for a single nexthop. */
  readonly group: readonly { readonly id: number; readonly hops: number }[];
}

/** Decodes the payload of RTM_NEWNEXTHOP or RTM_DELNEXTHOP. */
export function decodeNexthop(b: Buffer, start: number, end: number): Nexthop | undefined {
  if (end - start < k.NHMSG_SIZE) return undefined;
  let id: number | undefined;
  let ifindex: number | undefined;
  let gateway = "";
  let encapType = "";
  let encap = "";
  const group: { id: number; hops: number }[] = [];
  eachAttribute(b, start + k.NHMSG_SIZE, end, (type, from, to) => {
    if (type === k.NHA_ID) id = u32(b, from);
    else if (type === k.NHA_OIF) ifindex = u32(b, from);
    else if (type === k.NHA_GATEWAY) gateway = latin1(b, from, to);
    else if (type === k.NHA_ENCAP_TYPE) encapType = attribute(k.RTA_ENCAP_TYPE, latin1(b, from, to));
    else if (type === k.NHA_ENCAP) encap = attribute(k.RTA_ENCAP, latin1(b, from, to));
    else if (type === k.NHA_GROUP) {
      for (let at = from; at + GROUP_ENTRY <= to; at += GROUP_ENTRY) {
        // A route's own legs have 8 bits of weight; a group's members may have 16.
        group.push({ id: u32(b, at), hops: Math.min(u16(b, at + 4), 255) });
      }
    }
  });
  if (id === undefined) return undefined;
  const onlink = (u32(b, start + 4) & k.RTNH_F_ONLINK) !== 0;
  return { id, family: b[start] ?? 0, ifindex, onlink, gateway, encapsulation: encapType + encap, group };
}

/** A single nexthop written inline in a route of `family`; undefined for a group or a blackhole. */
export function nexthopLeg(nexthop: Nexthop, family: number, hops: number): Leg | undefined {
  const { ifindex, onlink, gateway, encapsulation } = nexthop;
  if (ifindex === undefined) return undefined;
  let by = "";
  if (gateway !== "") {
    // A gateway of the other family is struct rtvia: u16 family, then the address.
    by =
      nexthop.family === family
        ? attribute(k.RTA_GATEWAY, gateway)
        : attribute(k.RTA_VIA, bytes16(nexthop.family) + gateway);
  }
  return { ifindex, onlink, dead: false, hops, attributes: by + encapsulation };
}

export const nexthopDump = (): Request => ({ type: k.RTM_GETNEXTHOP, flags: 0, payload: "\0".repeat(k.NHMSG_SIZE) });
