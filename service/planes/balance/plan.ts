// The difference between what balance wants and what is there, for each of its keys.
import { defaultKey } from "../../view/new-route.ts";
import { isGroup, type Nexthop, sameNexthop } from "../../view/nexthop.ts";
import type { NexthopOperation, Operation, RouteOperation, RuleOperation } from "../../view/operation.ts";
import { isOurs, type RouteKey, routeFamily, routeNexthopId } from "../../view/route.ts";
import type { Rule } from "../../view/rule.ts";
import { AF_INET, FAMILIES, type Family, type View } from "../../view/view.ts";
import { PAUSE, type Pause } from "../plane.ts";
import type { Uplinks } from "../uplinks.ts";
import { objectsOf } from "./objects.ts";
import { desiredRoute } from "./routes.ts";
import { isDesiredRule } from "./rules.ts";

/** Looking at so many takes a few milliseconds. */
const KEYS_BETWEEN_PAUSES = 4096;

/** The nexthop objects of the uplink of a table. */
export function planMember(table: number, family: Family, uplinks: Uplinks, view: View): NexthopOperation[] {
  return objectsOf(uplinks, view).members.flatMap((member) => {
    if (member.uplink.table !== table || member.family !== family) return [];
    return made(member.nexthop, member.there, { family, table });
  });
}

/** The group that the members of IPv4 are in. */
export function planGroup(uplinks: Uplinks, view: View): NexthopOperation[] {
  const { group } = objectsOf(uplinks, view);
  return group === undefined ? [] : made(group, view.nexthops.get(group.id), whose(uplinks));
}

/** Nexthop objects of ours that are left over, and routes of ours that would go with them, unsaid. */
export function planSpare(uplinks: Uplinks, view: View): Operation[] {
  const { spare } = objectsOf(uplinks, view);
  return spare.flatMap((nexthop): Operation[] => [
    ...routesThrough(nexthop.id, uplinks, view),
    { kind: "nexthop", verb: "delete", nexthop, ...whose(uplinks) },
  ]);
}

/** But for those in the table of balance, which have keys of their own. */
function* routesThrough(id: number, { balance }: Uplinks, view: View): Generator<RouteOperation> {
  for (const family of FAMILIES) {
    for (const [table, routes] of view.tables(family)) {
      if (table === balance?.table) continue;
      for (const key of routes.byNexthop(id)) {
        for (const route of routes.get(key)) {
          if (routeNexthopId(route) === id) yield { kind: "route", verb: "delete", family, table, key, route };
        }
      }
    }
  }
}

const whose = ({ balance }: Uplinks): Whose => ({ family: AF_INET, table: balance?.table ?? 0 });

type Whose = Pick<NexthopOperation, "family" | "table">;

function made(nexthop: Nexthop, there: Nexthop | undefined, whose: Whose): NexthopOperation[] {
  if (there === undefined) return [{ kind: "nexthop", verb: "add", nexthop, ...whose }];
  if (sameNexthop(nexthop, there)) return [];
  return [{ kind: "nexthop", verb: "replace", nexthop, instead: there, ...whose }];
}

/** One route of the table of balance. Beside routes of others none of ours is wanted: see membersOf. */
export function planRoute(key: RouteKey, uplinks: Uplinks, view: View): RouteOperation[] {
  const { balance } = uplinks;
  if (balance === undefined) return []; // its routes are an unassigned table's: the plane `routing` has them
  const family = routeFamily(key);
  const common = { kind: "route", family, table: balance.table, key } as const;
  const ours = view.table(family, balance.table).get(key).filter(isOurs);
  const desired = desiredRoute(family, key, uplinks, view);
  const [first] = ours;
  if (desired === undefined) return ours.map((route) => ({ ...common, verb: "delete", route }));
  if (first === undefined) return [{ ...common, verb: "add", route: desired }];
  const kept = ours.includes(desired) ? desired : first;
  const others = ours.filter((route) => route !== kept);
  const operations = others.map((route): RouteOperation => ({ ...common, verb: "delete", route }));
  if (kept === desired && !mayHaveGone(key, uplinks, view)) return operations;
  return [{ ...common, verb: "replace", route: desired, instead: kept }, ...operations];
}

/**
 * A group that all members left is gone, and with it the IPv4 route through it, both without a word. It is known by that
 * none of the members that it is to have now is one that it had; then the route is written once more.
 */
function mayHaveGone(key: RouteKey, uplinks: Uplinks, view: View): boolean {
  if (key !== defaultKey(AF_INET)) return false;
  const { group } = objectsOf(uplinks, view);
  const there = group && view.nexthops.get(group.id);
  if (there === undefined || !isGroup(there)) return true;
  const are = new Set(group?.group.map(({ id }) => id));
  return !there.group.some(({ id }) => are.has(id));
}

/** What would make the kernel have this rule of ours once if it is wanted, and not at all otherwise. */
export function planRule(rule: Rule, uplinks: Uplinks, view: View): RuleOperation[] {
  const there = view.rules.get(rule) ?? 0;
  const wanted = isDesiredRule(rule, uplinks, view) ? 1 : 0;
  if (there < wanted) return [{ kind: "rule", verb: "add", rule }];
  return Array.from({ length: there - wanted }, () => ({ kind: "rule", verb: "delete", rule }));
}

/** Routes of ours that an uplink left in the table, when it was its: there may be many. */
export function* planStrays(uplinks: Uplinks, view: View): Generator<Operation | Pause> {
  const { balance } = uplinks;
  if (balance === undefined) return;
  let looked = 0;
  for (const family of FAMILIES) {
    for (const key of view.table(family, balance.table).keys()) {
      if (++looked % KEYS_BETWEEN_PAUSES === 0) yield PAUSE;
      yield* planRoute(key, uplinks, view);
    }
  }
}
