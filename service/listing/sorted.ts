// Sorts a million values without anyone having to wait for it: by bytes, digit after digit (radix sort), with pauses.
// Comparing routes with each other takes ten times as long.
import { PAUSE, type Pause } from "../planes/plane.ts";

/** What is done with so many values takes about a millisecond. */
export const AT_ONCE = 8192;

/** How values are ordered: by keys of `width` bytes, the first byte first, that `write` puts at `at` of `keys` (zeros). */
export interface Keys<T> {
  readonly width: number;
  write(value: T, keys: Buffer, at: number): void;
}

/** `values` in order; those of equal keys stay in the order they come in. At a pause others may have their turn. */
export function* sorted<T>(values: readonly T[], { width, write }: Keys<T>): Generator<Pause, readonly T[]> {
  const keys = Buffer.alloc(values.length * width);
  for (const [from, to] of pieces(values.length)) {
    for (const [at, value] of values.slice(from, to).entries()) write(value, keys, (from + at) * width);
    yield PAUSE;
  }
  const order = yield* orderOf(keys, width, values.length);
  const ordered: T[] = [];
  for (const [from, to] of pieces(values.length)) {
    for (const at of order.subarray(from, to)) ordered.push(...values.slice(at, at + 1));
    yield PAUSE;
  }
  return ordered;
}

/** The places of `count` keys in their order. */
function* orderOf(keys: Buffer, width: number, count: number): Generator<Pause, Uint32Array> {
  let order = Uint32Array.from({ length: count }, (_, at) => at);
  let next = new Uint32Array(count);
  for (let digit = width - 1; digit >= 0; digit--) {
    const starts = yield* startsOf(keys, width, count, digit);
    if (starts === undefined) continue;
    for (const [from, to] of pieces(count)) {
      for (let at = from; at < to; at++) {
        const value = order[at] ?? 0;
        const byte = keys[value * width + digit] ?? 0;
        const place = starts[byte] ?? 0;
        next[place] = value;
        starts[byte] = place + 1;
      }
      yield PAUSE;
    }
    [order, next] = [next, order];
  }
  return order;
}

/** Where the keys with each value of a digit begin when they are ordered by it; undefined: it is the same in all. */
function* startsOf(
  keys: Buffer,
  width: number,
  count: number,
  digit: number,
): Generator<Pause, Uint32Array | undefined> {
  const counts = new Uint32Array(256);
  for (const [from, to] of pieces(count)) {
    for (let at = from * width + digit; at < to * width; at += width) {
      const byte = keys[at] ?? 0;
      counts[byte] = (counts[byte] ?? 0) + 1;
    }
    yield PAUSE;
  }
  if (counts.includes(count)) return undefined;
  let start = 0;
  return counts.map((each) => {
    start += each;
    return start - each;
  });
}

function* pieces(count: number): Generator<readonly [from: number, to: number]> {
  for (let from = 0; from < count; from += AT_ONCE) yield [from, Math.min(count, from + AT_ONCE)];
}
