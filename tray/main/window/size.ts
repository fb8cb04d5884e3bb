// The size of the window and of its letters, kept from one start to the next. Its place is the desktop's affair. Pure but for the file.
import * as v from "valibot";
import { reason } from "../../../common/errno.ts";
import { printable } from "../../../common/printable.ts";
import { type Files, readIfPresent, replaceFile } from "../files/files.ts";
import { inBounds } from "./keys.ts";

export interface WindowSize {
  /** In pixels of the desktop, independent of its scale. */
  readonly width: number;
  readonly height: number;
  readonly maximized: boolean;
  /** As Electron counts it: 1.2 to this power. */
  readonly zoom: number;
}

export const DEFAULT_SIZE: WindowSize = { width: 1040, height: 720, maximized: false, zoom: 0 };
/** A window of half a small screen, at 200 %. */
export const SMALLEST = { width: 320, height: 360 } as const;
/** Wider than any desktop. */
const LARGEST = 16_384;

const pixels = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(LARGEST));
const zoom = v.fallback(v.pipe(v.number(), v.transform(inBounds)), 0);
const SIZE = v.object({ width: pixels, height: pixels, maximized: v.boolean(), zoom });

/** What was kept, or the default: a size is nothing that a warning is worth. */
export function readSize(file: string, files: Files): WindowSize {
  try {
    const text = readIfPresent(file, files);
    return text === undefined ? DEFAULT_SIZE : v.parse(SIZE, JSON.parse(text));
  } catch {
    return DEFAULT_SIZE; // unreadable, or of another version: the next one is written over it
  }
}

export function writeSize(file: string, size: WindowSize, files: Files, warn: (line: string) => void): void {
  try {
    replaceFile(file, `${JSON.stringify(size)}\n`, files);
  } catch (error) {
    warn(`the size of the window was not kept: ${printable(file)} ${reason(error)}`);
  }
}

/** `size` on a screen with room for `room`: not larger than that, and not smaller than can be used. */
export function fitted(size: WindowSize, room: { readonly width: number; readonly height: number }): WindowSize {
  const fit = (wanted: number, least: number, most: number) => Math.max(least, Math.min(wanted, most));
  return {
    ...size,
    width: fit(size.width, SMALLEST.width, room.width),
    height: fit(size.height, SMALLEST.height, room.height),
  };
}
