// What of a change is worth a note in the history. Pure.
import type { Link, Service } from "../../common/client/domain.ts";
import type { Change } from "../../common/client/live-client.ts";
import type { Reach } from "../../common/client/reach.ts";
import type { Activity, LinkChange } from "../shared/activity.ts";

/** A note without number and time. */
export type Note = Activity extends infer Each ? (Each extends Activity ? Omit<Each, "id" | "time"> : never) : never;

/** What was noted last of what is told again and again. */
export interface Noted {
  readonly reach: Reach;
  /** "reconciling" is on the way to another one, and never noted. */
  readonly state: Service["state"];
}

export const NOTHING_NOTED: Noted = { reach: { kind: "connecting" }, state: "converged" };

/** What to note of a change, and what is noted then. `service`: as it is after the change. */
export function noteworthy(
  noted: Noted,
  change: Change,
  service: Service | undefined,
): { readonly notes: readonly Note[]; readonly noted: Noted } {
  switch (change.kind) {
    case "applied":
      return { notes: [{ kind: "applied", operations: change.batch.operations }], noted };
    case "link": {
      const changes = linkChanges(change.before, change.link);
      return { notes: changes.length === 0 ? [] : [{ kind: "link", name: change.name, changes }], noted };
    }
    case "service":
      return withState(noted, [], change.service);
    case "reach": {
      const { reach } = change;
      const same = JSON.stringify(reach) === JSON.stringify(noted.reach);
      return withState({ ...noted, reach }, same ? [] : [{ kind: "reach", reach }], service);
    }
    case "permissions":
      return { notes: [], noted };
  }
}

/** What is different of a link; undefined: there is none. Counters, and what follows from what is said, are not. */
export function linkChanges(before: Link | undefined, now: Link | undefined): LinkChange[] {
  const [was, is] = [before ?? NO_LINK, now ?? NO_LINK];
  const [existed, exists] = [was.index !== 0, is.index !== 0];
  const changes: LinkChange[] = [];
  if (exists && !existed) changes.push({ what: "appeared" });
  if (existed && !exists) changes.push({ what: "disappeared" });
  if (is.assigned && was.table !== is.table) changes.push({ what: "assigned", table: is.table });
  if (was.assigned && !is.assigned) changes.push({ what: "released" });
  // That all of a link that has disappeared is lost goes without saying.
  if (exists) {
    changes.push(...difference("address", was.addresses, is.addresses));
    changes.push(...difference("gateway", was.gateways, is.gateways));
  }
  const following = before === undefined || is.state === "absent" || is.state === "unassigned";
  if (!following && was.state !== is.state) changes.push({ what: "state", from: was.state, to: is.state });
  const had = new Set(was.problems.map(textOf));
  for (const problem of is.problems) if (!had.has(textOf(problem))) changes.push({ what: "problem", ...problem });
  // A link that is not assigned any more has not got rid of its problems: nobody asks any more.
  if (is.assigned) {
    const codes = new Set(is.problems.map(({ code }) => code));
    const solved = new Set(was.problems.map(({ code }) => code).filter((code) => !codes.has(code)));
    for (const code of solved) changes.push({ what: "solved", code });
  }
  return changes;
}

const NO_LINK = {
  index: 0,
  assigned: false,
  table: 0,
  state: "absent",
  problems: [],
  addresses: [],
  gateways: [],
} as const satisfies Partial<Link>;

const textOf = ({ code, text }: Link["problems"][number]): string => `${code} ${text}`;

function difference(what: "address" | "gateway", was: readonly string[], is: readonly string[]): LinkChange[] {
  const gained = is.filter((one) => !was.includes(one));
  const lost = was.filter((one) => !is.includes(one));
  return gained.length + lost.length === 0 ? [] : [{ what, gained, lost }];
}

function withState(noted: Noted, notes: readonly Note[], service: Service | undefined) {
  if (service === undefined || service.state === "reconciling" || service.state === noted.state) {
    return { notes, noted };
  }
  const { state } = service;
  return { notes: [...notes, { kind: "service", state } as const], noted: { ...noted, state } };
}
