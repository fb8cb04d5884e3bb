// How thick an edge is for its traffic. Pure.
import type { Rate } from "../../store/rates.ts";

const THINNEST = 1.5;
const THICKEST = 6;
/** Bytes in a second, in both directions together: below and above these it gets no thinner and no thicker. */
const LITTLE = 1e3;
const MUCH = 1e8;
/** A thickness changes in such steps only, so that an edge is not drawn again for every byte. */
const STEP = 0.5;

/** In CSS pixels, by the logarithm: a video call and a large download both show, and can be told apart. */
export function thickness(rate: Rate | undefined): number {
  const bytes = rate === undefined ? 0 : rate.rx + rate.tx;
  const share = Math.log(Math.max(bytes, LITTLE) / LITTLE) / Math.log(MUCH / LITTLE);
  const exact = THINNEST + Math.min(share, 1) * (THICKEST - THINNEST);
  return Math.round(exact / STEP) * STEP;
}
