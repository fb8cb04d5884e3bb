// A kernel for tests: carries operations out on a view as the real one would, and refuses what it refuses.
import type { Family } from "../../../../service/netlink/uapi.ts";
import * as k from "../../../../service/netlink/uapi.ts";
import { deleteNexthop } from "../../../../service/view/events.ts";
import type { NexthopOperation, Operation, RouteOperation } from "../../../../service/view/operation.ts";
import { applyOperation } from "../../../../service/view/operation.ts";
import { inlineLegs, type Route, routeAttribute, routeNexthopId, routeType } from "../../../../service/view/route.ts";
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
    else if (operation.kind === "nexthop" && operation.verb === "delete") dropNexthop(operation.nexthop.id, view);
    else applyOperation(view, operation);
  }
  return refusals;
}

function refuses(operation: Operation, view: View): string | undefined {
  if (operation.kind === "route") return refusesRoute(operation, view);
  if (operation.kind === "nexthop") return refusesNexthop(operation, view);
  return operation.kind === "rule" ? refusesRule(operation, view) : undefined;
}

/** As net/ipv4/nexthop.c does. */
function refusesNexthop({ verb, nexthop }: NexthopOperation, view: View): string | undefined {
  const there = view.nexthops.get(nexthop.id);
  if (verb === "delete") return there === undefined ? "ENOENT" : undefined;
  if (verb === "add" && there !== undefined) return "EEXIST";
  const { ifindex, group, resilient } = nexthop;
  if (there !== undefined && there.group.length > 0 !== group.length > 0) return "EINVAL";
  if (there !== undefined && there.resilient?.buckets !== resilient?.buckets) return "EINVAL";
  if (group.some(({ id }) => (view.nexthops.get(id)?.group.length ?? 1) > 0)) return "EINVAL";
  const link = view.links.get(ifindex ?? 0);
  if (group.length === 0 && !link?.up) return "ENETDOWN";
  return group.length === 0 && !link?.carrier ? "ENETDOWN" : undefined;
}

/** It leaves its groups; a group without members goes too, and with each the routes through it. */
function dropNexthop(gone: number, view: View): void {
  for (const nexthop of [...view.nexthops.values()]) {
    const { id } = nexthop;
    const group = nexthop.group.filter((member) => member.id !== gone);
    if (group.length === nexthop.group.length) continue;
    if (group.length === 0) dropNexthop(id, view);
    else view.nexthops.set(id, { ...nexthop, group });
  }
  deleteNexthop(view, gone, () => {});
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
  const id = routeNexthopId(route);
  if (id !== undefined) return view.nexthops.has(id) ? undefined : "EINVAL";
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

/** All nexthop objects, a line each, by id. */
export const nexthopsOf = (view: View): string[] =>
  [...view.nexthops.values()].sort((one, other) => one.id - other.id).map((nexthop) => JSON.stringify(nexthop));
