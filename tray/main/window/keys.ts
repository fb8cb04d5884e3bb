// Keys that a window has without a menu bar: closing, ending, and the size of its letters. Pure.
import type { Input } from "electron";

export type Command = "close" | "quit" | "larger" | "smaller" | "usual-size";

/** By what is on the key, with Ctrl. Without Shift a + is on the key of = in many layouts. */
const COMMANDS: Readonly<Record<string, Command>> = {
  w: "close",
  q: "quit",
  "+": "larger",
  "=": "larger",
  "-": "smaller",
  _: "smaller",
  "0": "usual-size",
};

export function commandOf({ type, key, control, alt, meta }: Input): Command | undefined {
  if (type !== "keyDown" || !control || alt || meta) return undefined;
  const named = key.toLowerCase();
  return Object.hasOwn(COMMANDS, named) ? COMMANDS[named] : undefined;
}

/** A step is a fifth, as in browsers: from some 60 % to some 300 %. */
const SMALLEST = -3;
const LARGEST = 6;

/** The zoom level after a command, as Electron counts them: 1.2 to this power. */
export function zoomed(level: number, command: Command): number {
  if (command === "usual-size") return 0;
  const step = command === "larger" ? 0.5 : command === "smaller" ? -0.5 : 0;
  return inBounds(level + step);
}

export const inBounds = (level: number): number => Math.max(SMALLEST, Math.min(LARGEST, level));
