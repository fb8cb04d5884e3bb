// One change to the kernel, as data: what a plane decides on, what is carried out, and what it does to the view.
import type { Endpoint, Limits } from "../netlink/mptcp.ts";
import type { Nexthop } from "../netlink/nexthop.ts";
import type { Family } from "../netlink/uapi.ts";
import type { Change } from "./change.ts";
import { isImplicit } from "./endpoint.ts";
import { type KeptLimits, type KeptSysctl, type Pinned, pinnedName, type Ruleset } from "./kept.ts";
import type { Route, RouteKey } from "./route.ts";
import type { RouteTable } from "./route-table.ts";
import { type Rule, ruleTable } from "./rule.ts";
import type { SysctlKey } from "./sysctl.ts";
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

export interface NexthopOperation {
  readonly kind: "nexthop";
  readonly verb: "add" | "replace" | "delete";
  readonly nexthop: Nexthop;
  /** With "replace": what stands there now. */
  readonly instead?: Nexthop;
  /** Of the routes that are to use it; not that of its gateway, always. */
  readonly family: Family;
  /** Of the uplink, or of balance, that it belongs to. */
  readonly table: number;
}

/** "replace" makes it ours; "delete" gives it back. */
export interface SysctlOperation {
  readonly kind: "sysctl";
  readonly verb: "replace" | "delete";
  readonly key: SysctlKey;
  /** What it is to be. */
  readonly value: string;
  /** What it is now. */
  readonly instead: string;
  /** What is remembered about it now. */
  readonly kept: KeptSysctl | undefined;
}

/** Our whole nftables table, in one transaction. */
export type RulesetOperation = {
  readonly kind: "ruleset";
  /** What stands there now. */
  readonly instead: Ruleset | "foreign" | undefined;
} & ({ readonly verb: "replace"; readonly ruleset: Ruleset } | { readonly verb: "delete" });

/** "replace": the kernel's own in its place becomes ours, or ours gets other flags; its subflows stay. */
export interface EndpointOperation {
  readonly kind: "endpoint";
  readonly verb: "add" | "replace" | "delete";
  readonly endpoint: Endpoint;
  /** With "replace": what stands there now. */
  readonly instead?: Endpoint;
  /** With "add": the uplink has no way out yet, and the kernel tries subflows of the connections that there are once. */
  readonly inVain?: boolean;
  /** Of the uplink that it belongs to; 0: of none any more. */
  readonly table: number;
}

/** "replace" makes them ours; "delete" gives them back. */
export interface LimitsOperation {
  readonly kind: "limits";
  readonly verb: "replace" | "delete";
  readonly limits: Limits;
  /** What they are now. */
  readonly instead: Limits;
  /** What they would be without us. */
  readonly was: Limits;
  /** What is remembered about them now. */
  readonly kept: KeptLimits | undefined;
}

/** Forgets connections, so that their next packet is the first of a new one. */
export interface FlowsOperation {
  readonly kind: "flows";
  readonly verb: "delete";
  readonly pinned: Pinned;
  /** Of the uplink that they were pinned to. */
  readonly table: number;
}

export type Operation =
  | RouteOperation
  | RuleOperation
  | NexthopOperation
  | SysctlOperation
  | RulesetOperation
  | EndpointOperation
  | LimitsOperation
  | FlowsOperation;

/** The table of the uplink, or of balance, that an operation is for; 0: for the host as a whole. */
export function operationTable(operation: Operation): number {
  if (operation.kind === "rule") return ruleTable(operation.rule);
  return "table" in operation ? operation.table : 0;
}

/**
 * Applies an operation to the view as it is handed to the kernel, so that nothing is planned twice while the kernel's
 * answer is on its way. A refusal takes the effect back.
 */
export function applyOperation(view: View, operation: Operation): void {
  switch (operation.kind) {
    case "route":
      applyRoute(view, operation);
      return;
    case "rule":
      addRules(view, operation.rule, operation.verb === "add" ? 1 : -1);
      return;
    case "nexthop":
      setNexthop(view, operation.nexthop, operation.verb === "delete" ? undefined : operation.nexthop);
      return;
    case "sysctl": {
      const { verb, key, value, instead } = operation;
      view.sysctls.set(key, value);
      if (verb === "delete") view.kept.sysctls.delete(key);
      else view.kept.sysctls.set(key, { was: instead, ours: value });
      return;
    }
    case "ruleset":
      notePinned(view, operation);
      if (operation.verb === "delete") view.ruleset = undefined;
      else {
        view.ruleset = operation.ruleset;
        // Who is killed before it is known how that is listed finds a table that is not as kept, and writes it again.
        view.kept.ruleset ??= { ruleset: operation.ruleset, listing: "" };
      }
      return;
    case "endpoint": {
      const { endpoint, verb, inVain = false } = operation;
      setEndpoint(view, endpoint, verb === "delete" ? undefined : endpoint);
      if (inVain) view.triedInVain.add(endpoint.address);
      else if (verb === "add") view.triedInVain.delete(endpoint.address);
      return;
    }
    case "limits": {
      const { verb, limits, was } = operation;
      view.limits = limits;
      view.kept.limits = verb === "delete" ? undefined : { was, ours: limits };
      return;
    }
    case "flows":
      view.kept.pinned.delete(pinnedName(operation.pinned));
      return;
  }
}

/** Takes back what applyOperation did, because the kernel did not. */
export function revertOperation(view: View, operation: Operation): void {
  switch (operation.kind) {
    case "route":
      revertRoute(view, operation);
      return;
    case "rule":
      addRules(view, operation.rule, operation.verb === "add" ? -1 : 1);
      return;
    case "nexthop": {
      const { verb, nexthop, instead } = operation;
      setNexthop(view, nexthop, verb === "delete" ? nexthop : instead);
      return;
    }
    case "sysctl": {
      const { key, instead, kept } = operation;
      view.sysctls.set(key, instead);
      if (kept === undefined) view.kept.sysctls.delete(key);
      else view.kept.sysctls.set(key, kept);
      return;
    }
    case "ruleset":
      view.ruleset = operation.instead;
      return;
    case "endpoint": {
      const { endpoint, verb, instead } = operation;
      setEndpoint(view, endpoint, verb === "delete" ? endpoint : instead);
      return;
    }
    case "limits":
      view.limits = operation.instead;
      view.kept.limits = operation.kept;
      return;
    case "flows":
      view.kept.pinned.set(pinnedName(operation.pinned), operation.pinned);
      return;
  }
}

/** What one of the two tables pins and the other does not: until it is gone, or from now on. */
function notePinned(view: View, operation: RulesetOperation): void {
  const [before, after] = [view.ruleset, operation.verb === "delete" ? undefined : operation.ruleset].map(
    (ruleset) => new Map(typeof ruleset === "object" ? ruleset.pinned.map((each) => [pinnedName(each), each]) : []),
  );
  for (const [name, pinned] of [...(before ?? []), ...(after ?? [])]) {
    if (!before?.has(name) || !after?.has(name)) view.kept.pinned.set(name, pinned);
  }
}

function applyRoute(view: View, { verb, family, table, key, route, instead, expiry }: RouteOperation): void {
  const routes = view.tableForUpdate(family, table);
  if (verb === "delete") remove(routes, key, route);
  else {
    if (instead !== undefined) remove(routes, key, instead);
    if (!routes.includes(key, route)) routes.append(key, route);
    routes.setExpiry(route, expiry);
  }
}

function revertRoute(view: View, { verb, family, table, key, route, instead }: RouteOperation): void {
  const routes = view.tableForUpdate(family, table);
  if (verb === "delete") {
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

function setNexthop(view: View, { id }: Nexthop, nexthop: Nexthop | undefined): void {
  if (nexthop === undefined) view.nexthops.delete(id);
  else view.nexthops.set(id, nexthop);
}

function setEndpoint(view: View, { id, address }: Endpoint, endpoint: Endpoint | undefined): void {
  const endpoints = new Map(view.endpoints);
  if (endpoint === undefined) endpoints.delete(id);
  else endpoints.set(id, endpoint);
  view.endpoints = endpoints;
  // What the kernel made itself is nobody's, and what is not there is not ours.
  if (endpoint === undefined || isImplicit(endpoint)) {
    view.kept.endpoints.delete(address);
    view.triedInVain.delete(address);
  } else view.kept.endpoints.set(address, id);
}

/** What an operation of ours changes, as a change like any other. */
export function operationChange(operation: Operation): Change {
  switch (operation.kind) {
    case "route":
      return { kind: "route", table: operation.table, key: operation.key, lost: false };
    case "rule":
      return { kind: "rule", rule: operation.rule, lost: false };
    case "nexthop":
      return { kind: "nexthop", id: operation.nexthop.id };
    case "sysctl":
      return { kind: "sysctl", key: operation.key, lost: false };
    case "ruleset":
    case "flows":
      return { kind: "ruleset", lost: false };
    case "endpoint":
    case "limits":
      return { kind: "mptcp" };
  }
}
