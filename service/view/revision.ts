// Counts changes of what views hold, so that what was worked out from a view can be kept for as long as it is true.

let changes = 0;

/** Something that a view holds is not as it was. */
export function changed(): void {
  changes++;
}

/** The same as before: no view has changed since. */
export const revision = (): number => changes;
