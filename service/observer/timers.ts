// Things to do later, by name: asking again for the same replaces it, and all end together.
import type { Clock } from "../system/clock.ts";

export class Timers {
  readonly #cancel = new Map<string, () => void>();
  #closed = false;

  constructor(private readonly clock: Clock) {}

  /** Calls `act` after `wait` milliseconds, instead of what was to be called under this name. */
  later(name: string, wait: number, act: () => void): void {
    if (this.#closed) return;
    this.#cancel.get(name)?.();
    const cancel = this.clock.after(wait, () => {
      this.#cancel.delete(name);
      act();
    });
    this.#cancel.set(name, cancel);
  }

  close(): void {
    this.#closed = true;
    for (const cancel of this.#cancel.values()) cancel();
    this.#cancel.clear();
  }
}
