// Time, handed in so that tests can have their own.
export interface Clock {
  /** Milliseconds of a clock that does not jump. */
  now(): number;
  /** Calls `act` after `wait` milliseconds unless the function that it returns is called first. */
  after(wait: number, act: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after(wait, act) {
    const timer = setTimeout(act, wait);
    return () => clearTimeout(timer);
  },
};
