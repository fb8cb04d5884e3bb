// One change to the kernel, as data: what a plane decides on, what is carried out, and what it does to the view.
import type { Family } from "../netlink/uapi.ts";
import type { Change } from "./change.ts";
import type { Route, RouteKey } from "./route.ts";
import type { RouteTable } from "./route-table.ts";
import type { Rule } from "./rule.ts";
import type { View } from "./view.ts";

export interface RouteOperation {
  readonly kind: "route";
  readonly verb: "add" | "replace" | "delete";
  readonly family: Family;
  readonly table: number;
  readonly key: RouteKey;
  readonly route: Route;
  /** With "replace": what stands there now. */
  readonly instead?: Route;
  /** When the route is to expire, in milliseconds of the view's clock. */
  readonly expiry?: number | undefined;
}

export interface RuleOperation {
  readonly kind: "rule";
  readonly verb: "add" | "delete";
  readonly rule: Rule;
}

export type Operation = RouteOperation | RuleOperation;

/**
 * Applies an operation to the view as it is handed to the kernel, so that nothing is planned twice while the kernel's
 * answer is on its way. A refusal takes the effect back.
 */
export function applyOperation(view: View, operation: Operation): void {
  if (operation.kind === "rule") {
    addRules(view, operation.rule, operation.verb === "add" ? 1 : -1);
    return;
  }
  const { key, route, instead } = operation;
  const routes = view.tableForUpdate(operation.family, operation.table);
  if (operation.verb === "delete") remove(routes, key, route);
  else {
    if (instead !== undefined) remove(routes, key, instead);
    if (!routes.includes(key, route)) routes.append(key, route);
    routes.setExpiry(route, operation.expiry);
  }
}

/** Takes back what applyOperation did, because the kernel did not. */
export function revertOperation(view: View, operation: Operation): void {
  if (operation.kind === "rule") {
    addRules(view, operation.rule, operation.verb === "add" ? -1 : 1);
    return;
  }
  const { key, route, instead } = operation;
  const routes = view.tableForUpdate(operation.family, operation.table);
  if (operation.verb === "delete") {
    if (!routes.includes(key, route)) routes.append(key, route);
  } else {
    remove(routes, key, route);
    if (instead !== undefined && !routes.includes(key, instead)) routes.append(key, instead);
  }
}

function remove(routes: RouteTable, key: RouteKey, route: Route): void {
  const there = routes.get(key);
  if (there.includes(route))
    routes.set(
      key,
      there.filter((other) => other !== route),
    );
}

function addRules(view: View, rule: Rule, difference: 1 | -1): void {
  const count = (view.rules.get(rule) ?? 0) + difference;
  if (count > 0) view.rules.set(rule, count);
  else view.rules.delete(rule);
}

/** What an operation of ours changes, as a change like any other. */
export function operationChange(operation: Operation): Change {
  if (operation.kind === "rule") return { kind: "rule", rule: operation.rule, lost: false };
  return { kind: "route", table: operation.table, key: operation.key, lost: false };
}
