// What the files say, and over it what was said over D-Bus: the later layer has the word.
import type { Config, Uplink } from "./config.ts";
import type { Decisions } from "./saved.ts";

export interface InForce {
  readonly uplinks: readonly Uplink[];
  /** Links that no pattern of the files may take. */
  readonly released: ReadonlySet<string>;
  /** One line each: what is not in force, because D-Bus assigned its table to another interface. */
  readonly overruled: readonly string[];
}

export function layered({ uplinks: written, balance }: Config, decisions: Decisions): InForce {
  const decided = [...decisions.values()].filter((uplink) => uplink !== undefined);
  const owners = new Map<number, Uplink>();
  const overruled: string[] = [];
  const uplinks: Uplink[] = [];
  // What was decided takes its tables first.
  for (const uplink of [...decided, ...written.filter(({ interface: name }) => !decisions.has(name))]) {
    const owner = uplink.table === "auto" ? undefined : owners.get(uplink.table);
    if (owner !== undefined) {
      const what = `table: ${uplink.table} is assigned to ${owner.interface} over D-Bus`;
      overruled.push(`${uplink.origin}: ${what}; expected a table of its own for ${uplink.interface}`);
      continue;
    }
    if (uplink.table !== "auto" && decisions.has(uplink.interface)) owners.set(uplink.table, uplink);
    uplinks.push(uplink);
  }
  const besideBalance = balance.enabled ? owners.get(balance.table) : undefined;
  if (besideBalance !== undefined) {
    overruled.push(`balance.table: ${balance.table} is assigned to ${besideBalance.interface} over D-Bus`);
  }
  return {
    uplinks,
    released: new Set([...decisions].flatMap(([name, uplink]) => (uplink === undefined ? [name] : []))),
    overruled,
  };
}
