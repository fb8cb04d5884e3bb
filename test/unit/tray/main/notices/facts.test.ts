import assert from "node:assert/strict";
import { test } from "node:test";
import { factsOf, keyOf, speaksOfLinks } from "../../../../../tray/main/notices/facts.ts";
import { NOTHING_KNOWN } from "../../../../../tray/shared/known.ts";
import { ABSENT, DISCONNECTED, FAILED, link, problem, ready, uplink } from "../stand-in/known.ts";

const wells = (known: Parameters<typeof factsOf>[0]) => [...factsOf(known)].map(([key, { well }]) => [key, well]);

test("as long as nothing is known nothing is said", () => {
  assert.deepEqual(wells(NOTHING_KNOWN), []);
});

test("without a service only of the service something is known", () => {
  for (const known of [ABSENT, FAILED, DISCONNECTED]) {
    assert.deepEqual(wells(known), [["service", false]]);
    assert.ok(!speaksOfLinks(known));
  }
});

test("a service that starts does not know its links yet", () => {
  const starting = ready({ links: [uplink("a", { state: "no-address" })], service: { state: "starting" } });
  assert.deepEqual(wells(starting), [["service", true]]);
  assert.ok(!speaksOfLinks(starting));
});

test("uplinks, problems and the service", () => {
  const known = ready({
    links: [uplink("a"), uplink("b", { state: "no-carrier" }), uplink("c", { state: "degraded" }), link("d")],
    service: { problems: [problem("c"), problem("", "state")] },
  });
  assert.deepEqual(wells(known), [
    ["service", true],
    ["uplink a", true],
    ["uplink b", false],
    ["uplink c", true],
    ["problem c contended", false],
    ["problem  state", false],
  ]);
  assert.ok(speaksOfLinks(known));
  assert.equal(keyOf({ kind: "problem", name: "c", code: "contended" }), "problem c contended");
  assert.equal(keyOf({ code: "contended", name: "c", kind: "problem" }), "problem c contended");
});
