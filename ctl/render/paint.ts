// Colours, or none of them.

export type Style = "good" | "warn" | "bad" | "dim" | "bold";

/** `text` in a style. */
export type Paint = (style: Style, text: string) => string;

/** Select Graphic Rendition (ECMA-48, 8.3.117). */
const CODES: Readonly<Record<Style, number>> = { good: 32, warn: 33, bad: 31, dim: 2, bold: 1 };

export const plain: Paint = (_, text) => text;

export const coloured: Paint = (style, text) => (text === "" ? "" : `\u001b[${CODES[style]}m${text}\u001b[0m`);

/** On a terminal, unless the user wants none (no-color.org) or the terminal cannot. */
export function paintFor(env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): Paint {
  return isTerminal && !env.NO_COLOR && env.TERM !== "dumb" ? coloured : plain;
}
