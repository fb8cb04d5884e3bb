// The assignments of now, joined with the links that are there.
import type { Assignment } from "../config/assignments.ts";
import type { Link, View } from "../view/view.ts";

export interface Uplink extends Assignment {
  /** Undefined where there is no link of this name yet, or no longer. */
  readonly link: Link | undefined;
}

export interface Uplinks {
  readonly all: readonly Uplink[];
  readonly byTable: ReadonlyMap<number, Uplink>;
  /** By interface name, whether or not the link is there. */
  readonly byName: ReadonlyMap<string, Uplink>;
  /** By interface index. */
  readonly byIndex: ReadonlyMap<number, Uplink>;
}

export function joinUplinks(assignments: readonly Assignment[], view: View): Uplinks {
  const all = assignments.map((assignment) => ({ ...assignment, link: view.linkByName(assignment.interface) }));
  return {
    all,
    byTable: new Map(all.map((uplink) => [uplink.table, uplink])),
    byName: new Map(all.map((uplink) => [uplink.interface, uplink])),
    byIndex: new Map(all.flatMap((uplink) => (uplink.link ? [[uplink.link.index, uplink]] : []))),
  };
}
