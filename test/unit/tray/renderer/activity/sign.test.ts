// The sign that an entry has: the last that it tells of good or bad.
import assert from "node:assert/strict";
import { test } from "node:test";
import { grouped } from "../../../../../tray/renderer/pages/activity/grouping.ts";
import { signOf } from "../../../../../tray/renderer/pages/activity/sign.ts";
import type { Activity } from "../../../../../tray/shared/activity.ts";
import { appliedNote, linkNote, readyNote, serviceNote } from "./notes.ts";

const sign = (...notes: readonly Activity[]) => signOf(grouped(notes)[0] ?? assert.fail("there is no entry"));

test("of what was only done there is none", () => {
  assert.equal(sign(appliedNote(1, 0, "a")), undefined);
  assert.equal(sign(linkNote(1, 0, "a", { what: "address", gained: ["10.1.0.2/24"], lost: [] })), undefined);
});

test("of a link", () => {
  const after = (...changes: Parameters<typeof linkNote> extends [number, number, string, ...infer C] ? C : never) =>
    sign(linkNote(1, 0, "a", ...changes));
  assert.equal(after({ what: "state", from: "down", to: "active" }), "active");
  assert.equal(after({ what: "problem", code: "contended", text: "x" }), "degraded");
  assert.equal(after({ what: "solved", code: "contended" }), "active");
  assert.equal(after({ what: "disappeared" }), "absent");
  assert.equal(after({ what: "released" }), "unassigned");
  assert.equal(after({ what: "assigned", table: 1 }, { what: "state", from: "down", to: "no-carrier" }), "no-carrier");
  assert.equal(
    after({ what: "state", from: "active", to: "no-address" }, { what: "address", gained: [], lost: ["10.1.0.2/24"] }),
    "no-address",
    "what says nothing leaves it",
  );
});

test("of the service", () => {
  assert.equal(sign(serviceNote(1, 0, "converged")), "active");
  assert.equal(sign(serviceNote(1, 0, "degraded")), "degraded");
  assert.equal(sign(serviceNote(1, 0, "starting")), "no-address");
  assert.equal(sign(readyNote(1, 0)), "active");
  assert.equal(sign({ id: 1, time: 0, kind: "reach", reach: { kind: "absent", activatable: true } }), "no-carrier");
});
