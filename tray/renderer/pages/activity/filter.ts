// Which entries are shown, and between which of them a day begins. Pure.
import type { Activity } from "../../../shared/activity.ts";
import type { Entry } from "./grouping.ts";
import { causesOf, commandLine, doneOf, type Language, problemLines } from "./sentences.ts";

export interface Filter {
  /** Found in what is said, in commands, and in what the service said; "": anything. */
  readonly text: string;
  /** "": any. */
  readonly interface: string;
}

export const EVERYTHING: Filter = { text: "", interface: "" };

/** All words of the text have to be found, wherever they stand. */
export function filtered(entries: readonly Entry[], filter: Filter, language: Language): readonly Entry[] {
  const wanted = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0 && filter.interface === "") return entries;
  return entries.filter((entry) => {
    if (filter.interface !== "" && !entry.interfaces.has(filter.interface)) return false;
    if (wanted.length === 0) return true;
    const text = searchable(entry, language);
    return wanted.every((word) => text.includes(word));
  });
}

/** In the order of names that people expect: eth2 before eth10. */
export function interfacesOf(entries: readonly Entry[]): string[] {
  const names = new Set(entries.flatMap((entry) => [...entry.interfaces]));
  return [...names].sort(byName);
}

const byName = new Intl.Collator("en", { numeric: true }).compare;

export type Row =
  | { readonly kind: "day"; readonly key: string; readonly day: string }
  | { readonly kind: "entry"; readonly key: string; readonly entry: Entry };

/** Entries, newest first, with a row before each day. */
export function rowsOf(entries: readonly Entry[], dayOf: (time: number) => string): Row[] {
  const rows: Row[] = [];
  let before: string | undefined;
  for (const entry of entries) {
    const day = dayOf(entry.time);
    // A clock that was set back has a day twice.
    if (day !== before) rows.push({ kind: "day", key: `${day} ${entry.id}`, day });
    before = day;
    rows.push({ kind: "entry", key: String(entry.id), entry });
  }
  return rows;
}

/** By the newest note of an entry: one that has grown is put together anew. */
const TEXTS = new WeakMap<Activity, { readonly language: Language; readonly length: number; readonly text: string }>();

function searchable(entry: Entry, language: Language): string {
  const newest = entry.notes.at(-1);
  const known = newest && TEXTS.get(newest);
  if (known?.language === language && known.length === entry.notes.length) return known.text;
  const lines = [...causesOf(entry, language), ...problemLines(entry), doneOf(entry, language), ...entry.interfaces];
  for (const operation of entry.operations) lines.push(commandLine(operation, language));
  const text = lines.join("\n").toLowerCase();
  if (newest) TEXTS.set(newest, { language, length: entry.notes.length, text });
  return text;
}
