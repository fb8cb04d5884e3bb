// What the plane of sysctls does: it takes, remembers and gives back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { PAUSE, type Wish, type WishesSysctls } from "../../../../../service/planes/plane.ts";
import { sysctlPlane } from "../../../../../service/planes/sysctl/index.ts";
import { joinUplinks } from "../../../../../service/planes/uplinks.ts";
import type { Change } from "../../../../../service/view/change.ts";
import type { KeptSysctl } from "../../../../../service/view/kept.ts";
import { applyOperation, type Operation, revertOperation } from "../../../../../service/view/operation.ts";
import { linkSysctl, type SysctlKey } from "../../../../../service/view/sysctl.ts";
import { View } from "../../../../../service/view/view.ts";

const KEY = linkSysctl("net/ipv4/conf", 2, "arp_ignore");
const OTHER = linkSysctl("net/ipv4/conf", 2, "arp_announce");
const wishing = (...wishes: readonly (readonly [SysctlKey, Wish])[]): WishesSysctls => ({
  sysctls: () => wishes.map(([key, wish]) => ({ key, wish })),
});

function viewWith(now: string | undefined, kept?: KeptSysctl): View {
  const view = new View();
  if (now !== undefined) view.sysctls.set(KEY, now);
  if (kept !== undefined) view.kept.sysctls.set(KEY, kept);
  return view;
}

const ALL: Change = { kind: "all" };

/** "VERB VALUE (INSTEAD)" of each operation for all sysctls. */
function plan(wishes: WishesSysctls, view: View, change = ALL): Operation[] {
  const uplinks = joinUplinks([], view);
  const keys = [...sysctlPlane([wishes]).touched(change, uplinks, view)];
  return keys.flatMap((key) => [...key.plan(uplinks, view)].filter((operation) => operation !== PAUSE));
}

const said = (operations: readonly Operation[]): string[] =>
  operations.map((operation) =>
    operation.kind === "sysctl" ? `${operation.verb} ${operation.value} (${operation.instead})` : operation.kind,
  );

const STRICT = wishing([KEY, { oneOf: [1, 2] }]);
const NOTHING = wishing();

const CASES: readonly (readonly [what: string, WishesSysctls, View, string[]])[] = [
  ["what is not wished and was not changed", NOTHING, viewWith("0"), []],
  ["what was not read yet, or is not there", STRICT, viewWith(undefined), []],
  ["what is not as wished", STRICT, viewWith("0"), ["replace 1 (0)"]],
  ["what is as wished, by someone else", STRICT, viewWith("2"), []],
  ["what is as wished, by us", STRICT, viewWith("1", { was: "0", ours: "1" }), []],
  ["what is wished no longer", NOTHING, viewWith("1", { was: "0", ours: "1" }), ["delete 0 (1)"]],
  ["what someone changed and nobody wishes", NOTHING, viewWith("7", { was: "0", ours: "1" }), []],
  ["what someone changed and is wished", STRICT, viewWith("7", { was: "0", ours: "1" }), ["replace 1 (7)"]],
  ["what someone changed to what is wished too", STRICT, viewWith("2", { was: "0", ours: "1" }), []],
  ["what was to be changed when we were killed", STRICT, viewWith("0", { was: "0", ours: "1" }), ["replace 1 (0)"]],
  ["what was given back when we were killed", NOTHING, viewWith("0", { was: "0", ours: "1" }), []],
  ["what is wished otherwise", STRICT, viewWith("5", { was: "0", ours: "5" }), ["delete 0 (5)"]],
];

for (const [what, wishes, view, expected] of CASES) {
  test(`${what}: ${expected.join() || "nothing"}`, () => assert.deepEqual(said(plan(wishes, view)), expected));
}

test("what is taken away from us is ours again, and was what it was made", () => {
  const view = viewWith("7", { was: "0", ours: "1" });
  for (const operation of plan(STRICT, view)) applyOperation(view, operation);
  assert.deepEqual([view.sysctls.get(KEY), view.kept.sysctls.get(KEY)], ["1", { was: "7", ours: "1" }]);
  assert.deepEqual(said(plan(NOTHING, view)), ["delete 7 (1)"]);
});

test("what is wished otherwise is given back, and then taken again", () => {
  const view = viewWith("5", { was: "0", ours: "5" });
  for (const expected of [["delete 0 (5)"], ["replace 1 (0)"], []]) {
    const planned = plan(STRICT, view);
    assert.deepEqual(said(planned), expected);
    for (const operation of planned) applyOperation(view, operation);
  }
  assert.deepEqual(view.kept.sysctls.get(KEY), { was: "0", ours: "1" });
});

test("what the kernel refuses leaves the view, and what is kept, as it was", () => {
  for (const [now, kept, wishes] of [
    ["0", undefined, STRICT],
    ["7", { was: "0", ours: "1" }, STRICT],
    ["1", { was: "0", ours: "1" }, NOTHING],
  ] as const) {
    const view = viewWith(now, kept);
    const planned = plan(wishes, view);
    assert.equal(planned.length, 1);
    for (const operation of planned) applyOperation(view, operation);
    for (const operation of planned) revertOperation(view, operation);
    assert.deepEqual([view.sysctls.get(KEY), view.kept.sysctls.get(KEY)], [now, kept]);
  }
});

test("links and values decide; that one of ours was taken away concerns that one alone", () => {
  const wishes = wishing([KEY, { exactly: 1 }], [OTHER, { exactly: 2 }]);
  const view = viewWith("0");
  view.sysctls.set(OTHER, "0");
  const link: Change = { kind: "link", index: 2, names: ["eth0"], lossy: false };
  const BOTH = ["replace 1 (0)", "replace 2 (0)"];
  for (const change of [ALL, link, { kind: "sysctl", key: KEY, lost: false } as const]) {
    assert.deepEqual(said(plan(wishes, view, change)), BOTH);
  }
  assert.deepEqual(said(plan(wishes, view, { kind: "sysctl", key: OTHER, lost: true })), ["replace 2 (0)"]);
  assert.deepEqual(said(plan(wishes, view, { kind: "nexthop", id: 1 })), []);
});

test("what is wished, looked at, or to be given back is watched", () => {
  const view = viewWith("1", { was: "0", ours: "1" });
  const looks: WishesSysctls = { sysctls: () => [{ key: OTHER, wish: "look" }] };
  const { watched } = sysctlPlane([looks]);
  assert.deepEqual([...watched(joinUplinks([], view), view)].sort(), [OTHER, KEY].sort());
});
