// From what the user wants (names, globs, "auto") to which link has which table now.
import { TABLE_AUTO_FIRST } from "../../common/numbers.ts";
import type { Uplink } from "./config.ts";
import { globMatcher, isGlob } from "./match.ts";

/** An uplink with a link's own name and a number for its table. */
export interface Assignment extends Omit<Uplink, "table" | "priority"> {
  readonly table: number;
  readonly priority: number;
}

/** Tables that were allocated, by `allocationKey`; in the order of allocation. */
export type Allocations = ReadonlyMap<string, number>;

export interface Resolved {
  readonly assignments: readonly Assignment[];
  /** The same object as was passed in where nothing changed. */
  readonly allocated: Allocations;
}

/**
 * Exact names come first, also of links that do not exist yet; then each glob, in the order of the configuration, takes
 * the existing links that nothing before it took, in order of name; a glob that is there several times, each time with
 * another gateway, takes them each time. `inUse` says of a table whether it holds what is
 * not ours, or is taken otherwise (balance). No glob takes a link of `released`.
 */
export function resolveAssignments(
  uplinks: readonly Uplink[],
  linkNames: Iterable<string>,
  allocated: Allocations,
  inUse: (table: number) => boolean,
  released: Iterable<string> = [],
): Resolved {
  const wanted = wantedUplinks(uplinks, linkNames, released);
  const numbered = wanted.flatMap(({ table }) => (table === "auto" ? [] : [table]));
  const tables = new AllocatedTables(allocated, new Set(numbered), inUse);
  const assignments = wanted.map((uplink): Assignment => {
    const table = uplink.table === "auto" ? tables.of(allocationKey(uplink)) : uplink.table;
    return { ...uplink, table, priority: uplink.priority ?? table };
  });
  const current = new Set(wanted.filter(({ table }) => table === "auto").map(allocationKey));
  return { assignments, allocated: tables.remembered(current) };
}

/** What an allocated table is remembered by: the link, and the router where two uplinks share a link. */
export function allocationKey(uplink: Pick<Uplink, "interface" | "gateway">): string {
  // White space is in no link's name.
  return uplink.gateway === undefined ? uplink.interface : `${uplink.interface} ${uplink.gateway}`;
}

/** How many tables of links that are gone are kept for them: a glob over containers sees new names for ever. */
const REMEMBERED_MAX = 256;

function wantedUplinks(uplinks: readonly Uplink[], linkNames: Iterable<string>, released: Iterable<string>): Uplink[] {
  const wanted = uplinks.filter((uplink) => !isGlob(uplink.interface));
  // "lo" must not fall under "*": a rule for a loopback address would take traffic to the host itself apart.
  // By which glob; "" where by its own name.
  const taken = new Map(["lo", ...released, ...wanted.map((uplink) => uplink.interface)].map((name) => [name, ""]));
  const names = [...new Set(linkNames)].sort();
  for (const uplink of uplinks.filter((candidate) => isGlob(candidate.interface))) {
    const matches = globMatcher(uplink.interface);
    const isFree = (name: string) => (taken.get(name) ?? uplink.interface) === uplink.interface;
    for (const name of names.filter((candidate) => isFree(candidate) && matches(candidate))) {
      taken.set(name, uplink.interface);
      wanted.push({ ...uplink, interface: name });
    }
  }
  return wanted;
}

class AllocatedTables {
  readonly #before: Allocations;
  readonly #inUse: (table: number) => boolean;
  readonly #tables = new Map<string, number>();
  readonly #taken: Set<number>;
  #next = TABLE_AUTO_FIRST;

  /** A remembered table that the configuration now gives to someone by number is forgotten. */
  constructor(before: Allocations, numbered: ReadonlySet<number>, inUse: (table: number) => boolean) {
    this.#before = before;
    this.#inUse = inUse;
    this.#taken = new Set(numbered);
    for (const [key, table] of before) {
      if (this.#taken.has(table)) continue;
      this.#taken.add(table);
      this.#tables.set(key, table);
    }
  }

  /** The table of `key`: the one it had, or else the lowest that is free. */
  of(key: string): number {
    const known = this.#tables.get(key);
    if (known !== undefined) return known;
    while (this.#taken.has(this.#next) || this.#inUse(this.#next)) this.#next++;
    this.#taken.add(this.#next);
    this.#tables.set(key, this.#next);
    return this.#next;
  }

  /** All that is known, less the oldest of what is not in `current` and more than REMEMBERED_MAX. */
  remembered(current: ReadonlySet<string>): Allocations {
    const gone = [...this.#tables.keys()].filter((key) => !current.has(key));
    for (const key of gone.slice(0, Math.max(0, gone.length - REMEMBERED_MAX))) this.#tables.delete(key);
    const same =
      this.#tables.size === this.#before.size &&
      [...this.#tables].every(([key, table]) => this.#before.get(key) === table);
    return same ? this.#before : this.#tables;
  }
}
