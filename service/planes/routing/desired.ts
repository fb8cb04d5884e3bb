// What an uplink's table and its rules are to hold. Pure: the view and the assignments decide.
import { METRIC_WORST, PROTOCOL_MULTIHOMED, TABLE_MAIN } from "../../../common/numbers.ts";
import {
  isDefault,
  isLocalToItsLink,
  isOurs,
  isReject,
  isThrow,
  keyOf,
  type Leg,
  type Route,
  type RouteKey,
  routeFamily,
  routeLink,
  unreachableDefault,
  withLegs,
  withoutNexthop,
  withProtocol,
} from "../../view/route.ts";
import { type Rule, ruleSource, sourceRule } from "../../view/rule.ts";
import { FAMILIES, type Family, type Link, type View } from "../../view/view.ts";
import type { Uplink, Uplinks } from "../uplinks.ts";

export interface DesiredRoute {
  readonly route: Route;
  readonly expiry: number | undefined;
}

const guardOf = (family: Family): Route => unreachableDefault(family, PROTOCOL_MULTIHOMED, METRIC_WORST);

const GUARDS: ReadonlyMap<RouteKey, Route> = new Map(
  FAMILIES.map((family) => [keyOf(guardOf(family)), guardOf(family)]),
);

/** The keys of the last route of each family: unreachable, so that no packet of the uplink's leaves by another. */
export const GUARD_KEYS: ReadonlySet<RouteKey> = new Set(GUARDS.keys());

/** The route of this key that the uplink's table is to hold; undefined: none. */
export function desiredRoute(uplink: Uplink, key: RouteKey, uplinks: Uplinks, view: View): DesiredRoute | undefined {
  const { link } = uplink;
  if (link === undefined) return undefined;
  const main = view.table(routeFamily(key), TABLE_MAIN);
  let fromOthers: DesiredRoute | undefined;
  for (const route of main.get(key)) {
    if (isOurs(route)) continue;
    const own = ownPart(route, link, view);
    if (own) return { route: own, expiry: main.expiry(route) };
    if (fromOthers) continue;
    const copy = isReject(route) ? rejectPart(route) : partOfOthers(route, uplink, uplinks, view);
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

/** A destination that is to go nowhere goes nowhere from every address; a default would be in the guard's place. */
const rejectPart = (route: Route): Route | undefined =>
  isDefault(route) ? undefined : withoutNexthop(route, PROTOCOL_MULTIHOMED);

/**
 * The route if it leads to a network behind links that are not assigned (a VPN, containers). Without a copy, traffic
 * from the uplink's addresses to that network would leave by the uplink's default.
 */
function partOfOthers(route: Route, uplink: Uplink, uplinks: Uplinks, view: View): Route | undefined {
  if (uplink.unassignedRoutes === "exclude" || isDefault(route) || isThrow(route) || isLocalToItsLink(route)) {
    return undefined;
  }
  const legs = view.legs(route);
  if (legs.some((leg) => uplinks.byIndex.has(leg.ifindex))) return undefined;
  const up = usable(legs, view);
  return up.length > 0 ? withLegs(route, PROTOCOL_MULTIHOMED, up) : undefined;
}

/** The legs that carry packets. The kernel refuses to write the others, and revives them in its own routes unasked. */
const usable = (legs: readonly Leg[], view: View): Leg[] =>
  legs.filter((leg) => !leg.dead && view.links.get(leg.ifindex)?.up);

/** The rules that lead to the uplink's table: one for each address that can be a source beyond its link. */
export function desiredRules(uplink: Uplink, view: View): Set<Rule> {
  const rules = new Set<Rule>();
  if (uplink.link === undefined) return rules;
  for (const { local } of view.addresses(uplink.link.index)) {
    const rule = ruleFor(uplink, local);
    if (rule !== undefined) rules.add(rule);
  }
  return rules;
}

/** Whether this rule is one of them. */
export function isDesiredRule(rule: Rule, uplink: Uplink, view: View): boolean {
  const source = ruleSource(rule);
  if (source === undefined || uplink.link === undefined || !view.hasAddress(uplink.link.index, source)) return false;
  return ruleFor(uplink, source) === rule;
}

/** The rule for one address of an uplink, given as latin1 bytes; none for a link-local IPv6 address. */
export function ruleFor(uplink: Uplink, local: string): Rule | undefined {
  if (isLinkLocal6(local)) return undefined;
  return sourceRule(local, uplink.table, uplink.priority, PROTOCOL_MULTIHOMED);
}

/** In fe80::/10 (RFC 4291). */
const isLinkLocal6 = (local: string): boolean =>
  local.length === 16 && local.charCodeAt(0) === 0xfe && (local.charCodeAt(1) & 0xc0) === 0x80;
