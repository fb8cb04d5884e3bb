// What is said of entries, in both languages.
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatsFor } from "../../../../../tray/renderer/formats.ts";
import { grouped } from "../../../../../tray/renderer/pages/activity/grouping.ts";
import {
  causesOf,
  commandLine,
  doneOf,
  type Language,
  problemLines,
} from "../../../../../tray/renderer/pages/activity/sentences.ts";
import type { Activity, LinkChange } from "../../../../../tray/shared/activity.ts";
import { wordsFor } from "../../../../../tray/shared/words/index.ts";
import { appliedNote, linkNote, readyNote, ruleOf, serviceNote } from "./notes.ts";

const language = (locale: string): Language => ({ words: wordsFor(locale), formats: formatsFor(locale) });
const [english, german] = [language("en"), language("de")];

function entryOf(...notes: readonly Activity[]) {
  const [entry] = grouped(notes);
  return entry ?? assert.fail("there is no entry");
}

/** What is said of a change of wwan0. */
const said = (change: LinkChange, inside = english) => causesOf(entryOf(linkNote(1, 0, "wwan0", change)), inside);

test("a connection that is lost, and what was done: as the user reads it", () => {
  const entry = entryOf(linkNote(1, 0, "wwan0"), appliedNote(2, 10, "wwan0"));
  assert.deepEqual(causesOf(entry, english), ["wwan0 lost its connection"]);
  assert.equal(doneOf(entry, english), "1 rule removed");
  assert.deepEqual(causesOf(entry, german), ["wwan0 hat die Verbindung verloren"]);
  assert.equal(doneOf(entry, german), "1 Regel entfernt");
});

test("several kinds of things are counted in one line", () => {
  const operations = [
    ...[1, 2].map(() => ({ interface: "wlan0", verb: "add", object: "-4 route default" })),
    ruleOf("wlan0", "add"),
    ruleOf("wlan0"),
    { interface: "wlan0", verb: "add", object: "1200 more" },
  ];
  const cause = linkNote(1, 0, "wlan0", { what: "released" });
  const entry = entryOf(cause, { id: 2, time: 1, kind: "applied", operations });
  assert.equal(doneOf(entry, english), "2 routes, 1 rule, and 1,200 more added; 1 rule removed");
  assert.equal(doneOf(entry, german), "2 Routen, 1 Regel und 1.200 weitere hinzugefügt; 1 Regel entfernt");
});

test("where nobody tells why, it is said for whom", () => {
  assert.equal(doneOf(entryOf(appliedNote(1, 0, "wlan0")), english), "wlan0: 1 rule removed");
  assert.equal(doneOf(entryOf(appliedNote(1, 0, "a", "", "a")), english), "This computer and a: 3 rules removed");
  assert.equal(doneOf(entryOf(appliedNote(1, 0, "")), german), "Dieser Computer: 1 Regel entfernt");
  assert.equal(doneOf(entryOf(linkNote(1, 0, "a")), english), "");
});

test("a state that was lost is told otherwise than one that a link begins with", () => {
  const state = (from: string, to: string) => said({ what: "state", from, to }).join();
  assert.equal(state("down", "no-carrier"), "wwan0 has no connection");
  assert.equal(state("degraded", "no-carrier"), "wwan0 lost its connection");
  assert.equal(state("no-carrier", "no-address"), "wwan0 is connected, and waits for an address");
  assert.equal(state("active", "no-address"), "wwan0 has no address any more");
  assert.equal(state("no-address", "active"), "wwan0 works");
  assert.equal(state("active", "degraded"), "wwan0 needs attention");
  assert.equal(state("active", "hibernating"), "wwan0: hibernating");
  assert.equal(state("active", "constructor"), "wwan0: constructor");
});

test("every change is a sentence of its own, in both languages", () => {
  const changes: LinkChange[] = [
    { what: "appeared" },
    { what: "disappeared" },
    { what: "released" },
    { what: "assigned", table: 1002 },
    { what: "address", gained: ["10.1.0.2/24"], lost: [] },
    { what: "address", gained: [], lost: ["10.1.0.2/24"] },
    { what: "address", gained: ["10.1.0.3/24", "2001:db8::3/64"], lost: ["10.1.0.2/24"] },
    { what: "gateway", gained: ["10.1.0.1"], lost: [] },
    { what: "gateway", gained: [], lost: ["10.1.0.1"] },
    { what: "gateway", gained: ["10.1.0.1"], lost: ["10.1.0.9"] },
    { what: "problem", code: "contended", text: "someone" },
    { what: "solved", code: "contended" },
    { what: "problem", code: "new-one", text: "someone" },
    ...["absent", "down", "no-carrier", "no-address", "active", "degraded", "unassigned"].flatMap(
      (to): LinkChange[] => [
        { what: "state", from: "down", to },
        { what: "state", from: "active", to },
      ],
    ),
  ];
  for (const change of changes) {
    const [one, other] = [said(change, english).join(), said(change, german).join()];
    for (const text of [one, other]) assert.match(text, /wwan0/, JSON.stringify(change));
    assert.notEqual(one, other, JSON.stringify(change));
  }
  assert.deepEqual(said({ what: "address", gained: ["a", "b"], lost: ["c"] }), [
    "wwan0 got the address a and b instead of c",
  ]);
});

test("how the service stands, and whether it can be reached", () => {
  const of = (note: Activity) => causesOf(entryOf(note), english);
  assert.deepEqual(of(serviceNote(1, 0, "degraded")), ["Something needs attention"]);
  assert.deepEqual(of(serviceNote(1, 0, "dreaming")), ["dreaming"]);
  assert.deepEqual(of(readyNote(1, 0)), ["The service is there"]);
  assert.deepEqual(of({ id: 1, time: 0, kind: "reach", reach: { kind: "absent", activatable: false } }), [
    "The service is not installed",
  ]);
  const reason = { code: "bus", text: "no bus" } as const;
  assert.deepEqual(of({ id: 1, time: 0, kind: "reach", reach: { kind: "disconnected", reason } }), [
    "The system bus cannot be reached",
    "no bus",
  ]);
});

test("commands are as a shell takes them, and what was not told is counted", () => {
  assert.equal(commandLine(ruleOf("a"), english), "ip -4 rule del from 10.1.0.2 lookup 1000 priority 1000 protocol 77");
  const more = { interface: "a", verb: "add", object: "1200 more" };
  assert.equal(commandLine(more, english), "1,200 commands more");
  assert.equal(commandLine(more, german), "1.200 weitere Befehle");
});

test("a problem is said in the service's words too", () => {
  const problem: LinkChange = { what: "problem", code: "contended", text: "someone keeps deleting: ip rule" };
  assert.deepEqual(problemLines(entryOf(linkNote(1, 0, "a", problem, { what: "solved", code: "x" }))), [problem.text]);
});
