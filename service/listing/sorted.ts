// Sorts a million values without anyone having to wait for it: by bytes, digit after digit (radix sort), with pauses.
// Comparing routes with each other takes several times as long, and more the more there are.
import { PAUSE, type Pause } from "../planes/plane.ts";

/** What is done with so many values takes a few milliseconds at most. */
export const AT_ONCE = 8192;

/** Keys of `width` bytes, of which the first counts most. `write` puts that of a value at `at` of `keys`, in place of zeros. */
export interface Keys<T> {
  readonly width: number;
  write(value: T, keys: Buffer, at: number): void;
}

/**
 * The places of `values` in the order of their keys; those of equal keys stay in the order they come in. At a pause
 * others may have their turn.
 */
export function* sorted<T>(values: readonly T[], { width, write }: Keys<T>): Generator<Pause, Uint32Array> {
  const keys = Buffer.alloc(values.length * width);
  const counts = Array.from({ length: width }, () => new Uint32Array(256));
  let order = new Uint32Array(values.length);
  for (const [from, to] of pieces(values.length)) {
    for (let at = from; at < to; at++) order[at] = at;
    values.slice(from, to).forEach((value, nth) => {
      write(value, keys, (from + nth) * width);
    });
    count(keys.subarray(from * width, to * width), counts);
    yield PAUSE;
  }
  let next = new Uint32Array(values.length);
  // The last digit first: each round keeps the order of the rounds before where its digits are equal.
  for (const [digit, ofDigit] of [...counts.entries()].reverse()) {
    if (ofDigit.includes(values.length)) continue; // it is the same in all
    const starts = startsOf(ofDigit);
    for (const [from, to] of pieces(values.length)) {
      for (let at = from; at < to; at++) {
        const place = order[at] ?? 0;
        const byte = keys[place * width + digit] ?? 0;
        const start = starts[byte] ?? 0;
        next[start] = place;
        starts[byte] = start + 1;
      }
      yield PAUSE;
    }
    [order, next] = [next, order];
  }
  return order;
}

/** Counts how often each digit of the keys has each value. */
function count(keys: Buffer, counts: readonly Uint32Array[]): void {
  for (let at = 0; at < keys.length; ) {
    for (const ofDigit of counts) {
      const byte = keys[at++] ?? 0;
      ofDigit[byte] = (ofDigit[byte] ?? 0) + 1;
    }
  }
}

/** Where the keys with each value of a digit begin when they are ordered by it. */
function startsOf(counts: Uint32Array): Uint32Array {
  let start = 0;
  return counts.map((each) => {
    start += each;
    return start - each;
  });
}

function* pieces(length: number): Generator<readonly [from: number, to: number]> {
  for (let from = 0; from < length; from += AT_ONCE) yield [from, Math.min(length, from + AT_ONCE)];
}
