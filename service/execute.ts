// Carries operations out: what a plane decided, as requests to the kernel.

import type { Failure, Request } from "./netlink/requests.ts";
import { routeRequest } from "./netlink/route.ts";
import { ruleRequest } from "./netlink/rule.ts";
import * as k from "./netlink/uapi.ts";
import type { Observer } from "./observer/index.ts";
import type { Clock } from "./system/clock.ts";
import type { Operation } from "./view/operation.ts";
import { withoutDead } from "./view/route.ts";

/** Hands operations to the kernel; the promise tells which it refused. */
export type Execute = (operations: readonly Operation[]) => Promise<Map<Operation, Failure>>;

/** At most this many operations are handed over at once: they travel in one datagram, so nothing comes in between. */
export const EXECUTE_MAX = 1024;

export function executeWith(observer: Observer, clock: Clock): Execute {
  return async (operations) => {
    const requests = operations.map((operation) => toRequest(operation, clock.now()));
    for (const operation of operations) observer.applied(operation);
    const failures = await observer.kernel.change(requests).catch((error: unknown) => allOf(requests, error));
    const refused = new Map<Operation, Failure>();
    for (const [index, failure] of failures) {
      const operation = operations[index];
      if (operation === undefined || isGone(operation, failure)) continue;
      refused.set(operation, failure);
      observer.refused(operation);
      // The kernel knows something of this table that we do not.
      const doubtful = operation.verb !== "add" || failure.code === NO_ANSWER;
      if (operation.kind === "route" && doubtful) observer.doubt(operation.family, operation.table);
      if (operation.kind === "route" && failure.code === "EEXIST" && !standsInTheWay(observer, operation)) {
        observer.doubt(operation.family, operation.table);
      }
    }
    return refused;
  };
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
function standsInTheWay({ view }: Observer, operation: Operation): boolean {
  return operation.kind === "route" && view.table(operation.family, operation.table).has(operation.key);
}

function toRequest(operation: Operation, now: number): Request {
  if (operation.kind === "rule") {
    return operation.verb === "add"
      ? ruleRequest(k.RTM_NEWRULE, k.NLM_F_CREATE | k.NLM_F_EXCL, operation.rule)
      : ruleRequest(k.RTM_DELRULE, 0, operation.rule);
  }
  const { verb, table, expiry } = operation;
  const route = withoutDead(operation.route);
  if (verb === "delete") return routeRequest(k.RTM_DELROUTE, 0, table, route);
  const how = verb === "add" ? k.NLM_F_EXCL : k.NLM_F_REPLACE;
  const lifetime = expiry === undefined ? undefined : (expiry - now) / 1000;
  return routeRequest(k.RTM_NEWROUTE, k.NLM_F_CREATE | how, table, route, lifetime);
}
