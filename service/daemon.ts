// The running service: which links have which tables now, and what happens on a call, a reload, a new link and a stop.

import type { OperationText } from "../common/command-text.ts";
import { MultihomedError } from "../common/errors.ts";
import { Assignments } from "./assignments.ts";
import type { Assignment } from "./config/assignments.ts";
import type { Config, Uplink } from "./config/config.ts";
import { isGlob } from "./config/match.ts";
import type { Layer, Memory } from "./config/memory.ts";
import { Effects, type Parts } from "./effects.ts";
import { executeWith } from "./execute.ts";
import { type Explanation, explain, type Question } from "./explain/index.ts";
import { Observer } from "./observer/index.ts";
import type { QuietSources } from "./observer/quiet.ts";
import { PLANES, watched } from "./planes/index.ts";
import { PAUSE, type Pause } from "./planes/plane.ts";
import { joinUplinks, type Together, type Uplinks } from "./planes/uplinks.ts";
import { Reconciler } from "./reconciler.ts";
import { Report } from "./report.ts";
import { Status } from "./status/index.ts";
import type { Clock } from "./system/clock.ts";
import type { OpenedKeptFile } from "./system/kept-file.ts";
import type { Log } from "./system/log.ts";
import type { Change } from "./view/change.ts";
import { isOurs } from "./view/route.ts";
import { FAMILIES, View } from "./view/view.ts";

/** How long a caller waits for its change to be in the kernel: less than clients wait for an answer (25 s). */
const PATIENCE_MS = 15_000;

export interface DaemonDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly memory: Memory;
  readonly parts: DaemonParts;
}

/** Also what they tell that the kernel does not announce. */
export interface DaemonParts extends Parts {
  readonly keptFile: OpenedKeptFile;
  readonly sources: QuietSources;
}

export class Daemon {
  readonly status: Status;
  readonly #deps: DaemonDeps;
  readonly #view: View;
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
    const { parts } = deps;
    this.#view = new View(parts.keptFile.kept);
    this.#assignments = new Assignments(config, deps.memory);
    this.status = new Status(this.#view, () => this.#reconciler, deps.clock);
    this.#report = new Report(this.#view, deps.log, () => this.#reconciler.uplinks, this.status);
    const changed = (change: Change) => this.#changed(change);
    this.#observer = new Observer(this.#view, deps.clock, deps.log, parts.sources, changed);
    const execute = executeWith(this.#observer, new Effects(parts), deps.clock);
    this.#reconciler = new Reconciler(this.#view, PLANES, execute, deps.clock, this.#report);
    for (const line of this.#assignments.overruled) deps.log.warning(line);
    const troubles = [...deps.memory.troubles, ...(parts.keptFile.warning ? [parts.keptFile.warning] : [])];
    this.status.own("state", troubles.join("; ") || undefined);
  }

  /** Names and patterns of what is to be assigned, wherever it was said. */
  get uplinks(): readonly string[] {
    return this.#assignments.uplinks.map((uplink) => uplink.interface);
  }

  /** Learns what the kernel has. Nothing is changed yet. */
  async observe(): Promise<void> {
    // Tables that are known by number need not be listed a second time.
    const tables = this.#assignments.uplinks.flatMap(({ table }) => (table === "auto" ? [] : [table]));
    await this.#observer.watchTables([...tables, ...this.#tables()]);
    await this.#observer.start();
    await this.#watch(joinUplinks(this.#resolve(), this.#view, this.#together));
  }

  /** What would be changed now, lazily: it may be a lot. At a pause others may have their turn. */
  *plan(): Generator<OperationText | Pause> {
    for (const operation of this.#reconciler.plan(this.#resolve(), this.#together)) {
      yield operation === PAUSE ? PAUSE : this.#report.inWords(operation);
    }
  }

  /** Which way a packet takes, and which it is to take. */
  explain(question: Question): Promise<Explanation> {
    return explain(question, this.#observer.kernel, this.#view, () => this.#reconciler.uplinks);
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
      this.#assignments.leaveShared(uplink, (table) => this.#holdsOthers(table));
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
      await this.#observer.refreshQuiet(); // what others changed in this moment is not ours to give back
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
    this.#watch(this.#reconciler.uplinks).catch((error: unknown) => this.#report.broke(error));
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
    await this.#observer.watchTables(this.#tables());
    await this.#watch(joinUplinks(assignments, this.#view, this.#together));
    if (this.#stopping || this.#current !== assignments) return;
    this.#reconciler.assign(assignments, this.#together);
    this.status.assigned(differing(before, assignments));
  }

  /** Those that we write to. */
  #tables(): number[] {
    const { balance } = this.#together;
    return [...this.#current.map(({ table }) => table), ...(balance === undefined ? [] : [balance.table])];
  }

  async #watch(uplinks: Uplinks): Promise<void> {
    await this.#observer.watch(watched(uplinks, this.#view));
  }

  get #together(): Together {
    const { balance, gateway } = this.#assignments.config;
    return { balance: balance.enabled ? balance : undefined, gateway: gateway.enabled ? gateway : undefined };
  }

  #resolve(): readonly Assignment[] {
    this.status.own("overruled", this.#assignments.overruled.join("; ") || undefined);
    const names = [...this.#view.links.values()].map((link) => link.name);
    return this.#assignments.resolve(names, (table) => this.#holdsOthers(table));
  }

  /** Whether routes that are not ours are in a table, or were seen there where nobody looks any more. */
  #holdsOthers(table: number): boolean {
    return this.#view.othersTables.has(table) || this.#hasOthers(table);
  }

  #hasOthers(table: number): boolean {
    return FAMILIES.some((family) => {
      const routes = this.#view.table(family, table);
      return [...routes.keys()].some((key) => routes.get(key).some((route) => !isOurs(route)));
    });
  }

  /** Throws where the table that is asked for, and is not this uplink's yet, holds routes that are not ours. */
  async #refuseOthersTable({ interface: name, table }: Uplink): Promise<void> {
    if (table === "auto" || this.#current.some((other) => other.interface === name && other.table === table)) return;
    // Of tables that nobody is assigned to, only our own routes are known.
    await this.#observer.watchTables([...this.#tables(), table]);
    if (!this.#hasOthers(table)) return;
    await this.#observer.watchTables(this.#tables());
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
