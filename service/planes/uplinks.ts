// What is wanted now: the assignments, joined with the links that are there, and what concerns all uplinks together.
import type { Assignment } from "../config/assignments.ts";
import type { Balance, Gateway } from "../config/config.ts";
import type { Link, View } from "../view/view.ts";

export interface Uplink extends Assignment {
  /** Undefined where there is no link of this name yet, or no longer. */
  readonly link: Link | undefined;
}

/** What concerns all uplinks together; undefined: not in force. */
export interface Together {
  readonly balance: Balance | undefined;
  readonly gateway: Gateway | undefined;
}

export const NOTHING_TOGETHER: Together = { balance: undefined, gateway: undefined };

export interface Uplinks extends Together {
  readonly all: readonly Uplink[];
  readonly byTable: ReadonlyMap<number, Uplink>;
  /** By interface name, whether or not the link is there. */
  readonly byName: ReadonlyMap<string, Uplink>;
  /** By interface index. */
  readonly byIndex: ReadonlyMap<number, Uplink>;
}

export function joinUplinks(assignments: readonly Assignment[], view: View, together = NOTHING_TOGETHER): Uplinks {
  const all = assignments.map((assignment) => ({ ...assignment, link: view.linkByName(assignment.interface) }));
  return {
    ...together,
    all,
    byTable: new Map(all.map((uplink) => [uplink.table, uplink])),
    byName: new Map(all.map((uplink) => [uplink.interface, uplink])),
    byIndex: new Map(all.flatMap((uplink) => (uplink.link ? [[uplink.link.index, uplink]] : []))),
  };
}
