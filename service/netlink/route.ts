// Routes on the wire (struct rtmsg and RTA_* attributes, linux/rtnetlink.h) and in their canonical form.
//
// A route is kept as one string of its canonical bytes: a million of them cost some 80 MB, equality is ===, and a
// copy for another table is a concatenation that hands every attribute back to the kernel untouched.

import { align, attribute, bytes16, bytes32, eachAttribute, latin1, u16, u32 } from "./message.ts";
import type { Request } from "./requests.ts";
import * as k from "./uapi.ts";

/**
 * struct rtmsg with table 0 and only the flags that the kernel takes back, then the attributes ordered by type,
 * without table and lifetime. Of several next hops it is kept which are dead; those of IPv6, which have no order, are
 * sorted.
 * A route through a nexthop object keeps just its id. Latin1: a character is a byte.
 */
export type Route = string & { readonly __route: unique symbol };

/** Family, prefix, source prefix, TOS and metric: what tells routes of one table apart. Latin1 bytes. */
export type RouteKey = string & { readonly __routeKey: unique symbol };

export interface DecodedRoute {
  readonly table: number;
  readonly key: RouteKey;
  readonly route: Route;
  /** Seconds until the route expires; undefined: never. */
  readonly lifetime: number | undefined;
}

/** One way out. */
export interface Leg {
  readonly ifindex: number;
  /** The gateway is taken to be on the link. */
  readonly onlink: boolean;
  /** The kernel does not use it: its link is down, or has no IPv4 address. Only one leg of several can be so. */
  readonly dead: boolean;
  /** The weight less one. */
  readonly hops: number;
  /** The attributes that say how: gateway, encapsulation, realm. Canonical. */
  readonly attributes: string;
}

const TYPES = 32;
const starts = new Int32Array(TYPES);
const ends = new Int32Array(TYPES);
let scratch = Buffer.allocUnsafe(4096);

/** Attributes of a single next hop; with a nexthop object they repeat what the object says. */
export const isNexthopAttribute = (type: number): boolean =>
  type === k.RTA_OIF ||
  type === k.RTA_GATEWAY ||
  type === k.RTA_VIA ||
  type === k.RTA_MULTIPATH ||
  type === k.RTA_ENCAP ||
  type === k.RTA_ENCAP_TYPE ||
  type === k.RTA_FLOW;

/** What is no part of the route: told beside it, or of the packet that was asked about (IPv6 repeats where it came in). */
const isApart = (type: number): boolean =>
  type === k.RTA_TABLE || type === k.RTA_CACHEINFO || type === k.RTA_EXPIRES || type === k.RTA_IIF;

/** Decodes the payload of RTM_NEWROUTE or RTM_DELROUTE; undefined for cached routes and what is not a route of ours. */
export function decodeRoute(b: Buffer, start: number, end: number): DecodedRoute | undefined {
  if (end - start < k.RTMSG_SIZE) return undefined;
  const family = b[start];
  const flags = u32(b, start + 8);
  if ((family !== k.AF_INET && family !== k.AF_INET6) || flags & k.RTM_F_CLONED) return undefined;
  starts.fill(0);
  let at = start + k.RTMSG_SIZE;
  while (at + 4 <= end) {
    const length = u16(b, at);
    if (length < 4 || at + length > end) break;
    const type = u16(b, at + 2) & k.NLA_TYPE_MASK;
    if (type < TYPES) {
      starts[type] = at + 4;
      ends[type] = at + length;
    }
    at += align(length);
  }
  const tableAt = starts[k.RTA_TABLE] ?? 0;
  const table = tableAt ? u32(b, tableAt) : (b[start + 4] ?? 0);
  const byNexthopObject = (starts[k.RTA_NH_ID] ?? 0) !== 0;

  if (scratch.length < 2 * (end - start)) scratch = Buffer.allocUnsafe(2 * (end - start));
  const out = scratch;
  b.copy(out, 0, start, start + k.RTMSG_SIZE);
  out[4] = 0;
  out.writeUInt32LE(byNexthopObject ? 0 : flags & k.RTNH_F_ONLINK, 8);
  let length = k.RTMSG_SIZE;
  for (let type = 1; type < TYPES; type++) {
    const from = starts[type] ?? 0;
    if (from === 0 || isApart(type)) continue;
    if (byNexthopObject && isNexthopAttribute(type)) continue;
    const to = ends[type] ?? from;
    if (type === k.RTA_MULTIPATH) {
      const hops = attribute(type, joinLegs(family, decodeLegs(b, from, to)));
      length += out.write(hops, length, "latin1");
      continue;
    }
    const size = to - from;
    out.writeUInt16LE(4 + size, length);
    out.writeUInt16LE(type, length + 2);
    b.copy(out, length + 4, from, to);
    out.fill(0, length + 4 + size, length + 4 + align(size));
    length += 4 + align(size);
  }
  const route = latin1(out, 0, length) as Route; // built canonical above
  const cacheAt = starts[k.RTA_CACHEINFO] ?? 0;
  // struct rta_cacheinfo: u32 clntref, u32 lastuse, s32 expires in 1/100 s (USER_HZ), 0 for never …
  const expires = cacheAt && (ends[k.RTA_CACHEINFO] ?? 0) - cacheAt >= 12 ? b.readInt32LE(cacheAt + 8) : 0;
  return { table, key: keyFromScan(b, start), route, lifetime: expires === 0 ? undefined : expires / 100 };
}

/** The key, from the attributes that decodeRoute found last. */
function keyFromScan(b: Buffer, start: number): RouteKey {
  const out = scratch;
  out[0] = b[start] ?? 0;
  out[1] = b[start + 1] ?? 0;
  out[2] = b[start + 2] ?? 0;
  out[3] = b[start + 3] ?? 0;
  const priority = starts[k.RTA_PRIORITY] ?? 0;
  out.writeUInt32LE(priority ? u32(b, priority) : 0, 4);
  let length = 8;
  for (const type of [k.RTA_DST, k.RTA_SRC]) {
    const from = starts[type] ?? 0;
    if (from) length += b.copy(out, length, from, ends[type]);
  }
  return latin1(out, 0, length) as RouteKey; // built as documented
}

export function decodeLegs(b: Uint8Array, start: number, end: number): Leg[] {
  const legs: Leg[] = [];
  let at = start;
  while (at + k.RTNEXTHOP_SIZE <= end) {
    const length = u16(b, at);
    if (length < k.RTNEXTHOP_SIZE || at + length > end) break;
    legs.push({
      ifindex: u32(b, at + 4),
      onlink: ((b[at + 2] ?? 0) & k.RTNH_F_ONLINK) !== 0,
      dead: ((b[at + 2] ?? 0) & k.RTNH_F_DEAD) !== 0,
      hops: b[at + 3] ?? 0,
      attributes: legAttributes(b, at + k.RTNEXTHOP_SIZE, at + length),
    });
    at += align(length);
  }
  return legs;
}

function legAttributes(b: Uint8Array, start: number, end: number): string {
  const found: [number, string][] = [];
  eachAttribute(b, start, end, (type, from, to) => {
    found.push([type, attribute(type, Buffer.from(b.subarray(from, to)).toString("latin1"))]);
  });
  return joinSorted(found);
}

export const joinSorted = (attributes: [number, string][]): string =>
  attributes
    .sort(([a], [b]) => a - b)
    .map(([, bytes]) => bytes)
    .join("");

export function joinLegs(family: number, legs: readonly Leg[]): string {
  const hops = legs.map(({ ifindex, onlink, dead, hops, attributes }) => {
    const flags = (onlink ? k.RTNH_F_ONLINK : 0) | (dead ? k.RTNH_F_DEAD : 0);
    const length = bytes16(k.RTNEXTHOP_SIZE + attributes.length);
    return length + String.fromCharCode(flags, hops) + bytes32(ifindex) + attributes;
  });
  return (family === k.AF_INET6 ? hops.sort() : hops).join("");
}

// Asking.

/** A request to add (flags say how) or delete a route in a table. `lifetime` is in seconds. */
export function routeRequest(type: number, flags: number, table: number, route: Route, lifetime?: number): Request {
  const expires = lifetime === undefined ? "" : attribute(k.RTA_EXPIRES, bytes32(Math.max(1, Math.ceil(lifetime))));
  return { type, flags, payload: route + attribute(k.RTA_TABLE, bytes32(table)) + expires };
}

/** What a route dump is limited to, by the kernel. */
export interface RouteFilter {
  readonly family: k.Family;
  readonly table?: number;
  readonly ifindex?: number;
  readonly protocol?: number;
}

export function routeDump({ family, table, ifindex, protocol }: RouteFilter): Request {
  let payload = String.fromCharCode(family, 0, 0, 0, 0, protocol ?? 0, 0, 0) + bytes32(0);
  if (table !== undefined) payload += attribute(k.RTA_TABLE, bytes32(table));
  if (ifindex !== undefined) payload += attribute(k.RTA_OIF, bytes32(ifindex));
  return { type: k.RTM_GETROUTE, flags: 0, payload };
}
