import assert from "node:assert/strict";
import { test } from "node:test";
import {
  afterBegin,
  afterEnd,
  afterTold,
  EMPTY_PANEL,
  isStirring,
  type PanelState,
} from "../../../../../tray/main/panel/state.ts";
import { DEFAULT_PREFERENCES } from "../../../../../tray/shared/preferences.ts";
import { ABSENT, link, ready, toldOf, uplink } from "../stand-in/known.ts";
import { DONE, REFUSED } from "../stand-in/session.ts";

const ASSIGN = { do: "assign", name: "a" } as const;
const known = (...links: ReturnType<typeof link>[]) => toldOf(ready({ links }));
const begin = (state: PanelState, request: Parameters<typeof afterBegin>[1]): PanelState => {
  const begun = afterBegin(state, request);
  assert.ok(begun !== undefined);
  return begun;
};

test("what says nothing of the service or the preferences changes nothing", () => {
  const state = afterTold(EMPTY_PANEL, [known(link("a"))]);
  assert.equal(state.known.links.size, 1);
  assert.equal(afterTold(state, [{ kind: "go", place: { page: "overview" } }]), state);
  assert.equal(afterTold(state, []), state);
});

test("preferences are those that were told last", () => {
  const preferences = { ...DEFAULT_PREFERENCES, notifications: false };
  const state = afterTold(EMPTY_PANEL, [
    { kind: "preferences", preferences: { ...preferences, panel: "light" } },
    { kind: "preferences", preferences },
  ]);
  assert.deepEqual(state.preferences, preferences);
});

test("what is under way is not begun again, and something else is", () => {
  const state = begin(EMPTY_PANEL, ASSIGN);
  assert.equal(afterBegin(state, ASSIGN), undefined);
  assert.equal(afterBegin(state, { do: "release", name: "a" }), undefined);
  const both = begin(state, { do: "release", name: "b" });
  assert.equal(both.attempts.size, 2);
  const checking = begin(both, { do: "reconcile" });
  assert.equal(afterBegin(checking, { do: "reconcile" }), undefined);
  assert.ok(afterBegin(checking, { do: "start" }));
});

test("what was carried out leaves nothing behind, what was refused leaves the reason", () => {
  const state = begin(EMPTY_PANEL, ASSIGN);
  assert.ok(isStirring(state));
  const done = afterEnd(state, ASSIGN, DONE);
  assert.ok(!isStirring(done));
  assert.equal(done.refusal, undefined);
  const refused = afterEnd(state, ASSIGN, REFUSED);
  assert.ok(!isStirring(refused));
  assert.deepEqual(refused.refusal, { name: "a", request: "assign", failure: !REFUSED.ok && REFUSED.failure });
  const chore = afterEnd(begin(EMPTY_PANEL, { do: "start" }), { do: "start" }, REFUSED);
  assert.equal(chore.chores.size, 0);
  assert.ok(chore.refusal && !("name" in chore.refusal));
});

test("a refusal stands until something else is asked for", () => {
  const refused = afterEnd(begin(EMPTY_PANEL, ASSIGN), ASSIGN, REFUSED);
  assert.equal(begin(refused, { do: "reconcile" }).refusal, undefined);
});

test("a refusal does not stand when it has come true all the same, or the service is another", () => {
  const there = afterTold(EMPTY_PANEL, [known(link("a"), link("b"))]);
  const refused = afterEnd(begin(there, ASSIGN), ASSIGN, REFUSED);
  const changed = (...told: Parameters<typeof afterTold>[1]) => afterTold(refused, told).refusal;
  assert.ok(changed({ kind: "link", name: "b", link: uplink("b") }), "another interface is another matter");
  assert.ok(changed({ kind: "link", name: "a", link: link("a", { carrier: false }) }));
  assert.equal(changed({ kind: "link", name: "a", link: uplink("a") }), undefined);
  assert.equal(changed({ kind: "link", name: "a" }), undefined);
  assert.equal(changed(toldOf(ABSENT)), undefined);
  const release = afterEnd(begin(there, { do: "release", name: "a" }), { do: "release", name: "a" }, REFUSED);
  assert.equal(afterTold(release, [{ kind: "link", name: "a", link: link("a", { index: 9 }) }]).refusal, undefined);
  const chore = afterEnd(begin(there, { do: "reconcile" }), { do: "reconcile" }, REFUSED);
  assert.ok(afterTold(chore, [{ kind: "link", name: "a" }]).refusal);
});

test("the service stirs, too", () => {
  assert.ok(isStirring(afterTold(EMPTY_PANEL, [toldOf(ready({ service: { state: "reconciling" } }))])));
  assert.ok(!isStirring(afterTold(EMPTY_PANEL, [toldOf(ready())])));
});
