// What is wanted for a packet: the rules that are to select it, and what the tables that they lead to are to hold. The
// one place here that knows what the planes want.
import {
  PRIORITY_DEFAULT,
  PRIORITY_LOCAL,
  PRIORITY_MAIN,
  PROTOCOL_KERNEL,
  TABLE_DEFAULT,
  TABLE_LOCAL,
  TABLE_MAIN,
} from "../../common/numbers.ts";
import { desiredRoute as balanceRoute, ROUTE_KEYS } from "../planes/balance/routes.ts";
import { boundRule, isDesiredRule as isBalanceWanted, leadingRules } from "../planes/balance/rules.ts";
import { rulesOf as markRulesOf } from "../planes/gateway/rules.ts";
import type { Pause } from "../planes/plane.ts";
import { desiredRoute, GUARD_KEYS } from "../planes/routing/desired.ts";
import { isSourceOf, ruleFor } from "../planes/sources.ts";
import type { Uplinks } from "../planes/uplinks.ts";
import { isOurs, type Route, type RouteKey, routeFamily } from "../view/route.ts";
import { type Rule, ruleFamily, rulePriority, tableRule } from "../view/rule.ts";
import type { Family, View } from "../view/view.ts";
import { keysFor, routesFor } from "./find-route.ts";
import type { Packet } from "./packet.ts";

/** The rule for what the kernel itself knows to be of this host. */
export const localRule = (family: Family): Rule => kernelRule(family, TABLE_LOCAL, PRIORITY_LOCAL);

const kernelRule = (family: Family, table: number, priority: number): Rule =>
  tableRule({ family, table, priority, protocol: PROTOCOL_KERNEL });

/** Those that may select the packet, in order: ours, by priority, then the kernel's own, which stand behind. */
export function wantedRules({ family, source }: Packet, uplinks: Uplinks, view: View): Rule[] {
  const ours = [
    ...(source === undefined ? [] : sourceRules(source, uplinks, view)),
    ...markRules(family, uplinks),
    ...balanceRules(family, source, uplinks, view),
  ];
  return [
    ...ours.sort((one, other) => rulePriority(one) - rulePriority(other)),
    kernelRule(family, TABLE_MAIN, PRIORITY_MAIN),
    kernelRule(family, TABLE_DEFAULT, PRIORITY_DEFAULT),
  ];
}

const sourceRules = (source: string, uplinks: Uplinks, view: View): Rule[] =>
  uplinks.all.filter((uplink) => isSourceOf(uplink, source, uplinks, view)).map((uplink) => ruleFor(uplink, source));

const markRules = (family: Family, uplinks: Uplinks): Rule[] =>
  uplinks.all
    .filter(({ link }) => link !== undefined)
    .flatMap((uplink) => markRulesOf(uplink, uplinks).filter((rule) => ruleFamily(rule) === family));

function balanceRules(family: Family, source: string | undefined, uplinks: Uplinks, view: View): Rule[] {
  const { balance } = uplinks;
  if (balance === undefined) return [];
  const bound = source === undefined ? [] : [boundRule(source, balance)];
  return [...bound, ...leadingRules(family, balance)].filter((rule) => isBalanceWanted(rule, uplinks, view));
}

/** What the packet is to find in a table: routes that do equally well; none where it is to find nothing. */
export function* wantedRoutes(
  table: number,
  packet: Packet,
  uplinks: Uplinks,
  view: View,
): Generator<Pause, readonly Route[]> {
  const main = view.table(packet.family, TABLE_MAIN);
  const uplink = uplinks.byTable.get(table);
  if (uplink !== undefined) {
    const guards = [...GUARD_KEYS].filter((key) => routeFamily(key) === packet.family && !main.has(key));
    for (const key of yield* keysFor(both(main.keys(), guards), packet)) {
      const desired = desiredRoute(uplink, key, uplinks, view);
      if (desired !== undefined) return [desired.route];
    }
    return [];
  }
  if (table === uplinks.balance?.table) return yield* balanceRoutes(packet, uplinks, view);
  if (table !== TABLE_MAIN) return [];
  return yield* routesFor(main, packet, view, (route) => !isOurs(route));
}

function* balanceRoutes(packet: Packet, uplinks: Uplinks, view: View): Generator<Pause, readonly Route[]> {
  const { family } = packet;
  for (const key of yield* keysFor(ROUTE_KEYS[family], packet)) {
    const route = balanceRoute(family, key, uplinks, view);
    if (route !== undefined) return [route];
  }
  return [];
}

function* both(keys: Iterable<RouteKey>, more: Iterable<RouteKey>): Generator<RouteKey> {
  yield* keys;
  yield* more;
}
