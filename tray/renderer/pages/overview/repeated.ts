// Does something at once, and again when something has changed: soon, but not for every change.

/** Changes come in crowds: after one, this long is waited for the others, in milliseconds. */
export const SETTLE_MS = 400;
/** However much changes, it is done no more often. */
export const EVERY_MS = 2000;

export interface Clock {
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
  /** Calls back after so many milliseconds, unless the function that it returns is called before. */
  after(ms: number, act: () => void): () => void;
}

export interface Repeated {
  changed(): void;
  /** Nothing is begun any more. */
  close(): void;
}

/** `act` never rejects, and never runs twice at once. */
export function repeated(act: () => Promise<void>, { now, after }: Clock): Repeated {
  let last = Number.NEGATIVE_INFINITY;
  let running = false;
  let outdated = false;
  let closed = false;
  let cancel = after(0, run);
  let waiting = true;

  function run(): void {
    waiting = false;
    running = true;
    outdated = false;
    last = now();
    void act().then(() => {
      running = false;
      if (outdated && !closed) wait();
    });
  }

  function wait(): void {
    waiting = true;
    cancel = after(Math.max(SETTLE_MS, last + EVERY_MS - now()), run);
  }

  return {
    changed() {
      if (running) outdated = true;
      else if (!waiting && !closed) wait();
    },
    close() {
      closed = true;
      cancel();
    },
  };
}
