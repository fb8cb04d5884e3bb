// What an uplink's table and its rules are to hold. Pure: the view and the assignments decide.
import { METRIC_WORST, PROTOCOL_MULTIHOMED, TABLE_MAIN } from "../../../common/numbers.ts";
import type { Address } from "../../netlink/address.ts";
import type { Link } from "../../netlink/link.ts";
import * as k from "../../netlink/uapi.ts";
import {
  defaultWithoutNexthop,
  isOurs,
  keyOf,
  type Leg,
  type Route,
  type RouteKey,
  routeAttribute,
  routeFamily,
  routeLink,
  routePrefixLength,
  routeType,
  withLegs,
  withoutNexthop,
  withProtocol,
} from "../../view/route.ts";
import { type Rule, sourceRule } from "../../view/rule.ts";
import type { View } from "../../view/view.ts";
import type { Uplink, Uplinks } from "../uplinks.ts";

export interface DesiredRoute {
  readonly route: Route;
  readonly expiry: number | undefined;
}

const guardOf = (family: k.Family): Route =>
  defaultWithoutNexthop(family, k.RTN_UNREACHABLE, PROTOCOL_MULTIHOMED, METRIC_WORST);

const GUARDS: ReadonlyMap<RouteKey, Route> = new Map(
  k.FAMILIES.map((family) => [keyOf(guardOf(family)), guardOf(family)]),
);

/** The keys of the last route of each family: unreachable, so that no packet of the uplink's leaves by another. */
export const GUARD_KEYS: Iterable<RouteKey> = [...GUARDS.keys()];

/** The route of this key that the uplink's table is to hold; undefined: none. */
export function desiredRoute(uplink: Uplink, key: RouteKey, uplinks: Uplinks, view: View): DesiredRoute | undefined {
  const { link } = uplink;
  if (link === undefined) return undefined;
  const main = view.table(familyOf(key), TABLE_MAIN);
  let fromOthers: DesiredRoute | undefined;
  for (const route of main.get(key)) {
    if (isOurs(route)) continue;
    const own = ownPart(route, link, view);
    if (own) return { route: own, expiry: main.expiry(route) };
    if (fromOthers || uplink.unassignedRoutes === "exclude") continue;
    const copy = partOfOthers(route, uplinks, view);
    if (copy) fromOthers = { route: copy, expiry: main.expiry(route) };
  }
  if (fromOthers) return fromOthers;
  const guard = uplink.guard ? GUARDS.get(key) : undefined;
  return guard && { route: guard, expiry: undefined };
}

/** The route as far as it leaves by the uplink's own link. */
function ownPart(route: Route, link: Link, view: View): Route | undefined {
  if (isReject(route)) return undefined;
  const single = routeLink(route);
  if (single !== undefined) {
    return single === link.index && link.up ? withProtocol(route, PROTOCOL_MULTIHOMED) : undefined;
  }
  const legs = usable(view.legs(route), view).filter((leg) => leg.ifindex === link.index);
  return legs.length > 0 ? withLegs(route, PROTOCOL_MULTIHOMED, legs) : undefined;
}

/**
 * The route if it is one of those that every uplink's table holds: to a network behind links that are not assigned
 * (a VPN, containers), or to nowhere. Without them such traffic would leave by the uplink's default.
 */
function partOfOthers(route: Route, uplinks: Uplinks, view: View): Route | undefined {
  if (isDefault(route)) return undefined;
  if (isReject(route)) return withoutNexthop(route, PROTOCOL_MULTIHOMED);
  if (isLocalToItsLink(route)) return undefined;
  const legs = view.legs(route);
  if (legs.some((leg) => uplinks.byIndex.has(leg.ifindex))) return undefined;
  const up = usable(legs, view);
  return up.length > 0 ? withLegs(route, PROTOCOL_MULTIHOMED, up) : undefined;
}

/** A default, or half of one: VPNs install the two halves to win over the default. */
const isDefault = (route: Route): boolean => routePrefixLength(route) <= 1;

/** Blackhole, unreachable, prohibit. */
const isReject = (route: Route): boolean => {
  const type = routeType(route);
  return type === k.RTN_BLACKHOLE || type === k.RTN_UNREACHABLE || type === k.RTN_PROHIBIT;
};

/** Link-local and multicast destinations mean another thing on each link. */
function isLocalToItsLink(route: Route): boolean {
  const destination = routeAttribute(route, k.RTA_DST) ?? "";
  const first = destination.charCodeAt(0);
  const second = destination.charCodeAt(1);
  return routeFamily(route) === k.AF_INET
    ? (first === 169 && second === 254) || first >> 4 === 0xe // 169.254.0.0/16 (RFC 3927), 224.0.0.0/4
    : (first === 0xfe && (second & 0xc0) === 0x80) || first === 0xff; // fe80::/10, ff00::/8 (RFC 4291)
}

/** The legs whose link is up: the kernel refuses the others, and revives them in its own routes without a word. */
const usable = (legs: readonly Leg[], view: View): Leg[] => legs.filter((leg) => view.links.get(leg.ifindex)?.up);

/** The rules that lead to the uplink's table: one for each address that can be a source beyond its link. */
export function desiredRules(uplink: Uplink, view: View): Set<Rule> {
  const rules = new Set<Rule>();
  if (uplink.link === undefined) return rules;
  for (const address of view.addresses(uplink.link.index)) {
    const rule = desiredRule(uplink, address);
    if (rule !== undefined) rules.add(rule);
  }
  return rules;
}

/** The rule for one address of an uplink; none for a link-local IPv6 address. */
export function desiredRule(uplink: Uplink, { local }: Address): Rule | undefined {
  if (local.length === 16 && local.charCodeAt(0) === 0xfe && (local.charCodeAt(1) & 0xc0) === 0x80) return undefined;
  return sourceRule(local, uplink.table, uplink.priority, PROTOCOL_MULTIHOMED);
}

export const familyOf = (key: RouteKey): k.Family => (key.charCodeAt(0) === k.AF_INET ? k.AF_INET : k.AF_INET6);
