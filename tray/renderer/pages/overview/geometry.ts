// Where the curves of the picture run, from a hub (this computer, the internet) to the rows of the uplinks. Pure; CSS pixels.

/** What was measured of the picture; y runs down from its top. */
export interface Measured {
  readonly height: number;
  /** The middle of each uplink's row, by name. */
  readonly rows: ReadonlyMap<string, number>;
}

/** Curves meet the hub this far apart, so that each can be followed with the eye … */
const PORT_GAP = 10;
/** … but all of them on this part of its side. */
const PORTS_MAX = 64;

/** Where the curve of the `at`-th of `count` rows meets the hub, whose middle is the picture's. */
export function port(height: number, at: number, count: number): number {
  const gap = Math.min(PORT_GAP, PORTS_MAX / Math.max(1, count - 1));
  return height / 2 + (at - (count - 1) / 2) * gap;
}

/** An SVG path over the whole width; it leaves and arrives level. `width` is that of the drawing's view box. */
export function curve(width: number, from: number, to: number): string {
  const middle = width / 2;
  const [start, end] = [round(from), round(to)];
  return start === end ? `M0 ${start}H${width}` : `M0 ${start}C${middle} ${start} ${middle} ${end} ${width} ${end}`;
}

export function sameMeasures(a: Measured | undefined, b: Measured): boolean {
  if (a === undefined || a.height !== b.height || a.rows.size !== b.rows.size) return false;
  return [...b.rows].every(([name, y]) => a.rows.get(name) === y);
}

/** Fewer digits than pixels of a fine screen need are never seen. */
const round = (pixels: number): number => Math.round(pixels * 4) / 4;
