// The loop: dirty keys in, operations out. A start, an event, a lost event, a restart after a crash and a changed
// configuration all do the same here: they mark keys, and what to do is computed from what is wanted and what is there.
import type { Assignment } from "./config/assignments.ts";
import { EXECUTE_MAX, type Execute } from "./execute.ts";
import { Patience } from "./patience.ts";
import { type Key, PAUSE, type Pause, type Plane } from "./planes/plane.ts";
import { joinUplinks, NOTHING_TOGETHER, type Uplinks } from "./planes/uplinks.ts";
import type { Report } from "./report.ts";
import type { Clock } from "./system/clock.ts";
import type { Change } from "./view/change.ts";
import { type Operation, operationChange } from "./view/operation.ts";
import type { View } from "./view/view.ts";

/** An operation and the plane that wants it. */
interface Step {
  readonly plane: Plane;
  readonly operation: Operation;
}

/** A key and the plane that it is of. */
interface Work {
  readonly plane: Plane;
  readonly key: Key;
}

/** A small key waits in `dirty`; a large one is worked off bit by bit, between them. */
export class Reconciler {
  /** By the key's id, here and below. */
  readonly #dirty = new Map<string, Work>();
  readonly #large = new Map<string, Work>();
  #underWay:
    | { readonly id: string; readonly plane: Plane; readonly operations: Iterator<Operation | Pause> }
    | undefined;
  readonly #patience: Patience<Work>;
  #assignments: readonly Assignment[] = [];
  #together = NOTHING_TOGETHER;
  #uplinks: Uplinks;
  /** Something changed since it was last said what cannot be had. */
  #troublesStale = false;
  #running: Promise<void> | undefined;
  #scheduled = false;
  #stopped = false;
  #cancelWake: (() => void) | undefined;

  constructor(
    private readonly view: View,
    private readonly planes: readonly Plane[],
    private readonly execute: Execute,
    private readonly clock: Clock,
    private readonly report: Report,
  ) {
    this.#uplinks = joinUplinks([], view);
    this.#patience = new Patience(clock);
  }

  get uplinks(): Uplinks {
    return this.#uplinks;
  }

  /** How many keys the kernel refuses to have as wanted. */
  get failing(): number {
    return this.#patience.failing;
  }

  /** Whether there is work that does not wait for a back-off. */
  get busy(): boolean {
    return this.#running !== undefined || this.#scheduled;
  }

  /** Wants these assignments from now on, whatever was wanted before. */
  assign(assignments: readonly Assignment[], together = NOTHING_TOGETHER): void {
    this.#assignments = assignments;
    this.#together = together;
    // What was being worked off was for the assignments of before.
    this.#underWay = undefined;
    this.#large.clear();
    this.#retryNow();
    this.mark({ kind: "all" });
  }

  /** Something may have changed: look at what it may affect. */
  mark(change: Change): void {
    if (this.#stopped) return;
    if (change.kind === "link" || change.kind === "all") {
      this.#uplinks = joinUplinks(this.#assignments, this.view, this.#together);
    }
    if (change.kind === "link" || change.kind === "address") this.#retryNow();
    if (change.kind !== "route") this.#troublesStale = true; // of routes there are many, and troubles do not hang on them
    const lost = "lost" in change && change.lost;
    for (const plane of this.planes) {
      for (const key of plane.touched(change, this.#uplinks, this.view)) {
        if (key.id === this.#underWay?.id) this.#underWay = undefined; // begun on what is no longer so
        if (key.large) this.#large.delete(key.id); // behind what was marked with it, which it may build upon
        (key.large ? this.#large : this.#dirty).set(key.id, { plane, key });
        if (lost) this.#patience.lost(key.id);
        else if (change.kind === "route") this.#patience.tryNow(key.id);
      }
    }
    this.#schedule();
  }

  /** What would be done now for these assignments, without doing it. */
  *plan(assignments: readonly Assignment[], together = NOTHING_TOGETHER): Generator<Operation | Pause> {
    const uplinks = joinUplinks(assignments, this.view, together, true);
    for (const plane of this.planes) {
      for (const key of plane.touched({ kind: "all" }, uplinks, this.view)) {
        yield* key.plan(uplinks, this.view);
      }
    }
  }

  /** Settles when nothing is left to do but what waits for a back-off. */
  async settled(): Promise<void> {
    while (this.#running || this.#scheduled) await (this.#running ?? new Promise((resolve) => setImmediate(resolve)));
  }

  /** Takes no more work; settles when what is under way is done. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelWake?.();
    await this.#running;
  }

  #schedule(): void {
    if (this.#running || this.#scheduled || this.#stopped) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#running = this.#run()
        .catch((error: unknown) => this.report.broke(error))
        .finally(() => {
          this.#running = undefined;
          this.#wakeInTime();
          if (this.#dirty.size > 0 || this.#large.size > 0) this.#schedule();
        });
    });
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const small = this.#planSmall();
      if (small.length > 0) await this.#carryOut(small);
      if (this.#stopped) break;
      const large = this.#planLarge();
      if (large.length > 0) await this.#carryOut(large);
      // Between two pauses of a large key, whoever else has something to say is heard.
      else if (this.#underWay) await new Promise((resolve) => setImmediate(resolve));
      else if (small.length === 0 && this.#dirty.size === 0) break;
    }
    this.#tellTroubles();
    this.report.converged(this.#patience.failing);
  }

  #tellTroubles(): void {
    if (!this.#troublesStale) return;
    this.#troublesStale = false;
    this.report.troubled(this.planes.flatMap((plane) => [...(plane.troubles?.(this.#uplinks, this.view) ?? [])]));
  }

  /** Operations for small keys, as many as travel at once, in an order in which nothing is missed meanwhile. */
  #planSmall(): Step[] {
    const steps: Step[] = [];
    for (const [id, work] of this.#dirty) {
      this.#dirty.delete(id);
      const { plane, key } = work;
      const operations: Operation[] = [];
      for (const operation of key.plan(this.#uplinks, this.view)) if (operation !== PAUSE) operations.push(operation);
      const [first] = operations;
      if (first === undefined) {
        this.#mend(id);
        continue;
      }
      if (this.#patience.isContended(id)) this.report.contended(id, first);
      // What waits is writing again what was refused or deleted; deleting never waits.
      if (this.#patience.mustWait(id) && operations.some(({ verb }) => verb !== "delete")) {
        this.#patience.keep(id, work);
        continue;
      }
      for (const operation of operations) steps.push({ plane, operation });
      if (steps.length >= EXECUTE_MAX - MOST_PER_KEY) break;
    }
    return steps.length > 1 ? steps.sort((a, b) => phase(a.operation) - phase(b.operation)) : steps;
  }

  /** The next operations for a large key, in the order in which its plane gave them. */
  #planLarge(): Step[] {
    const steps: Step[] = [];
    while (steps.length < EXECUTE_MAX) {
      if (this.#underWay === undefined) {
        const [next] = this.#large.values();
        if (next === undefined) break;
        // Another plane may build upon what is carried out first.
        if (steps.length > 0 && next.plane !== steps.at(-1)?.plane) break;
        this.#large.delete(next.key.id);
        const { plane, key } = next;
        this.#underWay = { id: key.id, plane, operations: key.plan(this.#uplinks, this.view)[Symbol.iterator]() };
      }
      const { plane, operations } = this.#underWay;
      const { done, value: operation } = operations.next();
      if (done) this.#underWay = undefined;
      else if (operation === PAUSE) break;
      else if (!this.#putOff(operation, plane)) steps.push({ plane, operation });
    }
    return steps;
  }

  /** Leaves an operation of a large key to its small one, if that must wait. */
  #putOff(operation: Operation, plane: Plane): boolean {
    if (operation.verb === "delete" || this.#patience.untroubled) return false;
    const key = plane.keyOf(operation);
    if (!this.#patience.mustWait(key.id)) return false;
    this.#patience.keep(key.id, { plane, key });
    return true;
  }

  async #carryOut(steps: readonly Step[]): Promise<void> {
    const refused = await this.execute(steps.map(({ operation }) => operation));
    this.#markOwn(steps, refused);
    if (this.#patience.failing === 0 && refused.size === 0) {
      this.report.carriedOut(steps);
      return;
    }
    for (const step of steps) {
      const { plane, operation } = step;
      const key = plane.keyOf(operation);
      const failure = refused.get(operation);
      if (failure === undefined) {
        this.#mend(key.id);
        this.report.carriedOut([step]);
      } else {
        this.report.refused(key.id, operation, failure, this.#patience.refused(key.id, { plane, key }));
      }
    }
  }

  /** What one plane did may be what another waits for; routes, of which there are many, are nothing to the others. */
  #markOwn(steps: readonly Step[], refused: ReadonlyMap<Operation, unknown>): void {
    for (const { operation } of steps) {
      if (operation.kind !== "route" && !refused.has(operation)) this.mark(operationChange(operation));
    }
  }

  /** What has this key is as wanted now. */
  #mend(id: string): void {
    if (this.#patience.mended(id)) this.report.mended(id);
  }

  /** An address or a link may be what a refused operation was waiting for. */
  #retryNow(): void {
    if (this.#patience.release()) this.#wake();
  }

  /** Looks again at keys whose back-off is over. */
  #wake(): void {
    for (const [id, work] of this.#patience.due()) this.#dirty.set(id, work);
    this.report.quiet(this.#patience.leftInPeace());
    this.#schedule();
    this.#wakeInTime();
  }

  #wakeInTime(): void {
    this.#cancelWake?.();
    this.#cancelWake = undefined;
    const wait = this.#stopped ? undefined : this.#patience.next;
    if (wait !== undefined) this.#cancelWake = this.clock.after(wait, () => this.#wake());
  }
}

/** A small key has at most this many operations: a route and what stands in its place. */
const MOST_PER_KEY = 16;

/**
 * Make before break: what leads somewhere comes after what it leads to, and goes before. What is let through comes
 * last, after what filters it; connections are forgotten when their next packets have another way.
 */
function phase({ kind, verb }: Operation): number {
  return verb === "delete" ? BUILDING_UP.length + TEARING_DOWN.indexOf(kind) : BUILDING_UP.indexOf(kind);
}

const BUILDING_UP: readonly Operation["kind"][] = [
  "nexthop",
  "route",
  "rule",
  "ruleset",
  "sysctl",
  "limits",
  "endpoint",
];
/** Behind all that is built up. */
const TEARING_DOWN: readonly Operation["kind"][] = [
  "endpoint",
  "limits",
  "sysctl",
  "ruleset",
  "rule",
  "route",
  "nexthop",
  "flows",
];
