// Which entries are found, and where days begin.
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatsFor } from "../../../../../tray/renderer/formats.ts";
import { EVERYTHING, filtered, interfacesOf, rowsOf } from "../../../../../tray/renderer/pages/activity/filter.ts";
import { grouped } from "../../../../../tray/renderer/pages/activity/grouping.ts";
import { wordsFor } from "../../../../../tray/shared/words/index.ts";
import { appliedNote, linkNote, serviceNote } from "./notes.ts";

const language = { words: wordsFor("en"), formats: formatsFor("en") };
const german = { words: wordsFor("de"), formats: formatsFor("de") };
const contended = { what: "problem", code: "contended", text: "someone keeps deleting: THIS" } as const;
const entries = grouped([
  linkNote(1, 0, "wwan0"),
  appliedNote(2, 10, "wwan0"),
  serviceNote(3, 20, "degraded"),
  linkNote(4, 5000, "eth10", contended),
  appliedNote(5, 9000, "eth2"),
]);
const found = (text: string, name = "", inside = language) =>
  filtered(entries, { text, interface: name }, inside).map(({ id }) => id);

test("without a filter it is all of it, the same object", () => {
  assert.equal(filtered(entries, EVERYTHING, language), entries);
  assert.equal(filtered(entries, { text: "  ", interface: "" }, language), entries);
});

test("by interface, exactly", () => {
  assert.deepEqual(found("", "eth2"), [5]);
  assert.deepEqual(found("", "eth"), []);
  assert.deepEqual(found("", "wwan0"), [1]);
});

test("by what is said, by commands, by names and by the service's words", () => {
  assert.deepEqual(found("LOST its"), [1]);
  assert.deepEqual(found("ip -4 rule del"), [5, 1]);
  assert.deepEqual(found("eth1"), [4]);
  assert.deepEqual(found("deleting: this"), [4]);
  assert.deepEqual(found("attention"), [3]);
  assert.deepEqual(found("nothing of this"), []);
});

test("all words have to be found, wherever they stand", () => {
  assert.deepEqual(found("rule wwan0"), [1]);
  assert.deepEqual(found("rule eth10"), []);
  assert.deepEqual(found("rule", "eth2"), [5]);
});

test("in the language that is read", () => {
  assert.deepEqual(found("verbindung verloren", "", german), [1]);
  assert.deepEqual(found("lost its connection", "", german), []);
  assert.deepEqual(found("lost its connection"), [1]);
});

test("an entry that has grown is found by what is new in it", () => {
  const first = linkNote(1, 0, "wwan0");
  const grown = [first, appliedNote(2, 10, "wwan0")];
  const search = (notes: typeof grown) => filtered(grouped(notes), { text: "rule", interface: "" }, language).length;
  assert.equal(search([first]), 0);
  assert.equal(search(grown), 1);
  const more = [...grown, { ...appliedNote(3, 20, "wwan0"), operations: [] }];
  assert.equal(search(more), 1);
});

test("interfaces are in the order that people expect, each once", () => {
  assert.deepEqual(interfacesOf(entries), ["eth2", "eth10", "wwan0"]);
});

test("a row stands before each day", () => {
  const day = (time: number) => (time < 5000 ? "yesterday" : "today");
  assert.deepEqual(
    rowsOf(entries, day).map((row) => (row.kind === "day" ? row.day : row.entry.id)),
    ["today", 5, 4, "yesterday", 3, 1],
  );
  assert.deepEqual(rowsOf([], day), []);
});

test("keys are different, also where a clock was set back", () => {
  const times = [0, 9000, 0, 9000];
  const back = grouped(times.map((time, id) => serviceNote(id, time, "degraded")));
  const keys = rowsOf(back, (time) => (time < 5000 ? "yesterday" : "today")).map(({ key }) => key);
  assert.equal(keys.length, 8);
  assert.equal(new Set(keys).size, 8);
});
