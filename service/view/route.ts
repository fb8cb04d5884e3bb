// A route as the view keeps it and the planes decide about it: reading its canonical bytes, and making new ones.
import { PROTOCOL_MULTIHOMED } from "../../common/numbers.ts";
import { align, attribute, bytes32, eachAttribute, latin1 } from "../netlink/message.ts";
import {
  decodeLegs,
  isNexthopAttribute,
  joinLegs,
  joinSorted,
  type Leg,
  type Route,
  type RouteKey,
} from "../netlink/route.ts";
import * as k from "../netlink/uapi.ts";
import { at16, at32, canonicalAttribute } from "./bytes.ts";

/** The loopback link's index in every network namespace (net/core/dev.c). */
const LOOPBACK_IFINDEX = 1;

export type { Leg, Route, RouteKey } from "../netlink/route.ts";

export const routeFamily = (route: Route | RouteKey): k.Family =>
  route.charCodeAt(0) === k.AF_INET ? k.AF_INET : k.AF_INET6;
export const routePrefixLength = (route: Route | RouteKey): number => route.charCodeAt(1);
/** The metric in a key, whose layout RouteKey says. */
export const routeMetric = (key: RouteKey): number => at32(key, 4);
export const routeProtocol = (route: Route): number => route.charCodeAt(5);
export const routeType = (route: Route): number => route.charCodeAt(7);

/** Whether we made this route, in this life or an earlier one. */
export const isOurs = (route: Route): boolean => routeProtocol(route) === PROTOCOL_MULTIHOMED;

/** The payload of an attribute as latin1 bytes; undefined where the route has none. */
export const routeAttribute: (route: Route, wanted: number) => string | undefined = canonicalAttribute;

/** A default, or half of one: VPNs install the two halves to win over the default. */
export const isDefault = (route: Route): boolean => routePrefixLength(route) <= 1;

/** Blackhole, unreachable, prohibit. */
export const isReject = (route: Route): boolean => {
  const type = routeType(route);
  return type === k.RTN_BLACKHOLE || type === k.RTN_UNREACHABLE || type === k.RTN_PROHIBIT;
};

/** "Look in the next table": without meaning in a table of ours. */
export const isThrow = (route: Route): boolean => routeType(route) === k.RTN_THROW;

/** Link-local and multicast destinations mean another thing on each link. */
export function isLocalToItsLink(route: Route): boolean {
  const destination = routeAttribute(route, k.RTA_DST) ?? "";
  const first = destination.charCodeAt(0);
  const second = destination.charCodeAt(1);
  return routeFamily(route) === k.AF_INET
    ? (first === 169 && second === 254) || first >> 4 === 0xe // 169.254.0.0/16 (RFC 3927), 224.0.0.0/4
    : (first === 0xfe && (second & 0xc0) === 0x80) || first === 0xff; // fe80::/10, ff00::/8 (RFC 4291)
}

/** The interface index of a route with one next hop written inline; undefined for every other route. */
export function routeLink(route: Route): number | undefined {
  for (let at = k.RTMSG_SIZE; at + 4 <= route.length; ) {
    const length = at16(route, at);
    const type = at16(route, at + 2);
    if (type === k.RTA_OIF) return at32(route, at + 4);
    if (type > k.RTA_OIF || length < 4) return undefined;
    at += align(length);
  }
  return undefined;
}

/** The router of a route with one next hop written inline (as legGateway); undefined where it names none. */
export const routeGateway = (route: Route): string | undefined =>
  canonicalAttribute(route, k.RTA_GATEWAY) ?? canonicalAttribute(route, k.RTA_VIA)?.slice(2);

/** The address (latin1 bytes) that packets without one get; undefined where it names none. */
export const routeSource = (route: Route): string | undefined => routeAttribute(route, k.RTA_PREFSRC);

export function routeNexthopId(route: Route): number | undefined {
  const id = routeAttribute(route, k.RTA_NH_ID);
  return id === undefined ? undefined : at32(id, 0);
}

/** The legs that are written in the route itself: none for one through a nexthop object or without a next hop. */
export function inlineLegs(route: Route): Leg[] {
  const multipath = routeAttribute(route, k.RTA_MULTIPATH);
  if (multipath !== undefined) {
    const bytes = Buffer.from(multipath, "latin1");
    return decodeLegs(bytes, 0, bytes.length);
  }
  const ifindex = routeLink(route);
  if (ifindex === undefined) return [];
  let attributes = "";
  eachPart(route, (type, bytes) => {
    if (isNexthopAttribute(type) && type !== k.RTA_OIF) attributes += bytes;
  });
  return [{ ifindex, onlink: (route.charCodeAt(8) & k.RTNH_F_ONLINK) !== 0, dead: false, hops: 0, attributes }];
}

/** The router that a leg leads to (RTA_GATEWAY, or RTA_VIA for one of the other family), as latin1 bytes. */
export function legGateway({ attributes }: Leg): string | undefined {
  return routeGateway(("\0".repeat(k.RTMSG_SIZE) + attributes) as Route); // attributes in order behind a header
}

/** The same leg by a router of the route's own family (latin1 bytes), where it names none. */
export function withRouter(leg: Leg, router: string): Leg {
  const parts: [number, string][] = [[k.RTA_GATEWAY, attribute(k.RTA_GATEWAY, router)]];
  const bytes = Buffer.from(leg.attributes, "latin1");
  eachAttribute(bytes, 0, bytes.length, (type, from, to) =>
    parts.push([type, attribute(type, bytes.toString("latin1", from, to))]),
  );
  return { ...leg, attributes: joinSorted(parts) };
}

/** Calls `handle` with the type and the whole bytes of each attribute, in order. */
function eachPart(route: Route, handle: (type: number, bytes: string) => void): void {
  for (let at = k.RTMSG_SIZE; at + 4 <= route.length; ) {
    const length = at16(route, at);
    if (length < 4) return;
    handle(at16(route, at + 2), route.slice(at, at + align(length)));
    at += align(length);
  }
}

// Making canonical routes.

/**
 * The same route with another protocol. Through a buffer, because a concatenation would keep its parts: the copies of
 * a million routes would cost twice as much.
 */
export function withProtocol(route: Route, protocol: number): Route {
  if (copy.length < route.length) copy = Buffer.allocUnsafe(route.length);
  copy.write(route, "latin1");
  copy[PROTOCOL_AT] = protocol;
  return latin1(copy, 0, route.length) as Route; // only the protocol's byte differs
}

let copy = Buffer.allocUnsafe(1024);
/** rtm_protocol in struct rtmsg. */
const PROTOCOL_AT = 5;

/** The same destination, metric and so on by these legs, written inline, with another protocol. At least one leg. */
export function withLegs(route: Route, protocol: number, legs: readonly Leg[]): Route {
  const parts: [number, string][] = [];
  eachPart(route, (type, bytes) => {
    if (!isNexthopAttribute(type) && type !== k.RTA_NH_ID) parts.push([type, bytes]);
  });
  const [leg] = legs;
  let flags = 0;
  if (leg !== undefined && legs.length === 1) {
    flags = leg.onlink ? k.RTNH_F_ONLINK : 0;
    parts.push([k.RTA_OIF, attribute(k.RTA_OIF, bytes32(leg.ifindex))]);
    const bytes = Buffer.from(leg.attributes, "latin1");
    eachAttribute(bytes, 0, bytes.length, (type, from, to) =>
      parts.push([type, attribute(type, bytes.toString("latin1", from, to))]),
    );
  } else {
    parts.push([k.RTA_MULTIPATH, attribute(k.RTA_MULTIPATH, joinLegs(routeFamily(route), legs))]);
  }
  const header = route.slice(0, 5) + String.fromCharCode(protocol) + route.slice(6, 8) + bytes32(flags);
  return (header + joinSorted(parts)) as Route; // canonical: ordered by type, flags masked where legs were decoded
}

/** The route as the kernel takes it: it does not want to be told which legs are dead. */
export function withoutDead(route: Route): Route {
  if (routeLink(route) !== undefined || !inlineLegs(route).some((leg) => leg.dead)) return route;
  const legs = inlineLegs(route).map((leg) => ({ ...leg, dead: false }));
  return withLegs(route, routeProtocol(route), legs);
}

/** The same destination without a way out (a blackhole and the like), with another protocol. */
export function withoutNexthop(route: Route, protocol: number): Route {
  const parts: [number, string][] = [];
  eachPart(route, (type, bytes) => {
    if (!isNexthopAttribute(type) && type !== k.RTA_NH_ID) parts.push([type, bytes]);
  });
  // IPv6 hangs such routes on the loopback link, which is always number 1.
  if (routeFamily(route) === k.AF_INET6) parts.push([k.RTA_OIF, attribute(k.RTA_OIF, bytes32(LOOPBACK_IFINDEX))]);
  const header = route.slice(0, 5) + String.fromCharCode(protocol) + route.slice(6, 8) + bytes32(0);
  return (header + joinSorted(parts)) as Route; // canonical: ordered by type
}

/** The key of a canonical route. */
export function keyOf(route: Route): RouteKey {
  const attributeOf = (type: number) => routeAttribute(route, type) ?? "";
  const priority = attributeOf(k.RTA_PRIORITY) || bytes32(0);
  return (route.slice(0, 4) + priority + attributeOf(k.RTA_DST) + attributeOf(k.RTA_SRC)) as RouteKey;
}

/** An unreachable default, as the kernel tells it back. */
export function unreachableDefault(family: k.Family, protocol: number, metric: number): Route {
  const header = String.fromCharCode(family, 0, 0, 0, 0, protocol, 0, k.RTN_UNREACHABLE) + bytes32(0);
  const metricAttribute = attribute(k.RTA_PRIORITY, bytes32(metric));
  if (family === k.AF_INET) return (header + metricAttribute) as Route; // ordered
  // IPv6 always says the preference (medium) too.
  const loopback = attribute(k.RTA_OIF, bytes32(LOOPBACK_IFINDEX));
  return (header + loopback + metricAttribute + attribute(k.RTA_PREF, "\0")) as Route; // ordered
}
