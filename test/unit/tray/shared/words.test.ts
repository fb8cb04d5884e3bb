// Every text there is, in both languages.
import assert from "node:assert/strict";
import { test } from "node:test";
import { textFor, type Words, wordsFor } from "../../../../tray/shared/words/index.ts";

const english = wordsFor("en");
const german = wordsFor("de");

/** Leaves by their path: texts, and functions called with arguments that show in what they say. */
function* leaves(words: unknown, path = ""): Generator<readonly [path: string, leaf: unknown]> {
  if (words !== null && typeof words === "object") {
    for (const [key, value] of Object.entries(words)) yield* leaves(value, path === "" ? key : `${path}.${key}`);
  } else yield [path, words];
}

test("the language follows the locale, and is English where there is no other", () => {
  for (const locale of ["de", "de-DE", "de-AT", "DE-ch"]) assert.equal(wordsFor(locale), german, locale);
  for (const locale of ["en", "en-GB", "fr", "den", "", "C"]) assert.equal(wordsFor(locale), english, locale);
});

test("both languages have the same texts, and none is empty", () => {
  const paths = (words: Words) => [...leaves(words)].map(([path, leaf]) => `${path}: ${typeof leaf}`).sort();
  assert.deepEqual(paths(german), paths(english));
  for (const [path, leaf] of [...leaves(english), ...leaves(german)]) {
    if (typeof leaf === "string") assert.match(leaf, /\S/, path);
    else assert.equal(typeof leaf, "function", path);
  }
});

/** Names, units and words that both languages have. */
const SAME =
  /^(?:[^\p{L}]*|multihomed|Multipath TCP|Gateway|Router|IPv4|IPv6|Internet|Name|Version|Status|Start|Dashed|Route|via|MTU)$/u;

test("no German text is the English one", () => {
  const inEnglish = new Map(leaves(english));
  const same = [...leaves(german)].filter(([path, leaf]) => typeof leaf === "string" && leaf === inEnglish.get(path));
  assert.deepEqual(
    same.map(([path, leaf]) => `${path}: ${leaf}`).filter((line) => !SAME.test(line.replace(/^[^:]*: /, ""))),
    [],
  );
});

test("a word that is not known is said as it comes, also where objects have something of that name", () => {
  assert.equal(textFor(english.states.link, "active", "?"), "Working");
  assert.equal(textFor(english.states.link, "hibernating", "hibernating"), "hibernating");
  assert.equal(textFor(english.states.link, "constructor", "constructor"), "constructor");
});
