// The keys of the plane of balance, all small but one.
import { isGroup } from "../../view/nexthop.ts";
import type { Operation } from "../../view/operation.ts";
import type { RouteKey } from "../../view/route.ts";
import type { Rule } from "../../view/rule.ts";
import type { Family } from "../../view/view.ts";
import type { Key } from "../plane.ts";
import { planGroup, planMember, planRoute, planRule, planSpare, planStrays } from "./plan.ts";

/** The nexthop objects of the uplink of a table. */
export const member = (table: number, family: Family): Key => ({
  id: `balance member ${family} ${table}`,
  large: false,
  plan: (uplinks, view) => planMember(table, family, uplinks, view),
});

export const GROUP: Key = { id: "balance group", large: false, plan: planGroup };

/** Nexthop objects that nothing needs any more. */
export const SPARE: Key = { id: "balance spare", large: false, plan: planSpare };

/** One route of the table. */
export const route = (key: RouteKey): Key => ({
  id: `balance route ${key}`,
  large: false,
  plan: (uplinks, view) => planRoute(key, uplinks, view),
});

export const ruleKey = (rule: Rule): Key => ({
  id: `balance rule ${rule}`,
  large: false,
  plan: (uplinks, view) => planRule(rule, uplinks, view),
});

/** All that is left in the table of what is not wanted there. */
export const STRAYS: Key = { id: "balance strays", large: true, plan: planStrays };

export function keyOf(operation: Operation): Key {
  switch (operation.kind) {
    case "rule":
      return ruleKey(operation.rule);
    case "route":
      return route(operation.key);
    case "nexthop":
      if (operation.verb === "delete") return SPARE;
      return isGroup(operation.nexthop) ? GROUP : member(operation.table, operation.family);
    default:
      throw new TypeError(`not an operation of balance: ${operation.kind}`);
  }
}
