// The running service: which links have which tables now, and what happens on a call, a reload, a new link and a stop.

import type { OperationText } from "../common/command-text.ts";
import { MultihomedError } from "../common/errors.ts";
import { Assignments } from "./assignments.ts";
import type { Assignment } from "./config/assignments.ts";
import type { Config, Uplink } from "./config/config.ts";
import { isGlob } from "./config/match.ts";
import type { Layer, Memory } from "./config/memory.ts";
import { executeWith } from "./execute.ts";
import { Observer } from "./observer/index.ts";
import { PAUSE, type Pause } from "./planes/plane.ts";
import { routing } from "./planes/routing/index.ts";
import { Reconciler } from "./reconciler.ts";
import { Report } from "./report.ts";
import { Status } from "./status/index.ts";
import type { Clock } from "./system/clock.ts";
import type { Log } from "./system/log.ts";
import type { Change } from "./view/change.ts";
import { isOurs } from "./view/route.ts";
import { FAMILIES, View } from "./view/view.ts";

const PLANES = [routing];

/** How long a caller waits for its change to be in the kernel: less than clients wait for an answer (25 s). */
const PATIENCE_MS = 15_000;

export interface DaemonDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly memory: Memory;
}

export class Daemon {
  readonly status: Status;
  readonly #deps: DaemonDeps;
  readonly #view = new View();
  readonly #observer: Observer;
  readonly #reconciler: Reconciler;
  readonly #report: Report;
  readonly #assignments: Assignments;
  /** What is in force. */
  #current: readonly Assignment[] = [];
  #turn: Promise<unknown> = Promise.resolve();
  #stopping = false;

  /** @throws MultihomedError "start" where the kernel cannot be talked to. */
  constructor(config: Config, deps: DaemonDeps) {
    this.#deps = deps;
    this.#assignments = new Assignments(config, deps.memory);
    this.status = new Status(this.#view, () => this.#reconciler, deps.clock);
    this.#report = new Report(this.#view, deps.log, () => this.#reconciler.uplinks, this.status);
    this.#observer = new Observer(this.#view, deps.clock, deps.log, (change) => this.#changed(change));
    const execute = executeWith(this.#observer, deps.clock);
    this.#reconciler = new Reconciler(this.#view, PLANES, execute, deps.clock, this.#report);
    for (const line of this.#assignments.overruled) deps.log.warning(line);
    this.status.own("state", deps.memory.troubles.join("; ") || undefined);
  }

  /** Names and patterns of what is to be assigned, wherever it was said. */
  get uplinks(): readonly string[] {
    return this.#assignments.uplinks.map((uplink) => uplink.interface);
  }

  /** Learns what the kernel has. Nothing is changed yet. */
  async observe(): Promise<void> {
    // Tables that are known by number need not be listed a second time.
    const tables = this.#assignments.uplinks.flatMap(({ table }) => (table === "auto" ? [] : [table]));
    await this.#observer.watchTables(tables);
    await this.#observer.start();
  }

  /** What would be changed now, lazily: it may be a lot. At a pause others may have their turn. */
  *plan(): Generator<OperationText | Pause> {
    for (const operation of this.#reconciler.plan(this.#resolve())) {
      yield operation === PAUSE ? PAUSE : this.#report.inWords(operation);
    }
  }

  /** Makes the kernel have what is wanted, and from now on keeps it so. */
  async begin(): Promise<void> {
    await this.#enforce(this.#resolve());
    this.status.started();
  }

  /** Settles when all is done that can be done now; how many objects the kernel refuses. */
  async settled(): Promise<number> {
    await this.#reconciler.settled();
    return this.#reconciler.failing;
  }

  /** Wants what another configuration says. @throws MultihomedError "configuration"; then nothing is changed. */
  configure(config: Config): Promise<void> {
    return this.#inTurn(async () => {
      this.#assignments.configure(config);
      await this.#enforce(this.#resolve());
    });
  }

  /**
   * Assigns over D-Bus. Settles when it is so in the kernel. @throws MultihomedError, or what `check` throws right before
   * anything is changed; then nothing is changed.
   */
  assign(uplink: Uplink, layer: Layer, check: () => void): Promise<void> {
    return this.#inTurn(async () => {
      this.#assignments.check(uplink, this.#current);
      await this.#refuseOthersTable(uplink);
      check();
      this.#assignments.assign(uplink, layer);
      this.#deps.log.info(`${uplink.interface}: assigned over D-Bus${untilWhen(layer)}`);
      await this.#enforceNow();
    });
  }

  /** Releases over D-Bus, as `assign`. */
  release(name: string, layer: Layer, check: () => void): Promise<void> {
    return this.#inTurn(async () => {
      check();
      this.#assignments.release(name, layer);
      this.#deps.log.info(`${name}: released over D-Bus${untilWhen(layer)}`);
      await this.#enforceNow();
    });
  }

  /**
   * Compares everything with the kernel; how many operations that took.
   * @throws MultihomedError "kernel" where the kernel refuses some of it.
   */
  reconcile(): Promise<number> {
    return this.#inTurn(async () => {
      const before = this.#report.operations;
      await this.#patiently(this.#observer.refresh());
      this.#reconciler.mark({ kind: "all" });
      await this.#patiently(this.#reconciler.settled());
      const [problem] = this.status
        .problems()
        .filter(({ code }) => code === "kernel-refused" || code === "table-shared");
      if (this.#reconciler.failing > 0 && problem !== undefined) {
        throw new MultihomedError("kernel", `${problem.interface}: ${problem.text}`, { retryable: true });
      }
      return this.#report.operations - before;
    });
  }

  /** Removes all that is ours, unless it is to stay or the configuration says so, and lets go of the kernel. */
  async stop(keep = false): Promise<void> {
    this.#stopping = true;
    if (!keep && this.#assignments.config.onStop === "remove") {
      this.#reconciler.assign([]);
      await this.#reconciler.settled();
    }
    await this.close();
  }

  /** Lets go of the kernel and leaves everything as it is. */
  async close(): Promise<void> {
    this.#stopping = true;
    this.status.close();
    await this.#reconciler.stop();
    this.#observer.close();
  }

  #changed(change: Change): void {
    this.#reconciler.mark(change);
    this.status.mark(change);
    if (change.kind !== "link" || this.#stopping) return;
    if (!this.#assignments.uplinks.some((uplink) => isGlob(uplink.interface))) return;
    const assignments = this.#resolve();
    if (sameAssignments(assignments, this.#current)) return;
    this.#enforce(assignments).catch((error: unknown) => this.#report.broke(error));
  }

  /** Assigns what was just said, and waits until the kernel has it. */
  async #enforceNow(): Promise<void> {
    await this.#enforce(this.#resolve());
    await this.#patiently(this.#reconciler.settled());
  }

  async #enforce(assignments: readonly Assignment[]): Promise<void> {
    const before = this.#current;
    this.#current = assignments;
    await this.#observer.watchTables(assignments.map(({ table }) => table));
    if (this.#stopping || this.#current !== assignments) return;
    this.#reconciler.assign(assignments);
    this.status.assigned(differing(before, assignments));
  }

  #resolve(): readonly Assignment[] {
    this.status.own("overruled", this.#assignments.overruled.join("; ") || undefined);
    const names = [...this.#view.links.values()].map((link) => link.name);
    return this.#assignments.resolve(names, (table) => this.#view.othersTables.has(table));
  }

  /** Throws where the table that is asked for, and is not this uplink's yet, holds routes that are not ours. */
  async #refuseOthersTable({ interface: name, table }: Uplink): Promise<void> {
    if (table === "auto" || this.#current.some((other) => other.interface === name && other.table === table)) return;
    // Of tables that nobody is assigned to, only our own routes are known.
    await this.#observer.watchTables([...this.#current.map((other) => other.table), table]);
    const foreign = FAMILIES.some((family) => {
      const routes = this.#view.table(family, table);
      return [...routes.keys()].some((key) => routes.get(key).some((route) => !isOurs(route)));
    });
    if (!foreign) return;
    await this.#observer.watchTables(this.#current.map((other) => other.table));
    throw new MultihomedError(
      "table-in-use",
      `table ${table} holds routes that are not ours: ip route show table ${table}`,
    );
  }

  /** One change of what is wanted after the other. */
  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(() => {
      if (this.#stopping) throw new MultihomedError("stopping", "the service is stopping");
      return change();
    });
    this.#turn = result.catch(() => undefined); // whoever asked gets the error; the next has its turn
    return result;
  }

  async #patiently(work: Promise<void>): Promise<void> {
    let cancel: (() => void) | undefined;
    const patience = new Promise<void>((resolve) => {
      cancel = this.#deps.clock.after(PATIENCE_MS, resolve);
    });
    await Promise.race([work, patience]);
    cancel?.();
  }
}

const untilWhen = (layer: Layer): string => (layer === "temporary" ? ", until the next boot" : "");

/** The interfaces that are assigned otherwise than before, or no longer, or anew. */
function differing(before: readonly Assignment[], after: readonly Assignment[]): Set<string> {
  const texts = (assignments: readonly Assignment[]) =>
    new Map(assignments.map((each) => [JSON.stringify(each), each]));
  const [were, are] = [texts(before), texts(after)];
  const only = (some: Map<string, Assignment>, others: Map<string, Assignment>) =>
    [...some].flatMap(([text, { interface: name }]) => (others.has(text) ? [] : [name]));
  return new Set([...only(were, are), ...only(are, were)]);
}

const sameAssignments = (some: readonly Assignment[], others: readonly Assignment[]): boolean =>
  some.length === others.length &&
  some.every(({ interface: name, table }, at) => others[at]?.interface === name && others[at]?.table === table);
