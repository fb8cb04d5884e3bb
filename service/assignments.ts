// Which link is to have which table, from all that was said: in the files, on the command line, and over D-Bus.
import { reason } from "../common/errno.ts";
import { MultihomedError } from "../common/errors.ts";
import { quoted } from "../common/printable.ts";
import { type Allocations, type Assignment, allocationKey, resolveAssignments } from "./config/assignments.ts";
import type { Config, Uplink } from "./config/config.ts";
import { type InForce, layered } from "./config/layers.ts";
import { globMatcher, isGlob } from "./config/match.ts";
import type { Layer, Memory } from "./config/memory.ts";
import type { Decisions } from "./config/saved.ts";

/** More interfaces than this no host has; who may assign is not to fill the disk. */
const DECISIONS_MAX = 1024;

export class Assignments {
  readonly #memory: Memory;
  readonly #decided: Record<Layer, Decisions>;
  #config: Config;
  #inForce: InForce;
  #allocated: Allocations;

  constructor(config: Config, memory: Memory) {
    this.#config = config;
    this.#memory = memory;
    this.#decided = { ...memory.decided };
    this.#allocated = memory.allocated;
    this.#inForce = this.#layered(config);
  }

  get config(): Config {
    return this.#config;
  }

  /** Uplinks as they are said, with patterns; what was said over D-Bus has the last word. */
  get uplinks(): readonly Uplink[] {
    return this.#inForce.uplinks;
  }

  /** One line each: what of the files is not in force because of what was said over D-Bus. */
  get overruled(): readonly string[] {
    return this.#inForce.overruled;
  }

  /** Wants what these files say from now on. @throws MultihomedError "configuration" where D-Bus gave a table away. */
  configure(config: Config): void {
    const inForce = this.#layered(config);
    const [first] = inForce.overruled;
    if (first !== undefined) throw new MultihomedError("configuration", first);
    this.#config = config;
    this.#inForce = inForce;
  }

  /** The tables of links now. `holdsOthers` says of a table whether routes of others were seen there. */
  resolve(linkNames: Iterable<string>, holdsOthers: (table: number) => boolean): readonly Assignment[] {
    const { balance, gateway } = this.#config;
    const inUse = (table: number) => holdsOthers(table) || (balance.enabled && table === balance.table);
    const { uplinks, released } = this.#inForce;
    // No pattern is meant for where the other hosts are.
    const kept = [...released, ...(gateway.enabled ? gateway.inside : [])];
    const { assignments, allocated } = resolveAssignments(uplinks, linkNames, this.#allocated, inUse, kept);
    if (allocated !== this.#allocated) this.#memory.saveAllocated(allocated);
    this.#allocated = allocated;
    return assignments;
  }

  /** Throws a MultihomedError where `uplink` cannot be assigned beside `current`, the assignments of now. */
  check(uplink: Uplink, current: readonly Assignment[]): void {
    const { table } = uplink;
    const { enabled, inside } = this.#config.gateway;
    if (enabled && inside.includes(uplink.interface)) {
      throw new MultihomedError("invalid-interface", `${quoted(uplink.interface)} is one of gateway.inside`);
    }
    if (table === "auto") return;
    const owner =
      current.find((other) => other.table === table && other.interface !== uplink.interface)?.interface ??
      this.#decider(table, uplink.interface) ??
      (this.#config.balance.enabled && this.#config.balance.table === table ? "balance" : undefined);
    if (owner !== undefined) throw new MultihomedError("table-in-use", `table ${table} is assigned to ${owner}`);
  }

  /** Assigns from now on, and remembers it. @throws MultihomedError "storage" or "too-many"; then nothing is changed. */
  assign(uplink: Uplink, layer: Layer): void {
    const name = uplink.interface;
    this.#decide(layer, name, (decisions) => decisions.set(name, uplink));
  }

  /** An uplink that is to have any table, and was allocated one that others use as well by now, gets another one. */
  leaveShared(uplink: Uplink, holdsOthers: (table: number) => boolean): void {
    const key = allocationKey(uplink);
    const table = this.#allocated.get(key);
    if (uplink.table !== "auto" || table === undefined || !holdsOthers(table)) return;
    this.#allocated = new Map([...this.#allocated].filter(([other]) => other !== key));
  }

  /** Takes an assignment back, wherever it was made. @throws MultihomedError "not-assigned", "storage" or "too-many". */
  release(name: string, layer: Layer): void {
    const below = name !== "lo" && this.#config.uplinks.some((uplink) => globMatcherOrName(uplink.interface)(name));
    const { persistent, temporary } = this.#decided;
    const decided = temporary.has(name) ? temporary.get(name) : persistent.has(name) ? persistent.get(name) : undefined;
    const released = temporary.has(name) || persistent.has(name) ? decided === undefined : !below;
    if (released) throw new MultihomedError("not-assigned", `${quoted(name)} is not assigned`);
    const hides = layer === "temporary" ? below || persistent.get(name) !== undefined : below;
    this.#decide(layer, name, (decisions) => (hides ? decisions.set(name, undefined) : decisions.delete(name)));
  }

  /** Changes one layer; a decision for good ends a temporary one. */
  #decide(layer: Layer, name: string, change: (decisions: Map<string, Uplink | undefined>) => void): void {
    const before = this.#decided[layer];
    const decisions = new Map(before);
    change(decisions);
    if (decisions.size > Math.max(before.size, DECISIONS_MAX)) {
      throw new MultihomedError("too-many", `${DECISIONS_MAX} interfaces are assigned or released already`);
    }
    this.#save(layer, decisions);
    if (layer === "persistent" && this.#decided.temporary.has(name)) {
      const others = new Map(this.#decided.temporary);
      others.delete(name);
      try {
        this.#save("temporary", others);
      } catch (error) {
        this.#save(layer, before);
        throw error;
      }
    }
    this.#inForce = this.#layered(this.#config);
  }

  /** Who else was given this table over D-Bus, also where that is not in force until the next boot. */
  #decider(table: number, name: string): string | undefined {
    for (const decisions of Object.values(this.#decided)) {
      for (const [other, uplink] of decisions) if (uplink?.table === table && other !== name) return other;
    }
    return undefined;
  }

  #save(layer: Layer, decisions: Decisions): void {
    try {
      this.#memory.saveDecided(layer, decisions);
    } catch (cause) {
      throw new MultihomedError("storage", `the assignment cannot be saved: its file ${reason(cause)}`, { cause });
    }
    this.#decided[layer] = decisions;
  }

  #layered(config: Config): InForce {
    return layered(config, new Map([...this.#decided.persistent, ...this.#decided.temporary]));
  }
}

const globMatcherOrName = (pattern: string): ((name: string) => boolean) =>
  isGlob(pattern) ? globMatcher(pattern) : (name) => name === pattern;
