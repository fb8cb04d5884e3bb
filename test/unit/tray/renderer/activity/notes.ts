// Notes of the history as the tests of its page need them.
import type { AppliedOperation } from "../../../../../common/client/domain.ts";
import type { Activity, LinkChange } from "../../../../../tray/shared/activity.ts";

/** A note `id`, at so many milliseconds. */
export const linkNote = (id: number, time: number, name: string, ...changes: LinkChange[]): Activity => ({
  id,
  time,
  kind: "link",
  name,
  changes: changes.length > 0 ? changes : [{ what: "state", from: "active", to: "no-carrier" }],
});

export const appliedNote = (id: number, time: number, ...names: string[]): Activity => ({
  id,
  time,
  kind: "applied",
  operations: names.map((name) => ruleOf(name)),
});

export const ruleOf = (name: string, verb = "del"): AppliedOperation => ({
  interface: name,
  verb,
  object: "-4 rule from 10.1.0.2 lookup 1000 priority 1000 protocol 77",
});

export const serviceNote = (id: number, time: number, state: string): Activity => ({
  id,
  time,
  kind: "service",
  state,
});

export const readyNote = (id: number, time: number): Activity => ({
  id,
  time,
  kind: "reach",
  reach: { kind: "ready" },
});
