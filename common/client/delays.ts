// How long to wait before something is tried again: longer each time.

const FIRST_MS = 250;
const LONGEST_MS = 30_000;

/** Milliseconds until the next attempt, at each call. */
export function delays(): () => number {
  let next = FIRST_MS;
  return () => {
    const delay = next;
    next = Math.min(2 * next, LONGEST_MS);
    return delay;
  };
}
