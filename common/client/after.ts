// Time, as whoever has to wait is handed it.

/** Calls `act` after `wait` milliseconds, unless the function that it returns is called first. */
export type After = (wait: number, act: () => void) => () => void;

/** Real time. */
export const after: After = (wait, act) => {
  const timer = setTimeout(act, wait);
  return () => clearTimeout(timer);
};
