// Which way a packet would take, as the kernel says itself (RTM_GETROUTE that is no dump; inet_rtm_getroute in
// net/ipv4/route.c, inet6_rtm_getroute in net/ipv6/route.c).
import { attribute, bytes32, eachAttribute, latin1, u32 } from "./message.ts";
import type { Request } from "./requests.ts";
import * as k from "./uapi.ts";

/** What is asked about. Addresses are in network byte order, as latin1 bytes. */
export interface Lookup {
  readonly family: k.Family;
  readonly destination: string;
  /** Undefined: of a program that binds to nothing; the kernel chooses. */
  readonly source: string | undefined;
  /** The link that the packet arrives by; undefined: it is this host's own. */
  readonly ifindex: number | undefined;
  readonly mark: number;
}

/** What a packet makes of the route. */
export interface Way {
  /** RTN_*: unicast, local … */
  readonly type: number;
  readonly table: number;
  /** The link that it leaves by; lo where it stays. */
  readonly ifindex: number | undefined;
  /** Undefined: the destination is on the link. Latin1 bytes, also of the other family. */
  readonly gateway: string | undefined;
  /** The source that the kernel chooses for a packet that has none. */
  readonly source: string | undefined;
}

/** Asks for the route that is found, as `decodeRoute` reads it. */
export const routeLookup = (lookup: Lookup): Request => request(lookup, k.RTM_F_FIB_MATCH);

/** Asks for what a packet makes of it, as `decodeWay` reads it: of several legs one, and the source. */
export const wayLookup = (lookup: Lookup): Request => request(lookup, 0);

/** A strict kernel wants whole addresses, and nothing else in the header. */
function request({ family, destination, source, ifindex, mark }: Lookup, flags: number): Request {
  const bits = destination.length * 8;
  // IPv6 tells the table always, and refuses to be asked for it (inet6_rtm_valid_getroute_req).
  const told = family === k.AF_INET ? flags | k.RTM_F_LOOKUP_TABLE : flags;
  let payload = String.fromCharCode(family, bits, source === undefined ? 0 : bits, 0, 0, 0, 0, 0) + bytes32(told);
  payload += attribute(k.RTA_DST, destination);
  if (source !== undefined) payload += attribute(k.RTA_SRC, source);
  if (ifindex !== undefined) payload += attribute(k.RTA_IIF, bytes32(ifindex));
  if (mark !== 0) payload += attribute(k.RTA_MARK, bytes32(mark));
  return { type: k.RTM_GETROUTE, flags: 0, payload };
}

/** Decodes the payload of the RTM_NEWROUTE that answers a wayLookup. */
export function decodeWay(b: Buffer, start: number, end: number): Way | undefined {
  if (end - start < k.RTMSG_SIZE) return undefined;
  let table = b[start + 4] ?? 0;
  let ifindex: number | undefined;
  let gateway: string | undefined;
  let source: string | undefined;
  eachAttribute(b, start + k.RTMSG_SIZE, end, (type, from, to) => {
    if (type === k.RTA_TABLE) table = u32(b, from);
    else if (type === k.RTA_OIF) ifindex = u32(b, from);
    else if (type === k.RTA_GATEWAY) gateway = latin1(b, from, to);
    // struct rtvia: u16 family, then the address.
    else if (type === k.RTA_VIA) gateway = latin1(b, from + 2, to);
    else if (type === k.RTA_PREFSRC) source = latin1(b, from, to);
  });
  return { type: b[start + 7] ?? 0, table, ifindex, gateway, source };
}
