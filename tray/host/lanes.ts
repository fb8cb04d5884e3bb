// A bound for what is under way at once: what goes beyond waits for its turn.

/** Runs what it is given, at most `width` at the same time, in order. */
export function lanes(width: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    // Who is let in has been given the place of who left: `running` stays.
    if (running < width) running++;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
