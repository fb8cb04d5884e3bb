// The plane of uplink tables and the source rules that lead to them.
import { TABLE_MAIN } from "../../../common/numbers.ts";
import type { Change } from "../../view/change.ts";
import type { Operation } from "../../view/operation.ts";
import { isOurs, type RouteKey, routeFamily } from "../../view/route.ts";
import { isSourceRule } from "../../view/rule.ts";
import { FAMILIES, type View } from "../../view/view.ts";
import type { Key, Plane } from "../plane.ts";
import { ruleFor } from "../sources.ts";
import type { Uplinks } from "../uplinks.ts";
import { SourceRule, TableRoute, WholeTable } from "./keys.ts";
import { isOthers, tablesToPlan } from "./plan.ts";

export const routing: Plane = {
  name: "routing",

  *touched(change: Change, uplinks: Uplinks, view: View): Generator<Key> {
    switch (change.kind) {
      case "route":
        if (isOthers(change.table, uplinks)) return;
        if (change.table !== TABLE_MAIN || ownsIn(change.key, view)) {
          yield new TableRoute(change.table, change.key);
        }
        if (change.table === TABLE_MAIN) yield* inEveryTable(change.key, uplinks);
        return;
      case "rule":
        if (isSourceRule(change.rule)) yield new SourceRule(change.rule);
        return;
      case "address":
        for (const uplink of uplinks.all) {
          if (uplink.link?.index !== change.address.ifindex) continue;
          yield new SourceRule(ruleFor(uplink, change.address.local));
        }
        return;
      case "link":
        // Which links are assigned decides about the routes of all tables.
        if (change.names.some((name) => uplinks.byName.has(name))) yield* everyTable(uplinks, view);
        else {
          for (const family of FAMILIES) {
            for (const key of view.table(family, TABLE_MAIN).byLink(change.index)) yield* inEveryTable(key, uplinks);
          }
        }
        return;
      case "operstate":
      case "sysctl":
      case "ruleset":
      case "mptcp":
        return;
      case "nexthop":
        for (const family of FAMILIES) {
          const main = view.table(family, TABLE_MAIN);
          for (const id of groupsWith(change.id, view)) {
            for (const key of main.byNexthop(id)) yield* inEveryTable(key, uplinks);
          }
        }
        return;
      case "all":
        yield* everyTable(uplinks, view);
        return;
    }
  },

  keyOf(operation: Operation): Key {
    if (operation.kind === "rule") return new SourceRule(operation.rule);
    if (operation.kind === "route") return new TableRoute(operation.table, operation.key);
    throw new TypeError(`not an operation on routes or rules: ${operation.kind}`);
  },
};

/** Whether a route of ours has strayed into the main table, where we never write. */
const ownsIn = (key: RouteKey, view: View): boolean => view.table(routeFamily(key), TABLE_MAIN).get(key).some(isOurs);

function* inEveryTable(key: RouteKey, uplinks: Uplinks): Generator<Key> {
  for (const uplink of uplinks.all) yield new TableRoute(uplink.table, key);
}

function* everyTable(uplinks: Uplinks, view: View): Generator<Key> {
  for (const table of tablesToPlan(uplinks, view)) yield new WholeTable(table);
}

/** The nexthop object itself and every group that it is a member of. */
function* groupsWith(id: number, view: View): Generator<number> {
  yield id;
  for (const nexthop of view.nexthops.values()) {
    if (nexthop.group.some((member) => member.id === id)) yield nexthop.id;
  }
}
