// Routes of our own making, as the kernel tells them back.
import { attribute, bytes32 } from "../netlink/message.ts";
import * as k from "../netlink/uapi.ts";
import { type Leg, type Route, type RouteKey, withLegs } from "./route.ts";

/** IP6_RT_PRIO_USER: the metric that the kernel gives an IPv6 route without one. */
const METRIC_IPV6 = 1024;

/** Of the defaults below, by family: the best there can be in IPv4, and the usual one in IPv6. */
export const defaultKey = (family: k.Family): RouteKey =>
  (String.fromCharCode(family, 0, 0, 0) + bytes32(family === k.AF_INET6 ? METRIC_IPV6 : 0)) as RouteKey; // as it says

/** The IPv4 default through a nexthop object, of metric 0. */
export const defaultThrough = (id: number, protocol: number): Route =>
  (header(k.AF_INET, 0, protocol, k.RTN_UNICAST) + attribute(k.RTA_NH_ID, bytes32(id))) as Route; // ordered

/** The IPv6 default of the best metric that is usual, by these legs: at least one. */
export function defaultBy(legs: readonly Leg[], protocol: number): Route {
  const metric = attribute(k.RTA_PRIORITY, bytes32(METRIC_IPV6));
  // IPv6 always says the preference (medium) too.
  const route = header(k.AF_INET6, 0, protocol, k.RTN_UNICAST) + metric + attribute(k.RTA_PREF, "\0");
  return withLegs(route as Route, protocol, legs); // ordered
}

/** "Look in the next table" for an IPv4 prefix; its address is in network order, latin1 bytes. */
export const throwFor = (prefix: string, length: number, protocol: number): Route =>
  (header(k.AF_INET, length, protocol, k.RTN_THROW) + attribute(k.RTA_DST, prefix)) as Route; // ordered

/** struct rtmsg, of scope "universe". */
const header = (family: k.Family, length: number, protocol: number, type: number): string =>
  String.fromCharCode(family, length, 0, 0, 0, protocol, 0, type) + bytes32(0);
