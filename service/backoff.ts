// How long to leave a key alone that gives trouble: longer each time, and forgotten after a quiet while.

export interface BackoffOptions {
  /** So many strikes cost nothing. */
  readonly free: number;
  /** Milliseconds of the first delay; each further one is twice as long. */
  readonly first: number;
  readonly longest: number;
}

interface Entry {
  strikes: number;
  last: number;
  until: number;
}

export class Backoff {
  readonly #entries = new Map<string, Entry>();

  constructor(private readonly options: BackoffOptions) {}

  get size(): number {
    return this.#entries.size;
  }

  /** Notes one more strike at `now` (milliseconds) and tells how many there were. */
  strike(key: string, now: number): number {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = { strikes: 0, last: now, until: now };
      this.#entries.set(key, entry);
    }
    entry.strikes++;
    entry.last = now;
    const delays = entry.strikes - this.options.free;
    if (delays > 0) entry.until = now + this.#delay(delays);
    return entry.strikes;
  }

  /** Until when the key is to be left alone; undefined: it is free to try. */
  until(key: string, now: number): number | undefined {
    const until = this.#entries.get(key)?.until;
    return until !== undefined && until > now ? until : undefined;
  }

  /** Whether a key has had more strikes than are free. */
  isDelayed(key: string): boolean {
    return (this.#entries.get(key)?.strikes ?? 0) > this.options.free;
  }

  /** Whether there was something to forget. */
  forget(key: string): boolean {
    return this.#entries.delete(key);
  }

  keys(): Iterable<string> {
    return this.#entries.keys();
  }

  /** Lets a key try at once, or every key. */
  release(key?: string): void {
    const entries = key === undefined ? this.#entries.values() : [this.#entries.get(key)];
    for (const entry of entries) if (entry !== undefined) entry.until = 0;
  }

  /** Forgets keys that had no strike for twice their delay and a bit; returns them. */
  prune(now: number): string[] {
    const quiet: string[] = [];
    for (const [key, { strikes, last }] of this.#entries) {
      const delays = Math.max(strikes - this.options.free, 0);
      if (now - last > 2 * this.#delay(delays) + this.options.first) quiet.push(key);
    }
    for (const key of quiet) this.#entries.delete(key);
    return quiet;
  }

  #delay(delays: number): number {
    return delays === 0 ? this.options.first : Math.min(this.options.first * 2 ** (delays - 1), this.options.longest);
  }
}
