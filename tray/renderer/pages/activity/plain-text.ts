// Entries as plain text, for the clipboard. Pure.
import { COPY_MAX } from "../../../shared/bounds.ts";
import type { Entry } from "./grouping.ts";
import { causesOf, commandLine, doneOf, type Language, problemLines } from "./sentences.ts";

export interface Copy {
  readonly text: string;
  /** How many entries are in it: the newest, where not all have room. */
  readonly count: number;
}

/** Of entries, newest first, in that order; at most `room` characters. */
export function plainText(entries: readonly Entry[], language: Language, room = COPY_MAX): Copy {
  const texts: string[] = [];
  let length = 0;
  for (const entry of entries) {
    const text = entryText(entry, language);
    length += text.length;
    if (length > room) break;
    texts.push(text);
  }
  return { text: texts.join(""), count: texts.length };
}

/** "21 November 2026, 14:03:22", what led to it, what was done, and the commands below. */
function entryText(entry: Entry, language: Language): string {
  const { formats } = language;
  const done = doneOf(entry, language);
  const lines = [
    `${formats.day(entry.time)}, ${formats.time(entry.time)}`,
    ...causesOf(entry, language),
    ...problemLines(entry),
    ...(done === "" ? [] : [entry.causes.length > 0 ? `→ ${done}` : done]),
    ...entry.operations.map((operation) => `    ${commandLine(operation, language)}`),
  ];
  return `${lines.join("\n")}\n\n`;
}
