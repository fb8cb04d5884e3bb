// The link by which the computer talks to itself: shown, but no way out.

/** Only the loopback has this name, and it cannot be assigned. */
export const LOOPBACK = "lo";
