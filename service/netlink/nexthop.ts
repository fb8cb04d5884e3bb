// Nexthop objects on the wire (struct nhmsg and NHA_* attributes, linux/nexthop.h).
import { attribute, bytes16, bytes32, eachAttribute, latin1, u16, u32 } from "./message.ts";
import type { Request } from "./requests.ts";
import type { Leg } from "./route.ts";
import * as k from "./uapi.ts";

/** struct nexthop_grp: u32 id, u8 weight less one, u8 the weight's high byte, u16 reserved. */
const GROUP_ENTRY = 8;

export interface Nexthop {
  readonly id: number;
  /** Of the gateway; the routes that use this nexthop may be of another. AF_UNSPEC for a group. */
  readonly family: number;
  /** Who made it (RTPROT_*). */
  readonly protocol: number;
  /** Undefined for a group and for a blackhole. */
  readonly ifindex: number | undefined;
  readonly onlink: boolean;
  /** Network byte order as latin1 bytes; empty where the destination is on the link. */
  readonly gateway: string;
  /** RTA_ENCAP_TYPE and RTA_ENCAP in canonical form, or nothing. */
  readonly encapsulation: string;
  /** The members of a group, with their weight less one; empty for a single nexthop. */
  readonly group: readonly { readonly id: number; readonly hops: number }[];
  /** Of a group whose flows stay where they are while its members change; undefined: not such a group. */
  readonly resilient: Resilient | undefined;
}

/** How a resilient group spreads flows: by buckets, which move to another member once they have been idle. */
export interface Resilient {
  readonly buckets: number;
  readonly idleSeconds: number;
}

/** Nexthop objects tell times in clock_t: 1/100 s (USER_HZ). */
const CLOCK_TICKS = 100;
/** struct nlattr flags: a type that has attributes in it. */
const NLA_F_NESTED = 0x8000;

/** Decodes the payload of RTM_NEWNEXTHOP or RTM_DELNEXTHOP. */
export function decodeNexthop(b: Buffer, start: number, end: number): Nexthop | undefined {
  if (end - start < k.NHMSG_SIZE) return undefined;
  let id: number | undefined;
  let ifindex: number | undefined;
  let gateway = "";
  let encapType = "";
  let encap = "";
  let resilient: Resilient | undefined;
  const group: { id: number; hops: number }[] = [];
  eachAttribute(b, start + k.NHMSG_SIZE, end, (type, from, to) => {
    if (type === k.NHA_ID) id = u32(b, from);
    else if (type === k.NHA_OIF) ifindex = u32(b, from);
    else if (type === k.NHA_GATEWAY) gateway = latin1(b, from, to);
    else if (type === k.NHA_ENCAP_TYPE) encapType = attribute(k.RTA_ENCAP_TYPE, latin1(b, from, to));
    else if (type === k.NHA_ENCAP) encap = attribute(k.RTA_ENCAP, latin1(b, from, to));
    else if (type === k.NHA_RES_GROUP) resilient = decodeResilient(b, from, to);
    else if (type === k.NHA_GROUP) {
      for (let at = from; at + GROUP_ENTRY <= to; at += GROUP_ENTRY) {
        // A route's own legs have 8 bits of weight; a group's members may have 16.
        group.push({ id: u32(b, at), hops: Math.min(u16(b, at + 4), 255) });
      }
    }
  });
  if (id === undefined) return undefined;
  const onlink = (u32(b, start + 4) & k.RTNH_F_ONLINK) !== 0;
  const [family, protocol] = [b[start] ?? 0, b[start + 2] ?? 0];
  return { id, family, protocol, ifindex, onlink, gateway, encapsulation: encapType + encap, group, resilient };
}

function decodeResilient(b: Buffer, start: number, end: number): Resilient {
  let [buckets, idleSeconds] = [0, 0];
  eachAttribute(b, start, end, (type, from) => {
    if (type === k.NHA_RES_GROUP_BUCKETS) buckets = u16(b, from);
    else if (type === k.NHA_RES_GROUP_IDLE_TIMER) idleSeconds = u32(b, from) / CLOCK_TICKS;
  });
  return { buckets, idleSeconds };
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

/** A request to add (flags say how) or delete a nexthop object. */
export function nexthopRequest(type: number, flags: number, nexthop: Nexthop): Request {
  const { id, family, protocol, ifindex, onlink, gateway, encapsulation, group, resilient } = nexthop;
  const idAttribute = attribute(k.NHA_ID, bytes32(id));
  if (type === k.RTM_DELNEXTHOP) return { type, flags, payload: "\0".repeat(k.NHMSG_SIZE) + idAttribute };
  const header = String.fromCharCode(family, 0, protocol, 0) + bytes32(onlink ? k.RTNH_F_ONLINK : 0);
  let payload = header + idAttribute;
  if (group.length > 0) {
    const members = group.map((member) => bytes32(member.id) + String.fromCharCode(member.hops, 0, 0, 0));
    payload += attribute(k.NHA_GROUP, members.join(""));
    if (resilient !== undefined) {
      payload += attribute(k.NHA_GROUP_TYPE, bytes16(k.NEXTHOP_GRP_TYPE_RES));
      const { buckets, idleSeconds } = resilient;
      const timing =
        attribute(k.NHA_RES_GROUP_BUCKETS, bytes16(buckets)) +
        attribute(k.NHA_RES_GROUP_IDLE_TIMER, bytes32(Math.round(idleSeconds * CLOCK_TICKS)));
      payload += attribute(k.NHA_RES_GROUP | NLA_F_NESTED, timing);
    }
  } else {
    if (ifindex !== undefined) payload += attribute(k.NHA_OIF, bytes32(ifindex));
    if (gateway !== "") payload += attribute(k.NHA_GATEWAY, gateway);
    payload += asNexthop(encapsulation);
  }
  return { type, flags, payload };
}

/** RTA_ENCAP_TYPE and RTA_ENCAP, in canonical form, as NHA_ENCAP_TYPE and NHA_ENCAP. */
function asNexthop(encapsulation: string): string {
  const bytes = Buffer.from(encapsulation, "latin1");
  let written = "";
  eachAttribute(bytes, 0, bytes.length, (type, from, to) => {
    const payload = latin1(bytes, from, to);
    if (type === k.RTA_ENCAP_TYPE) written += attribute(k.NHA_ENCAP_TYPE, payload);
    else if (type === k.RTA_ENCAP) written += attribute(k.NHA_ENCAP | NLA_F_NESTED, payload);
  });
  return written;
}
