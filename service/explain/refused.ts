// Where the kernel refuses a packet it tells neither rule nor route, only why: the rules are gone through in its place, as
// far as the tables that they lead to are known.
import { TABLE_LOCAL } from "../../common/numbers.ts";
import * as k from "../netlink/uapi.ts";
import type { Pause } from "../planes/plane.ts";
import { isReject, isThrow, type Route, routePrefixLength, routeType } from "../view/route.ts";
import { type Rule, ruleAction, ruleTable } from "../view/rule.ts";
import type { View } from "../view/view.ts";
import { routesFor } from "./find-route.ts";
import { isByLink, matching, suppresses } from "./matching.ts";
import type { Packet } from "./packet.ts";

export interface Refusing {
  readonly rule: Rule;
  /** Undefined where the rule itself refuses. */
  readonly route: Route | undefined;
}

/** What a route of this type answers (fib_props in net/ipv4/fib_semantics.c, ip6_rt_type_to_error in net/ipv6/route.c). */
const BY_ROUTE: Readonly<Record<number, string>> = {
  [k.RTN_BLACKHOLE]: "EINVAL",
  [k.RTN_UNREACHABLE]: "EHOSTUNREACH",
  [k.RTN_PROHIBIT]: "EACCES",
};

/** What a rule of this action answers (fib4_rule_action in net/ipv4/fib_rules.c; fib6_rule_action agrees). */
const BY_RULE: Readonly<Record<number, string>> = {
  [k.FR_ACT_BLACKHOLE]: "EINVAL",
  [k.FR_ACT_UNREACHABLE]: "ENETUNREACH",
  [k.FR_ACT_PROHIBIT]: "EACCES",
};

export const codeOfReject = (route: Route): string => BY_ROUTE[routeType(route)] ?? "EINVAL";

/** The rule and route that refused a packet with this error; undefined where that cannot be told. */
export function* findRefusing(
  rules: readonly Rule[],
  packet: Packet,
  code: string,
  view: View,
): Generator<Pause, Refusing | undefined> {
  for (const { rule, sure } of matching(rules, packet)) {
    if (!sure) return undefined;
    const action = ruleAction(rule);
    if (action !== k.FR_ACT_TO_TBL) return BY_RULE[action] === code ? { rule, route: undefined } : undefined;
    const table = ruleTable(rule);
    if (table === TABLE_LOCAL) continue; // what is there is delivered, not refused
    if (isByLink(rule) || !view.wholeTables.has(table)) return undefined;
    const [route] = yield* routesFor(view.table(packet.family, table), packet, view);
    if (route === undefined || isThrow(route)) continue;
    if (isReject(route)) return codeOfReject(route) === code ? { rule, route } : undefined;
    // The kernel has something against the packet other than that there is no way.
    if (!suppresses(rule, routePrefixLength(route))) return undefined;
  }
  return undefined;
}
