// A kernel for tests: carries operations out on a view as the real one would, and refuses what it refuses.
import type { Family } from "../../../../service/netlink/uapi.ts";
import * as k from "../../../../service/netlink/uapi.ts";
import type { Operation, RouteOperation } from "../../../../service/view/operation.ts";
import { applyOperation } from "../../../../service/view/operation.ts";
import { inlineLegs, type Route, routeAttribute, routeType } from "../../../../service/view/route.ts";
import type { RouteTable } from "../../../../service/view/route-table.ts";
import { routeText, ruleText } from "../../../../service/view/text.ts";
import type { View } from "../../../../service/view/view.ts";

export interface Refusal {
  readonly operation: Operation;
  readonly code: string;
}

/** Carries each out on `view`, in order; one that is refused does not keep the next from being tried. */
export function carryOut(operations: Iterable<Operation>, view: View): Refusal[] {
  const refusals: Refusal[] = [];
  for (const operation of operations) {
    const code = refuses(operation, view);
    if (code !== undefined) refusals.push({ operation, code });
    else if (operation.kind === "route" && operation.verb === "replace") replaceFirst(operation, view);
    else applyOperation(view, operation);
  }
  return refusals;
}

function refuses(operation: Operation, view: View): string | undefined {
  if (operation.kind === "route") return refusesRoute(operation, view);
  return operation.kind === "rule" ? refusesRule(operation, view) : undefined;
}

function refusesRoute({ verb, family, table, key, route }: RouteOperation, view: View): string | undefined {
  const there = view.table(family, table).get(key);
  if (verb === "delete") return there.includes(route) ? undefined : "ESRCH";
  if (verb === "add" && there.length > 0) return "EEXIST";
  if (verb === "replace" && there.indexOf(route) > 0) return "EEXIST";
  const source = routeAttribute(route, k.RTA_PREFSRC);
  if (source !== undefined && !isLocal(source, view)) return "EINVAL";
  const down = inlineLegs(route).some(({ ifindex }) => ifindex !== 1 && !view.links.get(ifindex)?.up);
  if (down) return "ENETDOWN";
  const wayOut = inlineLegs(route).length > 0 || routeType(route) >= k.RTN_BLACKHOLE;
  return wayOut ? undefined : "EINVAL";
}

function refusesRule({ verb, rule }: Operation & { kind: "rule" }, view: View): string | undefined {
  if (verb === "add") return view.rules.has(rule) ? "EEXIST" : undefined;
  return view.rules.has(rule) ? undefined : "ENOENT";
}

/** NLM_F_REPLACE takes the place of the first route of the key, whoever made it. */
function replaceFirst({ family, table, key, route, expiry }: RouteOperation, view: View): void {
  const routes: RouteTable = view.tableForUpdate(family, table);
  routes.set(key, [route, ...routes.get(key).slice(1)]);
  routes.setExpiry(route, expiry);
}

const isLocal = (source: string, view: View): boolean =>
  [...view.allAddresses()].some(({ local, tentative }) => local === source && !tentative);

/** All routes and rules, a line each, in an order that depends on nothing but them. */
export function stateOf(view: View, keep: (route: Route, table: number) => boolean = () => true): string[] {
  const lines: string[] = [];
  const name = (ifindex: number) => `if${ifindex}`;
  for (const family of k.FAMILIES) {
    for (const [table, routes] of view.tables(family)) {
      for (const key of routes.keys()) {
        // The order of routes with one key decides which is used.
        const kept = routes.get(key).filter((route) => keep(route, table));
        for (const [at, route] of kept.entries()) lines.push(lineOf(family, at, routeText(route, table, name)));
      }
    }
  }
  for (const [rule, count] of view.rules) lines.push(`${count} x rule ${ruleText(rule)}`);
  return lines.sort();
}

const lineOf = (family: Family, at: number, text: string): string =>
  `route ${family === k.AF_INET ? "-4" : "-6"} ${text}${at > 0 ? ` (number ${at + 1})` : ""}`;
