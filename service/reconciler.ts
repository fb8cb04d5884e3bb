// The loop: dirty keys in, operations out. A start, an event, a lost event, a restart after a crash and a changed
// configuration all do the same here: they mark keys, and what to do is computed from what is wanted and what is there.
import { Backoff } from "./backoff.ts";
import type { Assignment } from "./config/assignments.ts";
import { EXECUTE_MAX, type Execute } from "./execute.ts";
import { type Key, PAUSE, type Pause, type Plane } from "./planes/plane.ts";
import { joinUplinks, type Uplinks } from "./planes/uplinks.ts";
import type { Report } from "./report.ts";
import type { Clock } from "./system/clock.ts";
import type { Change } from "./view/change.ts";
import type { Operation } from "./view/operation.ts";
import type { View } from "./view/view.ts";

/** What the kernel refused is tried again: after 0.2 s, and at most 30 s later. */
const FAILURES = { free: 0, first: 200, longest: 30_000 };
/** What someone else deletes is repaired at once, but from the fourth time on after 0.1 s, and at most 5 s later. */
const LOSSES = { free: 3, first: 100, longest: 5000 };

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
  readonly #failures = new Backoff(FAILURES);
  readonly #losses = new Backoff(LOSSES);
  /** What must wait for its back-off. */
  readonly #waiting = new Map<string, Work>();
  #assignments: readonly Assignment[] = [];
  #uplinks: Uplinks;
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
  }

  get uplinks(): Uplinks {
    return this.#uplinks;
  }

  /** How many keys the kernel refuses to have as wanted. */
  get failing(): number {
    return this.#failures.size;
  }

  /** Whether there is work that does not wait for a back-off. */
  get busy(): boolean {
    return this.#running !== undefined || this.#scheduled;
  }

  /** Wants these assignments from now on, whatever was wanted before. */
  assign(assignments: readonly Assignment[]): void {
    this.#assignments = assignments;
    // What was being worked off was for the assignments of before.
    this.#underWay = undefined;
    this.#large.clear();
    this.#retryNow();
    this.mark({ kind: "all" });
  }

  /** Something may have changed: look at what it may affect. */
  mark(change: Change): void {
    if (this.#stopped) return;
    if (change.kind === "link" || change.kind === "all") this.#uplinks = joinUplinks(this.#assignments, this.view);
    if (change.kind === "link" || change.kind === "address") this.#retryNow();
    const lost = (change.kind === "route" || change.kind === "rule") && change.lost;
    for (const plane of this.planes) {
      for (const key of plane.touched(change, this.#uplinks, this.view)) {
        if (key.id === this.#underWay?.id) this.#underWay = undefined; // begun on what is no longer so
        (key.large ? this.#large : this.#dirty).set(key.id, { plane, key });
        if (lost) this.#losses.strike(key.id, this.clock.now());
      }
    }
    this.#schedule();
  }

  /** What would be done now for these assignments, without doing it. */
  *plan(assignments: readonly Assignment[]): Generator<Operation | Pause> {
    const uplinks = joinUplinks(assignments, this.view);
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
    this.report.converged(this.#failures.size);
  }

  /** Operations for small keys, as many as travel at once, in an order in which nothing is missed meanwhile. */
  #planSmall(): Step[] {
    const steps: Step[] = [];
    const now = this.clock.now();
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
      if (this.#losses.size > 0 && this.#losses.isDelayed(id)) this.report.contended(id, first);
      if (this.#mustWait(id, now) && operations.some(({ verb }) => verb !== "delete")) {
        this.#waiting.set(id, work);
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
    if (operation.verb === "delete" || (this.#failures.size === 0 && this.#losses.size === 0)) return false;
    const key = plane.keyOf(operation);
    if (!this.#mustWait(key.id, this.clock.now())) return false;
    this.#waiting.set(key.id, { plane, key });
    return true;
  }

  /** What waits is writing again what was refused or deleted; deleting never waits. */
  #mustWait(id: string, now: number): boolean {
    return this.#failures.until(id, now) !== undefined || this.#losses.until(id, now) !== undefined;
  }

  async #carryOut(steps: readonly Step[]): Promise<void> {
    const refused = await this.execute(steps.map(({ operation }) => operation));
    if (this.#failures.size === 0 && refused.size === 0) {
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
        this.#waiting.set(key.id, { plane, key });
        this.report.refused(key.id, operation, failure, this.#failures.strike(key.id, this.clock.now()));
      }
    }
  }

  /** What has this key is as wanted now. */
  #mend(id: string): void {
    if (this.#failures.forget(id)) this.report.mended(id);
  }

  /** An address or a link may be what a refused operation was waiting for. */
  #retryNow(): void {
    if (this.#failures.size === 0) return;
    this.#failures.release();
    this.#wake();
  }

  /** Looks again at keys whose back-off is over. */
  #wake(): void {
    const now = this.clock.now();
    for (const [id, work] of this.#waiting) {
      if (this.#mustWait(id, now)) continue;
      this.#waiting.delete(id);
      this.#dirty.set(id, work);
    }
    this.report.quiet(this.#losses.prune(now));
    this.#schedule();
    this.#wakeInTime();
  }

  #wakeInTime(): void {
    this.#cancelWake?.();
    this.#cancelWake = undefined;
    if (this.#stopped || (this.#waiting.size === 0 && this.#losses.size === 0)) return;
    const now = this.clock.now();
    let soonest = now + QUIET_CHECK_MS;
    for (const id of this.#waiting.keys()) {
      soonest = Math.min(soonest, Math.max(this.#failures.until(id, now) ?? now, this.#losses.until(id, now) ?? now));
    }
    this.#cancelWake = this.clock.after(Math.max(1, soonest - now), () => this.#wake());
  }
}

/** How often keys are looked at that someone kept deleting: has it stopped? */
const QUIET_CHECK_MS = 1000;
/** A small key has at most this many operations: a route and what stands in its place. */
const MOST_PER_KEY = 16;

/** Make before break: routes come before the rules that lead to them, and go after. */
function phase(operation: Operation): number {
  if (operation.kind === "rule") return operation.verb === "add" ? 1 : 2;
  return operation.verb === "delete" ? 3 : 0;
}
