// Which way a packet is to take by the configuration: the wanted rules, asked in order as the kernel asks its own.
import { TABLE_LOCAL } from "../../common/numbers.ts";
import type { Pause } from "../planes/plane.ts";
import type { Uplinks } from "../planes/uplinks.ts";
import { isReject, isThrow, type Leg, type Route, routePrefixLength } from "../view/route.ts";
import { type Rule, ruleTable } from "../view/rule.ts";
import type { View } from "../view/view.ts";
import { ruleMatches, suppresses } from "./matching.ts";
import { isOwnAddress, type Packet } from "./packet.ts";
import { localRule, wantedRoutes, wantedRules } from "./wanted.ts";

export interface Intention {
  readonly rule: Rule;
  readonly table: number;
  /** Any of these; none where the table is the kernel's own. */
  readonly routes: readonly Route[];
  /** By any of these; none where it goes nowhere, or stays. */
  readonly legs: readonly Leg[];
}

/** Undefined: nothing leads there. */
export function* intend(packet: Packet, uplinks: Uplinks, view: View): Generator<Pause, Intention | undefined> {
  if (isOwnAddress(packet.destination, view)) return localIntention(packet);
  for (const rule of wantedRules(packet, uplinks, view)) {
    if (ruleMatches(rule, packet) !== "yes") continue;
    const table = ruleTable(rule);
    const routes = yield* wantedRoutes(table, packet, uplinks, view);
    const [first] = routes;
    if (first === undefined || isThrow(first)) continue;
    if (isReject(first)) return { rule, table, routes: [first], legs: [] };
    if (suppresses(rule, routePrefixLength(first))) continue;
    return { rule, table, routes, legs: routes.flatMap((route) => view.legs(route)).filter((leg) => !leg.dead) };
  }
  return undefined;
}

/** To an address of this host: what is in the kernel's own table is not ours to want otherwise. */
export const localIntention = ({ family }: Packet): Intention => ({
  rule: localRule(family),
  table: TABLE_LOCAL,
  routes: [],
  legs: [],
});
