// What the files say, and over it what was said over D-Bus: the later layer has the word.
import type { Config, Uplink } from "./config.ts";
import type { Decisions } from "./saved.ts";

export interface InForce {
  readonly uplinks: readonly Uplink[];
  /** Links that no pattern of the files may take. */
  readonly released: ReadonlySet<string>;
  /** One line each: what of the files is not in force, because D-Bus assigned its table to another interface. */
  readonly overruled: readonly string[];
}

export function layered({ uplinks: written, balance }: Config, decisions: Decisions): InForce {
  const decided = [...decisions.values()].filter((uplink) => uplink !== undefined);
  const taken = new Map(decided.flatMap((uplink) => (uplink.table === "auto" ? [] : [[uplink.table, uplink]])));
  const undecided = written.filter((uplink) => !decisions.has(uplink.interface));
  const owner = ({ table }: Uplink) => (table === "auto" ? undefined : taken.get(table));
  const overruled = undecided.flatMap((uplink) => {
    const other = owner(uplink);
    if (other === undefined) return [];
    const what = `table: ${uplink.table} is assigned to ${other.interface} over D-Bus`;
    return [`${uplink.origin}: ${what}; expected a table of its own for ${uplink.interface}`];
  });
  const besideBalance = balance.enabled ? taken.get(balance.table) : undefined;
  if (besideBalance !== undefined) {
    overruled.push(`balance.table: ${balance.table} is assigned to ${besideBalance.interface} over D-Bus`);
  }
  return {
    uplinks: [...undecided.filter((uplink) => owner(uplink) === undefined), ...decided],
    released: new Set([...decisions].flatMap(([name, uplink]) => (uplink === undefined ? [name] : []))),
    overruled,
  };
}
