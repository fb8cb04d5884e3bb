// Which lanes are drawn for the keyboard's sake. Pure.

/**
 * The lanes in sight, in order, and the one with the focus and its neighbours, wherever it was scrolled to: so the next press
 * of the Tab key finds the next lane, however fast it comes. `at`: of the lane with the focus, -1 where none has it.
 */
export function withFocused(inSight: readonly number[], at: number, count: number): number[] {
  const drawn = new Set(inSight);
  if (at >= 0) for (const lane of [at - 1, at, at + 1]) if (lane >= 0 && lane < count) drawn.add(lane);
  return [...drawn].sort((a, b) => a - b);
}
