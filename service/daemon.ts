// The running service: which links have which tables now, and what happens on a reload, a new link and a stop.
import { type Allocations, type Assignment, resolveAssignments } from "./config/assignments.ts";
import type { Config } from "./config/config.ts";
import { isGlob } from "./config/match.ts";
import { executeWith } from "./execute.ts";
import { Observer } from "./observer/index.ts";
import { routing } from "./planes/routing/index.ts";
import { Reconciler } from "./reconciler.ts";
import { Report } from "./report.ts";
import type { Clock } from "./system/clock.ts";
import type { Log } from "./system/log.ts";
import type { Change } from "./view/change.ts";
import { View } from "./view/view.ts";

const PLANES = [routing];

export interface DaemonDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Tables that were allocated before. */
  readonly allocated: Allocations;
  saveAllocated(allocated: Allocations): void;
}

export class Daemon {
  readonly #deps: DaemonDeps;
  readonly #view = new View();
  readonly #observer: Observer;
  readonly #reconciler: Reconciler;
  readonly #report: Report;
  #config: Config;
  #allocated: Allocations;
  #assignments: readonly Assignment[] = [];
  #stopping = false;

  /** @throws MultihomedError "start" where the kernel cannot be talked to. */
  constructor(config: Config, deps: DaemonDeps) {
    this.#config = config;
    this.#deps = deps;
    this.#allocated = deps.allocated;
    this.#report = new Report(this.#view, deps.log, () => this.#reconciler.uplinks);
    this.#observer = new Observer(this.#view, deps.clock, deps.log, (change) => this.#changed(change));
    const execute = executeWith(this.#observer, deps.clock);
    this.#reconciler = new Reconciler(this.#view, PLANES, execute, deps.clock, this.#report);
  }

  /** Learns what the kernel has. Nothing is changed yet. */
  async observe(): Promise<void> {
    // Tables that are known by number need not be listed a second time.
    await this.#observer.watchTables(this.#config.uplinks.flatMap(({ table }) => (table === "auto" ? [] : [table])));
    await this.#observer.start();
  }

  /** What would be changed, one line each, in ip(8) syntax. */
  *plan(): Generator<string> {
    for (const operation of this.#reconciler.plan(this.#resolve())) yield this.#report.describe(operation);
  }

  /** Makes the kernel have what is wanted, and from now on keeps it so. */
  async begin(): Promise<void> {
    await this.#assign(this.#resolve());
  }

  /** Settles when all is done that can be done now; how many objects the kernel refuses. */
  async settled(): Promise<number> {
    await this.#reconciler.settled();
    return this.#reconciler.failing;
  }

  /** Wants another configuration from now on. */
  async configure(config: Config): Promise<void> {
    this.#config = config;
    await this.#assign(this.#resolve());
  }

  /** Removes all that is ours, unless it is to be kept for the next start, and lets go of the kernel. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#config.onStop === "remove") {
      this.#reconciler.assign([]);
      await this.#reconciler.settled();
    }
    await this.close();
  }

  /** Lets go of the kernel and leaves everything as it is. */
  async close(): Promise<void> {
    this.#stopping = true;
    await this.#reconciler.stop();
    this.#observer.close();
  }

  #changed(change: Change): void {
    this.#reconciler.mark(change);
    if (change.kind !== "link" || this.#stopping || !this.#config.uplinks.some((uplink) => isGlob(uplink.interface)))
      return;
    const assignments = this.#resolve();
    if (sameAssignments(assignments, this.#assignments)) return;
    this.#assign(assignments).catch((error: unknown) => this.#report.broke(error));
  }

  async #assign(assignments: readonly Assignment[]): Promise<void> {
    this.#assignments = assignments;
    await this.#observer.watchTables(assignments.map(({ table }) => table));
    if (this.#stopping || this.#assignments !== assignments) return;
    this.#reconciler.assign(assignments);
  }

  #resolve(): readonly Assignment[] {
    const names = [...this.#view.links.values()].map((link) => link.name);
    const { balance, uplinks } = this.#config;
    const inUse = (table: number) => this.#view.othersTables.has(table) || (balance.enabled && table === balance.table);
    const { assignments, allocated } = resolveAssignments(uplinks, names, this.#allocated, inUse);
    if (allocated !== this.#allocated) this.#deps.saveAllocated(allocated);
    this.#allocated = allocated;
    return assignments;
  }
}

const sameAssignments = (some: readonly Assignment[], others: readonly Assignment[]): boolean =>
  some.length === others.length &&
  some.every(({ interface: name, table }, at) => others[at]?.interface === name && others[at]?.table === table);
