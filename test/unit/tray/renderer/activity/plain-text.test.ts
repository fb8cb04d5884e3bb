// Entries on the clipboard.
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatsFor } from "../../../../../tray/renderer/formats.ts";
import { grouped } from "../../../../../tray/renderer/pages/activity/grouping.ts";
import { plainText } from "../../../../../tray/renderer/pages/activity/plain-text.ts";
import type { Activity } from "../../../../../tray/shared/activity.ts";
import { wordsFor } from "../../../../../tray/shared/words/index.ts";
import { appliedNote, linkNote } from "./notes.ts";

const language = { words: wordsFor("en"), formats: { ...formatsFor("en"), day: () => "DAY", time: () => "TIME" } };
const problem = { what: "problem", code: "contended", text: "someone keeps deleting" } as const;
const notes = [
  linkNote(1, 0, "wwan0"),
  appliedNote(2, 10, "wwan0"),
  linkNote(3, 5000, "eth0", problem),
  appliedNote(4, 9000, "wlan0"),
];

test("the newest first; when, why, what was done, and how", () => {
  const { text, count } = plainText(grouped(notes), language);
  assert.equal(count, 3);
  assert.equal(
    text,
    [
      "DAY, TIME",
      "wlan0: 1 rule removed",
      "    ip -4 rule del from 10.1.0.2 lookup 1000 priority 1000 protocol 77",
      "",
      "DAY, TIME",
      "eth0: Another program keeps undoing the changes",
      "someone keeps deleting",
      "",
      "DAY, TIME",
      "wwan0 lost its connection",
      "→ 1 rule removed",
      "    ip -4 rule del from 10.1.0.2 lookup 1000 priority 1000 protocol 77",
      "",
      "",
    ].join("\n"),
  );
});

test("no name and no line of others has what a terminal obeys, or turns the text around", () => {
  const name = "\u001b[31m\u202ex";
  const obeyed = { what: "problem", code: "\u009d", text: "one\ntwo\u001b[201~" } as const;
  const dev = { interface: name, verb: "add", object: `-4 route default dev ${name}` };
  const odd = [
    linkNote(1, 0, name, obeyed),
    { ...appliedNote(2, 10), operations: [dev] } as Activity,
    { ...appliedNote(3, 9000), operations: [dev] } as Activity,
  ];
  const { text, count } = plainText(grouped(odd), language);
  assert.equal(count, 2);
  assert.doesNotMatch(text.replaceAll("\n", ""), /\p{Cc}|\p{Bidi_Control}/u);
  assert.ok(text.includes("ip -4 route add default dev '\\x1b[31m\\u202ex'\n"), text);
  assert.ok(text.includes("one\\x0atwo\\x1b[201~\n"), text);
});

test("what has no room is left out, whole entries at a time, the oldest first", () => {
  const entries = grouped(notes);
  const [one] = [plainText(entries.slice(0, 1), language)];
  assert.deepEqual(plainText(entries, language, one.text.length), one);
  assert.deepEqual(plainText(entries, language, one.text.length - 1), { text: "", count: 0 });
  assert.equal(plainText(entries, language, one.text.length + 60).count, 1);
});
