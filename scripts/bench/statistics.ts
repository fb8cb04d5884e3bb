// Of a handful of measurements.

/** The p-quantile (0..1) of at least one number, by the nearest rank. */
export function quantile(numbers: readonly number[], p: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)];
  if (value === undefined) throw new Error("a quantile of nothing");
  return value;
}

export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}
