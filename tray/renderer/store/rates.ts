// How fast bytes go through links: what lies between two readings of their counters. Pure.
import type { TrafficReading } from "../../shared/calls.ts";

/** Bytes in a second. */
export interface Rate {
  readonly rx: number;
  readonly tx: number;
}

/** A rate that did not change is the same object as in `before`. */
export function ratesBetween(
  first: TrafficReading | undefined,
  second: TrafficReading,
  before: ReadonlyMap<string, Rate>,
): ReadonlyMap<string, Rate> {
  const seconds = first === undefined ? 0 : (second.time - first.time) / 1000;
  if (first === undefined || seconds <= 0) return new Map();
  const rates = new Map<string, Rate>();
  const earlier = new Map(Object.entries(first.links));
  for (const [name, { rxBytes, txBytes }] of Object.entries(second.links)) {
    const then = earlier.get(name);
    // A link of the same name that was made anew counts from 0.
    if (then === undefined || rxBytes < then.rxBytes || txBytes < then.txBytes) continue;
    const rate = { rx: (rxBytes - then.rxBytes) / seconds, tx: (txBytes - then.txBytes) / seconds };
    const old = before.get(name);
    rates.set(name, old?.rx === rate.rx && old.tx === rate.tx ? old : rate);
  }
  return rates;
}
