// So many at a time; who comes later waits for a turn. Everyone has one in turn, however many somebody wants.

export class Turns {
  /** By whom they are wanted, in the order in which those have their next. */
  readonly #waiting = new Map<string, (() => void)[]>();
  #free: number;

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  /** Does `work` when a turn of `who` has come; those of one come in order. */
  async take<T>(work: () => Promise<T>, who = ""): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#wait(who, resolve));
    try {
      return await work();
    } finally {
      const next = this.#next();
      if (next === undefined) this.#free++;
      else next();
    }
  }

  #wait(who: string, begin: () => void): void {
    const waiting = this.#waiting.get(who);
    if (waiting === undefined) this.#waiting.set(who, [begin]);
    else waiting.push(begin);
  }

  #next(): (() => void) | undefined {
    const [first] = this.#waiting;
    if (first === undefined) return undefined;
    const [who, waiting] = first;
    const next = waiting.shift();
    this.#waiting.delete(who);
    if (waiting.length > 0) this.#waiting.set(who, waiting); // behind all others
    return next;
  }
}
