// The difference between what is wanted and what is there, as operations in a safe order.
import { TABLE_MAIN } from "../../../common/numbers.ts";
import type { Operation, RouteOperation } from "../../view/operation.ts";
import { isOurs, type Route, type RouteKey, routeFamily } from "../../view/route.ts";
import { isSourceRule, ruleTable } from "../../view/rule.ts";
import { FAMILIES, type View } from "../../view/view.ts";
import { PAUSE, type Pause } from "../plane.ts";
import type { Uplink, Uplinks } from "../uplinks.ts";
import { desiredRoute, desiredRules, GUARD_KEYS, isDesiredRule } from "./desired.ts";
import { planRule } from "./plan-rule.ts";

/** Lifetimes of a copy and of its original may differ by this many milliseconds: they are told and given in seconds. */
const LIFETIME_SLACK_MS = 3000;

/** Looking at so many takes a few milliseconds. */
const KEYS_BETWEEN_PAUSES = 4096;

/**
 * What would make one route of a table as wanted. Only routes of ours are changed or deleted. Where a route that is
 * not ours has the key, the kernel refuses ours (EEXIST), and that is reported; ours does not hide behind it.
 */
export function planRoute(table: number, key: RouteKey, uplinks: Uplinks, view: View): RouteOperation[] {
  if (isOthers(table, uplinks)) return [];
  const family = routeFamily(key);
  const uplink = uplinks.byTable.get(table);
  const desired = uplink && desiredRoute(uplink, key, uplinks, view);
  const observed = view.table(family, table);
  const there = observed.get(key);
  const ours = there.filter(isOurs);
  const deletions = (routes: readonly Route[]) =>
    routes.map((route): RouteOperation => ({ kind: "route", verb: "delete", family, table, key, route }));
  const [first] = ours;
  if (desired === undefined) return deletions(ours);
  if (first === undefined) return [{ kind: "route", verb: "add", family, table, key, ...desired }];
  if (ours.length < there.length) return deletions(ours);
  const kept = ours.includes(desired.route) ? desired.route : first;
  const superfluous = deletions(ours.filter((route) => route !== kept));
  if (kept === desired.route && sameLifetime(observed.expiry(kept), desired.expiry)) return superfluous;
  return [{ kind: "route", verb: "replace", family, table, key, instead: kept, ...desired }, ...superfluous];
}

function sameLifetime(there: number | undefined, wanted: number | undefined): boolean {
  if (there === undefined || wanted === undefined) return there === wanted;
  return Math.abs(there - wanted) <= LIFETIME_SLACK_MS;
}

/** A whole table and the rules that lead to it: make before break. */
export function* planTable(table: number, uplinks: Uplinks, view: View): Generator<Operation | Pause> {
  const uplink = uplinks.byTable.get(table);
  const later: RouteKey[] = [];
  let looked = 0;
  if (uplink?.link) {
    for (const key of wantedKeys(view)) {
      if (++looked % KEYS_BETWEEN_PAUSES === 0) yield PAUSE;
      const operations = planRoute(table, key, uplinks, view);
      if (operations[0]?.verb === "delete") later.push(key);
      else yield* operations;
    }
  }
  yield* planRulesTo(table, uplink, uplinks, view);
  // Planned anew: what was not wanted above may be by now.
  for (const key of later) yield* planRoute(table, key, uplinks, view);
  for (const family of FAMILIES) {
    const main = view.table(family, TABLE_MAIN);
    for (const key of view.table(family, table).keys()) {
      if (++looked % KEYS_BETWEEN_PAUSES === 0) yield PAUSE;
      // The keys of main and the guards' were seen above, but for an uplink without a link.
      if (uplink?.link === undefined || !(main.has(key) || GUARD_KEYS.has(key)))
        yield* planRoute(table, key, uplinks, view);
    }
  }
}

function* wantedKeys(view: View): Generator<RouteKey> {
  for (const family of FAMILIES) yield* view.table(family, TABLE_MAIN).keys();
  for (const key of GUARD_KEYS) if (!view.table(routeFamily(key), TABLE_MAIN).has(key)) yield key;
}

function* planRulesTo(table: number, uplink: Uplink | undefined, uplinks: Uplinks, view: View): Generator<Operation> {
  // Each is decided on when its turn comes: addresses may come and go between two batches.
  for (const rule of uplink ? desiredRules(uplink, uplinks, view) : []) yield* planRule(rule, uplinks, view);
  for (const rule of [...view.rules.keys()]) {
    if (ruleTable(rule) !== table || !isSourceRule(rule)) continue;
    if (uplink === undefined || !isDesiredRule(rule, uplink, uplinks, view)) yield* planRule(rule, uplinks, view);
  }
}

/** Every table that is assigned, then every other that a route of ours or the rule of an uplink is left in. */
export function tablesToPlan(uplinks: Uplinks, view: View): Set<number> {
  const tables = new Set(uplinks.all.map((uplink) => uplink.table));
  for (const family of FAMILIES) {
    for (const [table, routes] of view.tables(family)) {
      if (routes.ours > 0 && !isOthers(table, uplinks)) tables.add(table);
    }
  }
  for (const rule of view.rules.keys()) if (isSourceRule(rule)) tables.add(ruleTable(rule));
  return tables;
}

/** Whether the routes of ours in a table are another plane's. */
export const isOthers = (table: number, { balance }: Uplinks): boolean => balance?.table === table;
