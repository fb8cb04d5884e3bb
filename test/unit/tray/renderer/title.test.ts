import assert from "node:assert/strict";
import { test } from "node:test";
import { placeName, titleOf } from "../../../../tray/renderer/title.ts";
import { wordsFor } from "../../../../tray/shared/words/index.ts";

const english = wordsFor("en");

test("every page has a title of its own, in the user's language", () => {
  assert.equal(titleOf({ page: "overview" }, english), "Overview – multihomed");
  assert.equal(titleOf({ page: "activity" }, wordsFor("de")), "Verlauf – multihomed");
  assert.equal(titleOf({ page: "link", name: "wlan0" }, english), "wlan0 – multihomed");
  assert.equal(placeName({ page: "preferences" }, english), "Preferences");
});

test("the name of an interface does not turn a title around", () => {
  assert.equal(titleOf({ page: "link", name: "a\u202eb" }, english), "a\\u202eb – multihomed");
});
