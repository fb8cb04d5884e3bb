// One side of the comparison, what the kernel does or what is intended, in the same terms.
import { TABLE_LOCAL } from "../../common/numbers.ts";
import type { Failure } from "../netlink/requests.ts";
import * as k from "../netlink/uapi.ts";
import type { Pause } from "../planes/plane.ts";
import type { Uplinks } from "../planes/uplinks.ts";
import {
  isReject,
  type Leg,
  legGateway,
  type Route,
  routeAttribute,
  routePrefixLength,
  routeType,
} from "../view/route.ts";
import { type Rule, ruleTable } from "../view/rule.ts";
import type { View } from "../view/view.ts";
import type { Answer, Found } from "./answer.ts";
import { intend, localIntention } from "./intended.ts";
import { notesOn } from "./notes.ts";
import { isForeign, type Packet } from "./packet.ts";
import { NO_ROUTE, refusalText } from "./refusal-text.ts";
import { codeOfReject, findRefusing, type Refusing } from "./refused.ts";
import { whichRule } from "./which-rule.ts";

/** Where a packet may leave. */
export interface Exit {
  readonly ifindex: number;
  /** Latin1 bytes; undefined: the destination is on the link. */
  readonly gateway: string | undefined;
}

export interface Side {
  /** Undefined where it cannot be told. */
  readonly rule?: Rule | undefined;
  readonly table?: number;
  /** Any of these. */
  readonly routes: readonly Route[];
  /** Every leg of them, also those that this packet does not take. */
  readonly legs: readonly Leg[];
  /** By any of these. */
  readonly exits: readonly Exit[];
  /** The source that a packet without one gets, latin1 bytes. */
  readonly source?: string | undefined;
  /** Why it goes nowhere: a code for programs, and a line for people. */
  readonly error?: { readonly code: string; readonly text: string };
  /** What else there is to say, a line each. */
  readonly notes: readonly string[];
}

const NOTHING: Side = { routes: [], legs: [], exits: [], notes: [] };

/** What the kernel said, and the rule, which it did not say. */
export function* kernelSide({ rules, outcome }: Answer, packet: Packet, view: View): Generator<Pause, Side> {
  if (outcome.code !== undefined) {
    const refusing = yield* findRefusing(rules, packet, outcome.code, view);
    return refused(outcome, refusing, packet, view);
  }
  const { table, route, way } = outcome;
  const which = whichRule(rules, packet, { table, prefixLength: routePrefixLength(route) });
  return {
    rule: which.rule,
    table,
    routes: [route],
    legs: view.legs(route),
    exits: way.ifindex === undefined ? [] : [{ ifindex: way.ifindex, gateway: way.gateway }],
    source: packet.source === undefined ? way.source : undefined,
    notes: notesOn(packet, which, outcome, view),
  };
}

/** What is intended, of what the configuration has a say in. */
export function* intendedSide(
  kernel: Side,
  { outcome }: Answer,
  packet: Packet,
  uplinks: Uplinks,
  view: View,
): Generator<Pause, Side> {
  if (outcome.code === undefined && isKernelsOwn(outcome)) return { ...NOTHING, ...localIntention(packet) };
  if (kernel.error !== undefined && isNobodys(kernel.error.code, kernel, packet, uplinks, view)) {
    return { ...NOTHING, error: kernel.error };
  }
  const intention = yield* intend(packet, uplinks, view);
  if (intention === undefined) return { ...NOTHING, error: { code: "ENETUNREACH", text: NO_ROUTE } };
  const { rule, routes, legs } = intention;
  const [first] = routes;
  if (first !== undefined && isReject(first)) {
    return refused({ code: codeOfReject(first), text: undefined }, { rule, route: first }, packet, view);
  }
  const preferred = packet.source === undefined ? first && routeAttribute(first, k.RTA_PREFSRC) : undefined;
  // To a group or to everyone there is no router on the way.
  const isToMany = outcome.code === undefined && outcome.way.type !== k.RTN_UNICAST;
  const exits = legs.map((leg) => ({ ifindex: leg.ifindex, gateway: isToMany ? undefined : legGateway(leg) }));
  return { ...NOTHING, ...intention, exits, source: preferred };
}

/** What the kernel refuses and no configuration wants: a source that is not here; to forward, where nothing is to be. */
function isNobodys(code: string, { rule }: Side, packet: Packet, uplinks: Uplinks, view: View): boolean {
  if (isForeign(packet, view)) return true;
  return packet.ifindex !== undefined && uplinks.gateway === undefined && rule === undefined && code === "EHOSTUNREACH";
}

function refused(failure: Failure, refusing: Refusing | undefined, packet: Packet, view: View): Side {
  const error = { code: failure.code, text: refusalText(failure, refusing, packet, view) };
  if (refusing === undefined) return { ...NOTHING, error };
  const { rule, route } = refusing;
  return { ...NOTHING, rule, error, ...(route && { table: ruleTable(rule), routes: [route] }) };
}

/** Delivered here, or sent to everyone on a link: what the kernel itself knows of its addresses. */
const isKernelsOwn = ({ table, route }: Found): boolean =>
  table === TABLE_LOCAL &&
  [k.RTN_LOCAL, k.RTN_BROADCAST, k.RTN_ANYCAST, k.RTN_MULTICAST].some((type) => type === routeType(route));
