// Every text that people read, in the languages there are.
import type { Failure } from "../bridge.ts";
import * as german from "./de/index.ts";
import * as english from "./en/index.ts";

export type Words = typeof english;

/** The texts for a locale such as "de-AT": English where there is no better. */
export function wordsFor(locale: string): Words {
  return /^de\b/i.test(locale) ? german : english;
}

/** The text for a word of the service, or `fallback` where a newer service has said one that is not known here. */
export function textFor<T, F>(texts: Readonly<Record<string, T>>, word: string, fallback: F): T | F {
  return Object.hasOwn(texts, word) ? (texts[word] as T) : fallback; // it has it, as was just asked
}

/** What is said of a failure: a heading, and what to do. Its own line says the rest. */
export function failureWords(words: Words, { code, needsPassword }: Failure): { title: string; remedy: string } {
  return textFor(words.failures, needsPassword ? "needs-password" : code, words.failures.unknown);
}

/** What is said of a problem, by its code. */
export function problemWords(words: Words, code: string): { title: string; remedy: string } {
  return textFor(words.problems, code, words.problems.unknown);
}
