import assert from "node:assert/strict";
import { test } from "node:test";
import type { Link, LinkState } from "../../../../../common/client/domain.ts";
import { count, INDICATORS, type Indicator, indicatorOf, works } from "../../../../../tray/main/panel/indicator.ts";
import { NOTHING_KNOWN } from "../../../../../tray/shared/known.ts";
import { ABSENT, DISCONNECTED, FAILED, link, NOT_INSTALLED, problem, ready, uplink } from "../stand-in/known.ts";

const LOST: readonly LinkState[] = ["absent", "down", "no-carrier", "no-address"];
const of = (...links: Link[]): Indicator => indicatorOf(ready({ links }), false);

test("without a service the icon says that it is away, and busy until that is known", () => {
  assert.equal(indicatorOf(NOTHING_KNOWN, false), "busy");
  for (const known of [ABSENT, NOT_INSTALLED, DISCONNECTED, FAILED]) {
    for (const lasting of [false, true]) assert.equal(indicatorOf(known, lasting), "away", known.reach.kind);
  }
});

test("a service that starts is busy, whatever it says of its links", () => {
  assert.equal(indicatorOf(ready({ links: [uplink("a")], service: { state: "starting" } }), false), "busy");
});

test("every number of uplinks of every state has its icon", () => {
  for (let working = 0; working <= 3; working++) {
    for (let lost = 0; lost <= 3; lost++) {
      for (const state of LOST) {
        const links = [
          ...Array.from({ length: working }, (_, n) => uplink(`works${n}`)),
          ...Array.from({ length: lost }, (_, n) => uplink(`lost${n}`, { state })),
          link("unused"),
        ];
        const expected = working === 0 ? "none" : lost === 0 ? "working" : "partly";
        assert.equal(of(...links), expected, `${working} work, ${lost} are ${state}`);
        assert.deepEqual(count(ready({ links })), { working, used: working + lost });
      }
    }
  }
});

test("what needs somebody goes before how many work", () => {
  const lost = uplink("b", { state: "no-carrier" });
  assert.equal(of(uplink("a", { state: "degraded" })), "attention");
  assert.equal(of(uplink("a", { state: "degraded" }), lost), "attention");
  assert.equal(of(uplink("a", { problems: [{ code: "contended", text: "" }] })), "attention");
  for (const links of [[], [uplink("a")], [uplink("a"), lost], [lost]]) {
    assert.equal(indicatorOf(ready({ links, service: { state: "degraded" } }), false), "attention");
    assert.equal(indicatorOf(ready({ links, service: { problems: [problem("")] } }), false), "attention");
  }
});

test("a state that a newer service may have is looked at by somebody", () => {
  assert.equal(of(uplink("a", { state: "haunted" })), "attention");
  assert.equal(of(link("a", { state: "haunted" })), "none", "of a link that is not used it does not matter");
  assert.equal(indicatorOf(ready({ links: [uplink("a")], service: { state: "pondering" } }), false), "working");
});

test("what is under way shows only when it lasts", () => {
  const reconciling = ready({ links: [uplink("a")], service: { state: "reconciling" } });
  assert.equal(indicatorOf(reconciling, false), "working");
  assert.equal(indicatorOf(reconciling, true), "busy");
  assert.equal(indicatorOf(ready({ service: { state: "degraded" } }), true), "busy");
});

test("an uplink works while it is used, even if something is wrong with it", () => {
  for (const state of ["active", "degraded"] as const) assert.ok(works(state), state);
  for (const state of [...LOST, "unassigned"] as const) assert.ok(!works(state), state);
});

test("every icon is said by something", () => {
  const said = new Set([
    indicatorOf(NOTHING_KNOWN, false),
    indicatorOf(ABSENT, false),
    of(),
    of(uplink("a")),
    of(uplink("a"), uplink("b", { state: "down" })),
    of(uplink("a", { state: "degraded" })),
  ]);
  assert.deepEqual([...said].sort(), [...INDICATORS].sort());
});
