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
import type { Pause } from "../planes/plane.ts";
import { desiredRoute, GUARD_KEYS } from "../planes/routing/desired.ts";
import { isSourceOf, ruleFor } from "../planes/sources.ts";
import type { Uplinks } from "../planes/uplinks.ts";
import { isOurs, type Route, type RouteKey, routeFamily } from "../view/route.ts";
import { type Rule, rulePriority, tableRule } from "../view/rule.ts";
import type { Family, View } from "../view/view.ts";
import { keysFor, routesFor } from "./find-route.ts";
import type { Packet } from "./packet.ts";

/** The rule for what the kernel itself knows to be of this host. */
export const localRule = (family: Family): Rule => kernelRule(family, TABLE_LOCAL, PRIORITY_LOCAL);

const kernelRule = (family: Family, table: number, priority: number): Rule =>
  tableRule({ family, table, priority, protocol: PROTOCOL_KERNEL });

/** Those that may select the packet, in order: ours, by priority, then the kernel's own, which stand behind. */
export function wantedRules(packet: Packet, uplinks: Uplinks, view: View): Rule[] {
  const { family, source } = packet;
  const ours =
    source === undefined
      ? []
      : uplinks.all
          .filter((uplink) => isSourceOf(uplink, source, uplinks, view))
          .map((uplink) => ruleFor(uplink, source));
  return [
    ...ours.sort((one, other) => rulePriority(one) - rulePriority(other)),
    kernelRule(family, TABLE_MAIN, PRIORITY_MAIN),
    kernelRule(family, TABLE_DEFAULT, PRIORITY_DEFAULT),
  ];
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
  if (table !== TABLE_MAIN) return [];
  return yield* routesFor(main, packet, view, (route) => !isOurs(route));
}

function* both(keys: Iterable<RouteKey>, more: Iterable<RouteKey>): Generator<RouteKey> {
  yield* keys;
  yield* more;
}
