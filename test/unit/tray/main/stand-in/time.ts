// Time as a test lets it pass.
import type { After } from "../../../../../common/client/after.ts";

interface Timer {
  readonly at: number;
  readonly act: () => void;
}

export class Time {
  now = 0;
  readonly #timers = new Set<Timer>();

  readonly after: After = (wait, act) => {
    const timer = { at: this.now + wait, act };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  readonly monotonic = (): number => this.now;

  get waiting(): number {
    return this.#timers.size;
  }

  /** Everything that is due within so many milliseconds happens, in order, each at its time. */
  pass(milliseconds: number): void {
    const end = this.now + milliseconds;
    for (;;) {
      const [next] = [...this.#timers].sort((a, b) => a.at - b.at);
      if (next === undefined || next.at > end) break;
      this.#timers.delete(next);
      this.now = Math.max(this.now, next.at);
      next.act();
    }
    this.now = end;
  }
}

/** Lets everything go on that waits for an answer. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
