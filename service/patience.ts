// What must not be tried again yet: what the kernel refused, and what someone else keeps deleting.
import { Backoff } from "./backoff.ts";
import type { Clock } from "./system/clock.ts";

/** What the kernel refused is tried again: after 0.2 s, and at most 30 s later. */
const FAILURES = { free: 0, first: 200, longest: 30_000 };
/** What someone else deletes is repaired at once, but from the fourth time on after 0.1 s, and at most 5 s later. */
const LOSSES = { free: 3, first: 100, longest: 5000 };
/** How often keys are looked at that someone kept deleting: has it stopped? */
const QUIET_CHECK_MS = 1000;

/** Keys go by their ids. `T` is what is to be done about one. */
export class Patience<T> {
  readonly #failures = new Backoff(FAILURES);
  readonly #losses = new Backoff(LOSSES);
  readonly #waiting = new Map<string, T>();

  constructor(private readonly clock: Clock) {}

  /** How many keys the kernel refuses to have as wanted. */
  get failing(): number {
    return this.#failures.size;
  }

  /** Whether nothing has to wait, nor is anything remembered. */
  get untroubled(): boolean {
    return this.#failures.size === 0 && this.#losses.size === 0;
  }

  /** The kernel refused something of a key, which waits from now on; for how many times. */
  refused(id: string, work: T): number {
    this.#waiting.set(id, work);
    return this.#failures.strike(id, this.clock.now());
  }

  /** Someone else deleted something of a key. */
  lost(id: string): void {
    this.#losses.strike(id, this.clock.now());
  }

  /** Nothing of a key is refused any more; whether something was. */
  mended(id: string): boolean {
    return this.#failures.forget(id);
  }

  /** Whether someone has deleted so often that it is repaired ever more slowly. */
  isContended(id: string): boolean {
    return this.#losses.size > 0 && this.#losses.isDelayed(id);
  }

  mustWait(id: string): boolean {
    if (this.untroubled) return false;
    const now = this.clock.now();
    return this.#failures.until(id, now) !== undefined || this.#losses.until(id, now) !== undefined;
  }

  /** Keeps what is to be done about a key that must wait. */
  keep(id: string, work: T): void {
    this.#waiting.set(id, work);
  }

  /** What stood in the way of this key may be gone: it may be tried at once. */
  tryNow(id: string): void {
    if (this.#failures.size > 0) this.#failures.release(id);
  }

  /** What was refused may be tried at once; whether there is any. */
  release(): boolean {
    if (this.#failures.size === 0) return false;
    this.#failures.release();
    return true;
  }

  /** What has waited long enough: it waits no longer. */
  *due(): Generator<readonly [id: string, work: T]> {
    for (const [id, work] of this.#waiting) {
      if (this.mustWait(id)) continue;
      this.#waiting.delete(id);
      yield [id, work];
    }
  }

  /** Forgets keys that have been left in peace for a while; which they are. */
  leftInPeace(): string[] {
    return this.#losses.prune(this.clock.now());
  }

  /** In how many milliseconds something is due, or is to be looked at; undefined: there is nothing. */
  get next(): number | undefined {
    if (this.#waiting.size === 0 && this.#losses.size === 0) return undefined;
    const now = this.clock.now();
    let soonest = now + QUIET_CHECK_MS;
    for (const id of this.#waiting.keys()) {
      soonest = Math.min(soonest, Math.max(this.#failures.until(id, now) ?? now, this.#losses.until(id, now) ?? now));
    }
    return Math.max(1, soonest - now);
  }
}
