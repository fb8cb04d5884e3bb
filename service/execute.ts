// Carries operations out: what a plane decided, as requests to whatever part of the kernel it is about.

import type { Effects } from "./effects.ts";
import { nexthopRequest } from "./netlink/nexthop.ts";
import type { Failure, Request } from "./netlink/requests.ts";
import { routeRequest } from "./netlink/route.ts";
import { ruleRequest } from "./netlink/rule.ts";
import * as k from "./netlink/uapi.ts";
import type { Observer } from "./observer/index.ts";
import type { Clock } from "./system/clock.ts";
import type { NexthopOperation, Operation, RouteOperation, RuleOperation } from "./view/operation.ts";
import { withoutDead } from "./view/route.ts";

/** Hands operations to the kernel; the promise tells which it refused. */
export type Execute = (operations: readonly Operation[]) => Promise<Map<Operation, Failure>>;

/** At most this many operations are handed over at once: they travel in one datagram, so nothing comes in between. */
export const EXECUTE_MAX = 1024;

/** What goes through rtnetlink, in batches. */
type Routing = RouteOperation | RuleOperation | NexthopOperation;
/** What is carried out one by one, and remembered where the kernel does not tell ours from others'. */
export type Other = Exclude<Operation, Routing>;

const isRouting = (operation: Operation): operation is Routing =>
  operation.kind === "route" || operation.kind === "rule" || operation.kind === "nexthop";

export function executeWith(observer: Observer, effects: Effects, clock: Clock): Execute {
  return async (operations) => {
    const refused = new Map<Operation, Failure>();
    const writesRuleset = operations.some(({ kind }) => kind === "ruleset");
    if (writesRuleset) observer.rulesetWriting();
    // In the order given; what belongs together and stands together travels together.
    for (const run of runs(operations, (one, next) => isRouting(one) === isRouting(next))) {
      await carryOutRouting(run.filter(isRouting), observer, clock, refused);
      await carryOutOthers(run.filter(isOther), observer, effects, refused);
    }
    if (writesRuleset) {
      // Last: it takes as long as what connections wait for.
      observer.rulesetWritten();
      effects.remember(observer.view);
    }
    return refused;
  };
}

const isOther = (operation: Operation): operation is Other => !isRouting(operation);

/** In order, those that follow each other and belong together. */
function* runs<T>(all: readonly T[], together: (one: T, next: T) => boolean): Generator<readonly T[]> {
  let run: T[] = [];
  for (const each of all) {
    const last = run.at(-1);
    if (last !== undefined && !together(last, each)) {
      yield run;
      run = [];
    }
    run.push(each);
  }
  if (run.length > 0) yield run;
}

async function carryOutRouting(
  operations: readonly Routing[],
  observer: Observer,
  clock: Clock,
  refused: Map<Operation, Failure>,
): Promise<void> {
  if (operations.length === 0) return;
  const requests = operations.map((operation) => toRequest(operation, clock.now()));
  for (const operation of operations) observer.applied(operation);
  const failures = await observer.kernel.change(requests).catch((error: unknown) => allOf(requests, error));
  for (const [index, failure] of failures) {
    const operation = operations[index];
    if (operation === undefined || isGone(operation, failure)) continue;
    refused.set(operation, failure);
    observer.refused(operation);
    if (operation.kind === "nexthop") observer.doubtNexthops();
    if (operation.kind !== "route") continue;
    // The kernel knows something of this table that we do not.
    const doubtful = operation.verb !== "add" || failure.code === NO_ANSWER;
    if (doubtful) observer.doubt(operation.family, operation.table);
    if (failure.code === "EEXIST" && !standsInTheWay(observer, operation)) {
      observer.doubt(operation.family, operation.table);
    }
  }
}

async function carryOutOthers(
  operations: readonly Other[],
  observer: Observer,
  effects: Effects,
  refused: Map<Operation, Failure>,
): Promise<void> {
  const together = (one: Other, next: Other) =>
    one.kind === "sysctl" && next.kind === "sysctl" && one.verb === next.verb;
  for (const run of runs(operations, together)) await carryOutTogether(run, observer, effects, refused);
}

/** One operation, or several on sysctls, of which nobody else sees that they are carried out one after the other. */
async function carryOutTogether(
  operations: readonly Other[],
  observer: Observer,
  effects: Effects,
  refused: Map<Operation, Failure>,
): Promise<void> {
  const { view } = observer;
  // Remembered before it is changed, and forgotten after it was given back: a crash in between loses nothing.
  const made = operations.filter(({ verb }) => verb !== "delete");
  for (const operation of made) observer.applied(operation);
  const forgetful = made.length === 0 ? undefined : effects.remember(view);
  let differently = made.length < operations.length;
  for (const operation of operations) {
    const giveBack = operation.verb === "delete";
    let failure = forgetful ?? (await effects.carryOut(operation, view));
    if (failure !== undefined && isGone(operation, failure)) failure = undefined;
    if (giveBack && failure === undefined) observer.applied(operation);
    differently ||= failure !== undefined;
    if (failure === undefined) continue;
    refused.set(operation, failure);
    if (!giveBack) observer.refused(operation);
    // The kernel knows something that it did not announce.
    if (operation.kind === "sysctl") observer.doubtSysctl(operation.key);
    else if (operation.kind === "endpoint" || operation.kind === "limits") observer.doubtMptcp();
  }
  if (differently) effects.remember(view);
}

/** Without an answer nobody knows what was done: all of it counts as refused, and is looked at again. */
function allOf(requests: readonly Request[], error: unknown): Map<number, Failure> {
  const text = error instanceof Error ? error.message : String(error);
  return new Map(requests.map((_, index) => [index, { code: NO_ANSWER, text }]));
}

const NO_ANSWER = "no answer";

/** What was to be deleted is not there any more: as wanted. */
const isGone = ({ verb }: Operation, { code }: Failure): boolean =>
  verb === "delete" && (code === "ESRCH" || code === "ENOENT" || code === "ENODEV");

/** Whether the view has another's route under this key, which explains why ours was refused. */
const standsInTheWay = ({ view }: Observer, { family, table, key }: RouteOperation): boolean =>
  view.table(family, table).has(key);

function toRequest(operation: Routing, now: number): Request {
  if (operation.kind === "rule") {
    return operation.verb === "add"
      ? ruleRequest(k.RTM_NEWRULE, k.NLM_F_CREATE | k.NLM_F_EXCL, operation.rule)
      : ruleRequest(k.RTM_DELRULE, 0, operation.rule);
  }
  const how = k.NLM_F_CREATE | (operation.verb === "add" ? k.NLM_F_EXCL : k.NLM_F_REPLACE);
  if (operation.kind === "nexthop") {
    return operation.verb === "delete"
      ? nexthopRequest(k.RTM_DELNEXTHOP, 0, operation.nexthop)
      : nexthopRequest(k.RTM_NEWNEXTHOP, how, operation.nexthop);
  }
  const { verb, table, expiry } = operation;
  const route = withoutDead(operation.route);
  if (verb === "delete") return routeRequest(k.RTM_DELROUTE, 0, table, route);
  const lifetime = expiry === undefined ? undefined : (expiry - now) / 1000;
  return routeRequest(k.RTM_NEWROUTE, how, table, route, lifetime);
}
