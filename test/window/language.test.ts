// A window in one language: not a word of the other, whatever it shows.
import assert from "node:assert/strict";
import { wordsFor } from "../../tray/shared/words/index.ts";
import { ownTexts } from "./lab/in-page.ts";
import { type Window, type WindowLab, windowLab } from "./lab/index.ts";
import { everyPage, MANY_SORTS, manySorts } from "./lab/tour.ts";

/** Words that no sentence of the other language has, beside those of the files. */
const GERMAN = /\b(der|die|das|und|nicht|mit|eine?|von|wird|ist|auf|sie|keine?)\b/i;
const ENGLISH = /\b(the|is|are|not|with|this|of|and|by|it|for|from|which|what|no|to|use|used)\b/i;

windowLab("in German: nothing is English", (lab) => speaks(lab, "de", "en", ENGLISH), {
  prepare: manySorts,
  config: MANY_SORTS,
  locale: "de-DE",
  user: "denied",
});

windowLab("in British English: nothing is German", (lab) => speaks(lab, "en", "de", GERMAN), {
  prepare: manySorts,
  config: MANY_SORTS,
  locale: "en-GB",
  user: "denied",
});

windowLab(
  "in a language that there is not: English",
  async ({ window }) => {
    await window.stands("converged");
    assert.equal(await window.page.locator("html").getAttribute("lang"), "en");
  },
  { locale: "fi-FI" },
);

async function speaks({ daemon, window }: WindowLab, own: string, other: string, words: RegExp): Promise<void> {
  const [ours, theirs] = [phrases(wordsFor(own)), phrases(wordsFor(other))];
  const foreign = [...theirs].filter((phrase) => !ours.has(phrase));
  const look = async (where: string) => {
    const texts = await window.page.evaluate(ownTexts);
    assert.deepEqual(
      texts.filter((text) => foreign.includes(text) || words.test(text)),
      [],
      where,
    );
  };
  assert.equal(await window.page.locator("html").getAttribute("lang"), own);
  await everyPage(window, look);
  await refusedEverywhere(window, look);
  await window.go("preferences");
  await look("preferences of who may not do much");
  await daemon.kill9();
  await window.stands("notInstalled");
  await look("without the service");
}

async function refusedEverywhere(window: Window, look: (where: string) => Promise<void>): Promise<void> {
  await window.go("overview");
  await window.switchOf("wlan0").click();
  await window.failed("not-authorised");
  await look("a switch that was refused");
}

/** Every text of the files that stands alone. */
function phrases(words: unknown): ReadonlySet<string> {
  if (typeof words === "string") return new Set([words]);
  if (typeof words !== "object" || words === null) return new Set(); // a text with values is seen by its words
  return new Set(Object.values(words).flatMap((word) => [...phrases(word)]));
}
