// Random numbers that a seed determines (mulberry32), and the choices made with them.

export interface Weighted<T> {
  readonly weight: number;
  readonly value: T;
}

export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to, but not including, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** An integer from `low` to `high`, both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[Math.floor(this.next() * choices.length)] ?? choices[0];
  }

  /** Undefined where there is nothing to choose from. */
  maybe<T>(choices: readonly T[]): T | undefined {
    return choices[Math.floor(this.next() * choices.length)];
  }

  weighted<T>(choices: readonly [Weighted<T>, ...Weighted<T>[]]): T {
    let left = this.next() * choices.reduce((sum, choice) => sum + choice.weight, 0);
    for (const choice of choices) {
      left -= choice.weight;
      if (left < 0) return choice.value;
    }
    return choices[0].value;
  }
}
