// Waiting for what a running program brings about: never for a fixed time, always for a condition, and not forever.
import { setTimeout as sleep } from "node:timers/promises";

export interface Patience {
  /** Milliseconds until the last failure is thrown. */
  readonly timeout?: number;
  /** Milliseconds between attempts. */
  readonly interval?: number;
}

/** Repeats `attempt` until it does not throw, and returns its result. */
export async function eventually<T>(attempt: () => T | Promise<T>, patience: Patience = {}): Promise<T> {
  const { timeout = 5000, interval = 20 } = patience;
  const deadline = performance.now() + timeout;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() >= deadline) {
        if (error instanceof Error) error.message = `still so after ${timeout} ms: ${error.message}`;
        throw error;
      }
    }
    await sleep(interval);
  }
}

/** The promise's result, or an error that names what did not happen within `timeout` milliseconds. */
export async function within<T>(timeout: number, what: string, promise: Promise<T>): Promise<T> {
  const clock = new AbortController();
  const late = sleep(timeout, undefined, { signal: clock.signal }).then(() => {
    throw new Error(`${what}: not within ${timeout} ms`);
  });
  late.catch(() => {}); // aborted, or already reported by the race
  try {
    return await Promise.race([promise, late]);
  } finally {
    clock.abort();
  }
}
