// What is wanted now: the assignments, joined with the links that are there, and what concerns all uplinks together.
import type { Assignment } from "../config/assignments.ts";
import type { Balance, Gateway } from "../config/config.ts";
import { addressBytes, addressFamily } from "../view/address.ts";
import type { Family, Link, View } from "../view/view.ts";

export interface Uplink extends Assignment {
  /** Undefined where there is no link of this name yet, or no longer. */
  readonly link: Link | undefined;
  /** `gateway` as latin1 bytes: the only router of its link that it uses. Undefined: any. */
  readonly router: string | undefined;
}

/** What concerns all uplinks together; undefined: not in force. */
export interface Together {
  readonly balance: Balance | undefined;
  readonly gateway: Gateway | undefined;
}

export const NOTHING_TOGETHER: Together = { balance: undefined, gateway: undefined };

export interface Uplinks extends Together {
  /** It is only asked what would be done: what another plane is about to do counts as done. */
  readonly foreseen: boolean;
  readonly all: readonly Uplink[];
  readonly byTable: ReadonlyMap<number, Uplink>;
  /** By interface name, whether or not the link is there. Of several on one link, the first: see onLink. */
  readonly byName: ReadonlyMap<string, Uplink>;
  /** By interface index; of several, the first. */
  readonly byIndex: ReadonlyMap<number, Uplink>;
  /** All of a link, by its name: several where each has a gateway of its own. By priority, then by table. */
  readonly onLink: ReadonlyMap<string, readonly Uplink[]>;
}

export function joinUplinks(
  assignments: readonly Assignment[],
  view: View,
  together = NOTHING_TOGETHER,
  foreseen = false,
): Uplinks {
  const all = assignments.map((assignment): Uplink => {
    const { interface: name, gateway } = assignment;
    const router = gateway === undefined ? undefined : addressBytes(gateway);
    return { ...assignment, link: view.linkByName(name), router };
  });
  const onLink = new Map<string, Uplink[]>();
  for (const uplink of all) {
    const beside = onLink.get(uplink.interface);
    if (beside === undefined) onLink.set(uplink.interface, [uplink]);
    else beside.push(uplink);
  }
  for (const beside of onLink.values()) beside.sort((a, b) => a.priority - b.priority || a.table - b.table);
  const firsts = [...onLink.values()].flatMap((beside) => beside.slice(0, 1));
  const byTable = new Map(all.map((uplink) => [uplink.table, uplink]));
  const { balance, gateway } = together;
  return {
    // Its table may have been given to an uplink over D-Bus, which has the last word.
    balance: balance !== undefined && byTable.has(balance.table) ? undefined : balance,
    gateway,
    foreseen,
    all,
    byTable,
    byName: new Map(firsts.map((uplink) => [uplink.interface, uplink])),
    byIndex: new Map(firsts.flatMap((uplink) => (uplink.link ? [[uplink.link.index, uplink]] : []))),
    onLink,
  };
}

/** Whether an uplink has to do with a family: one with a gateway only with its gateway's. */
export const concerns = ({ router }: Uplink, family: Family): boolean =>
  router === undefined || addressFamily(router) === family;
