// What the kernel answers: all rules of the family, the route that it finds, and what the packet makes of it.

import { TABLE_LOCAL, TABLE_MAIN } from "../../common/numbers.ts";
import type { Kernel } from "../netlink/kernel.ts";
import { decodeWay, routeLookup, type Way, wayLookup } from "../netlink/lookup.ts";
import type { Failure } from "../netlink/requests.ts";
import { decodeRoute } from "../netlink/route.ts";
import { decodeRule, ruleDump } from "../netlink/rule.ts";
import * as k from "../netlink/uapi.ts";
import type { Route } from "../view/route.ts";
import type { Rule } from "../view/rule.ts";
import type { Packet } from "./packet.ts";

export type Asked = Pick<Kernel, "ask" | "list">;

export interface Answer {
  /** Everyone's, in the kernel's order. */
  readonly rules: readonly Rule[];
  readonly outcome: Failure | Found;
}

export interface Found {
  readonly code?: undefined;
  readonly table: number;
  readonly route: Route;
  readonly way: Way;
  /** Of a packet without a source: the way of those that follow it, with the source that was chosen. */
  readonly later: Way | undefined;
}

export async function askKernel(kernel: Asked, packet: Packet): Promise<Answer> {
  let rules: Rule[] = [];
  await kernel.list(ruleDump(packet.family), () => {
    rules = [];
    return (_type, b, start, end) => {
      const rule = decodeRule(b, start, end);
      if (rule !== undefined) rules.push(rule);
    };
  });
  return { rules, outcome: await askWay(kernel, packet) };
}

async function askWay(kernel: Asked, packet: Packet): Promise<Failure | Found> {
  let found: { table: number; route: Route } | undefined;
  const failure = await kernel.ask(routeLookup(packet), (_type, b, start, end) => {
    found = decodeRoute(b, start, end);
  });
  if (failure !== undefined) return failure;
  const way = await onWay(kernel, packet);
  if (found === undefined || way === undefined) return { code: "ENOMSG", text: "the kernel's answer has no route" };
  if ("code" in way) return way;
  const isUnbound = packet.source === undefined && way.type === k.RTN_UNICAST;
  const later =
    isUnbound && way.source !== undefined ? await onWay(kernel, { ...packet, source: way.source }) : undefined;
  return { ...corrected(found.table, found.route), way, later: later && "code" in later ? undefined : later };
}

async function onWay(kernel: Asked, packet: Packet): Promise<Failure | Way | undefined> {
  let way: Way | undefined;
  const failure = await kernel.ask(wayLookup(packet), (_type, b, start, end) => {
    way = decodeWay(b, start, end);
  });
  return failure ?? way;
}

/**
 * Where IPv4 has never had other rules than its own, the kernel keeps local routes in main and says so (fib_unmerge). And
 * what is sent to a group or to everyone makes any route one of that type, in what is told of it (inet_rtm_getroute).
 */
function corrected(table: number, route: Route): { table: number; route: Route } {
  const type = route.charCodeAt(TYPE_AT);
  const isWhole = route.charCodeAt(1) === (route.charCodeAt(0) === k.AF_INET ? 32 : 128);
  const isLocal = type === k.RTN_LOCAL || (type === k.RTN_BROADCAST && isWhole);
  if (table === TABLE_MAIN && isLocal) return { table: TABLE_LOCAL, route };
  if (table === TABLE_LOCAL || (type !== k.RTN_BROADCAST && type !== k.RTN_MULTICAST)) return { table, route };
  const unicast = route.slice(0, TYPE_AT) + String.fromCharCode(k.RTN_UNICAST) + route.slice(TYPE_AT + 1);
  return { table, route: unicast as Route }; // as canonical as it was
}

/** rtm_type in struct rtmsg. */
const TYPE_AT = 7;
