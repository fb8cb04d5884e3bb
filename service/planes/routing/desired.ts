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
  legGateway,
  type Route,
  type RouteKey,
  routeFamily,
  routeGateway,
  routeLink,
  unreachableDefault,
  withLegs,
  withoutNexthop,
  withProtocol,
} from "../../view/route.ts";
import { type Rule, ruleSource } from "../../view/rule.ts";
import { FAMILIES, type Family, type View } from "../../view/view.ts";
import { isSourceOf, ruleFor } from "../sources.ts";
import { concerns, type Uplink, type Uplinks } from "../uplinks.ts";

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
  const family = routeFamily(key);
  if (uplink.link === undefined || !concerns(uplink, family)) return undefined;
  const main = view.table(family, TABLE_MAIN);
  let fromOthers: DesiredRoute | undefined;
  for (const route of main.get(key)) {
    if (isOurs(route)) continue;
    const own = ownPart(route, uplink, view);
    if (own) return { route: own, expiry: main.expiry(route) };
    if (fromOthers) continue;
    const copy = isReject(route) ? rejectPart(route) : partOfOthers(route, uplink, uplinks, view);
    if (copy) fromOthers = { route: copy, expiry: main.expiry(route) };
  }
  if (fromOthers) return fromOthers;
  const guard = uplink.guard ? GUARDS.get(key) : undefined;
  return guard && { route: guard, expiry: undefined };
}

/** The route as far as it leaves by the uplink's own link, and by its router where it is to use only one. */
function ownPart(route: Route, { link, router }: Uplink, view: View): Route | undefined {
  if (link === undefined || isReject(route)) return undefined;
  // What names no router (the link's own subnets) is how the router is reached.
  const isVia = (gateway: string | undefined) => router === undefined || gateway === undefined || gateway === router;
  const single = routeLink(route);
  if (single !== undefined) {
    const own = single === link.index && link.up && isVia(routeGateway(route));
    return own ? withProtocol(route, PROTOCOL_MULTIHOMED) : undefined;
  }
  const legs = usable(view.legs(route), view).filter((leg) => leg.ifindex === link.index && isVia(legGateway(leg)));
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

/** The rules that lead to the uplink's table: one for each address that is its. */
export function desiredRules(uplink: Uplink, uplinks: Uplinks, view: View): Set<Rule> {
  const rules = new Set<Rule>();
  if (uplink.link === undefined) return rules;
  for (const { local } of view.addresses(uplink.link.index)) {
    if (isSourceOf(uplink, local, uplinks, view)) rules.add(ruleFor(uplink, local));
  }
  return rules;
}

/** Whether this rule is one of them. */
export function isDesiredRule(rule: Rule, uplink: Uplink, uplinks: Uplinks, view: View): boolean {
  const source = ruleSource(rule);
  return source !== undefined && ruleFor(uplink, source) === rule && isSourceOf(uplink, source, uplinks, view);
}
