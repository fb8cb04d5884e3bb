import assert from "node:assert/strict";
import { test } from "node:test";
import type { Balance, Share, Way as Taken } from "../../../../../common/client/domain.ts";
import { saidOf, spreadOf, unspread, type Way, wayOf } from "../../../../../tray/renderer/pages/overview/unbound.ts";

const balance = (...shares: Share[]): Balance => ({ table: 900, priority: 32000, hash: "flow", shares });
const share = (family: 4 | 6, name: string, weight: number): Share => ({ family, interface: name, weight });
const answer = (kernel: Taken) => wayOf({ ok: true, value: { kernel, intended: {}, differences: [] } });
const out = (name: string): Way => ({ kind: "out", interface: name });
const none: Way = { kind: "none" };
const unknown: Way = { kind: "unknown", failure: { code: "timeout", text: "no answer" } };

test("equal shares of both families are one bar", () => {
  const both = balance(share(4, "eth0", 3), share(4, "wlan0", 1), share(6, "eth0", 6), share(6, "wlan0", 2));
  const parts = [
    { interface: "eth0", share: 0.75 },
    { interface: "wlan0", share: 0.25 },
  ];
  assert.deepEqual(spreadOf(both), [{ parts }]);
  assert.deepEqual(unspread(both), []);
});

test("other shares are a bar for each family", () => {
  const bars = spreadOf(balance(share(4, "eth0", 1), share(4, "wlan0", 1), share(6, "eth0", 1)));
  assert.deepEqual(
    bars.map(({ family, parts }) => [family, parts.map((part) => `${part.interface} ${part.share}`)]),
    [
      [4, ["eth0 0.5", "wlan0 0.5"]],
      [6, ["eth0 1"]],
    ],
  );
});

test("a link that is several uplinks has one part: all that they carry", () => {
  const shares = [share(4, "eth0", 1), share(4, "wlan0", 2), share(4, "eth0", 1)];
  assert.deepEqual(spreadOf(balance(...shares))[0]?.parts, [
    { interface: "eth0", share: 0.5 },
    { interface: "wlan0", share: 0.5 },
  ]);
});

test("what nobody carries goes by the main table", () => {
  assert.deepEqual(unspread(undefined), [4, 6]);
  assert.deepEqual(unspread(balance()), [4, 6]);
  const four = balance(share(4, "eth0", 1));
  assert.deepEqual(unspread(four), [6]);
  assert.deepEqual(
    spreadOf(four).map(({ family }) => family),
    [4],
  );
});

test("the way that the kernel takes, none, or not known", () => {
  assert.deepEqual(answer({ interface: "eth0", gateway: "10.0.0.1" }), out("eth0"));
  assert.deepEqual(answer({ error: "Network is unreachable" }), none);
  assert.deepEqual(answer({ interface: "lo", error: "No route to host" }), none);
  assert.deepEqual(answer({}), none);
  const failure = { code: "timeout", text: "no answer" } as const;
  assert.deepEqual(wayOf({ ok: false, failure }), { kind: "unknown", failure });
});

test("one sentence for both families where it is true of both", () => {
  assert.deepEqual(saidOf([4, 6], { 4: out("eth0"), 6: out("eth0") }), { kind: "both", interface: "eth0" });
  assert.deepEqual(saidOf([4, 6], { 4: none, 6: none }), { kind: "neither" });
});

test("a line for each family where the ways are different, or one is not known", () => {
  for (const [four, six] of [
    [out("eth0"), none],
    [out("eth0"), out("wlan0")],
    [out("eth0"), unknown],
    [unknown, unknown],
  ] as const)
    assert.deepEqual(saidOf([4, 6], { 4: four, 6: six }), {
      kind: "each",
      lines: [
        [4, four],
        [6, six],
      ],
    });
});

test("where one family is spread, only the other is told, whatever was asked before", () => {
  assert.deepEqual(saidOf([6], { 4: none, 6: none }), { kind: "each", lines: [[6, none]] });
});

test("nothing is told before both have been asked", () => {
  assert.deepEqual(saidOf([4, 6], {}), { kind: "asking" });
  assert.deepEqual(saidOf([4, 6], { 4: out("eth0") }), { kind: "asking" });
});
