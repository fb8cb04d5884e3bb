// A clock that only goes on when a test says so.
import type { Clock } from "../../../../service/system/clock.ts";

interface Timer {
  readonly at: number;
  readonly act: () => void;
}

export class FakeClock implements Clock {
  #now = 1000;
  #timers: Timer[] = [];

  /** How many timers wait. */
  get waiting(): number {
    return this.#timers.length;
  }

  now(): number {
    return this.#now;
  }

  after(wait: number, act: () => void): () => void {
    const timer = { at: this.#now + wait, act };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Lets time pass; what is due is done in order, and `between` settles what that set off. */
  async pass(milliseconds: number, between: () => Promise<unknown> = async () => {}): Promise<void> {
    const end = this.#now + milliseconds;
    for (;;) {
      const due = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      const [next] = due;
      if (next === undefined) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.act();
      await between();
    }
    this.#now = end;
  }
}
