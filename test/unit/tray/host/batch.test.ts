// What of several things to tell is told at once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Batch } from "../../../../tray/host/batch.ts";
import { ACTIVITY_MAX } from "../../../../tray/shared/bounds.ts";
import { DEFAULT_PREFERENCES } from "../../../../tray/shared/preferences.ts";
import type { Told } from "../../../../tray/shared/told.ts";
import { link, MAY, SERVICE, word } from "./stand-in.ts";

const all: Told = { kind: "all", standing: { reach: { kind: "ready" }, service: SERVICE, links: [] } };
const service = (state: string): Told => ({ kind: "service", service: { ...SERVICE, state } });
const changed = (name: string, state = "active"): Told => ({ kind: "link", name, link: link(name, { state }) });
const gone = (name: string): Told => ({ kind: "link", name });
const note = (id: number): Told => ({
  kind: "activity",
  activity: { id, time: 0, kind: "service", state: "degraded" },
});
const permissions: Told = { kind: "permissions", permissions: MAY };
const preferences: Told = { kind: "preferences", preferences: DEFAULT_PREFERENCES };
const go = (page: "overview" | "activity"): Told => ({ kind: "go", place: { page } });

const CASES: readonly (readonly [what: string, added: readonly Told[], told: readonly string[]])[] = [
  ["nothing", [], []],
  ["the last change of a link", [changed("a", "down"), changed("b"), changed("a")], ["link b active", "link a active"]],
  ["a link that came and went is gone", [changed("a"), gone("a")], ["link a gone"]],
  ["a link that went and came is there", [gone("a"), changed("a")], ["link a active"]],
  ["the last state of the service", [service("reconciling"), service("converged")], ["service converged"]],
  [
    "everything is in place of what was before it",
    [service("degraded"), changed("a"), permissions, all],
    ["all ready"],
  ],
  [
    "what comes after everything counts",
    [all, changed("a"), service("degraded")],
    ["all ready", "service degraded", "link a active"],
  ],
  ["everything twice", [all, changed("a"), all], ["all ready"]],
  [
    "what is not of the service is told whatever becomes of it",
    [preferences, note(1), go("activity"), { kind: "tray", state: "shown", gnome: false }, all, note(2)],
    ["all ready", "preferences automatic", "tray shown", "activity service", "activity service", "go activity"],
  ],
  ["the page that was asked for last", [go("overview"), go("activity")], ["go activity"]],
];

for (const [what, added, told] of CASES) {
  test(`a batch: ${what}`, () => {
    const batch = new Batch();
    for (const each of added) batch.add(each);
    assert.deepEqual(batch.told().map(word), told);
  });
}

test("a batch has no more notes than the history has", () => {
  const batch = new Batch();
  for (let id = 1; id <= 3.5 * ACTIVITY_MAX; id++) batch.add(note(id));
  const ids = batch.told().map((told) => (told.kind === "activity" ? told.activity.id : undefined));
  assert.deepEqual(
    ids,
    Array.from({ length: ACTIVITY_MAX }, (_, at) => 2.5 * ACTIVITY_MAX + 1 + at),
  );
});
