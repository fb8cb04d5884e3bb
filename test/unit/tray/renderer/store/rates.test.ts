import assert from "node:assert/strict";
import { test } from "node:test";
import { type Rate, ratesBetween } from "../../../../../tray/renderer/store/rates.ts";
import type { TrafficReading } from "../../../../../tray/shared/calls.ts";

const reading = (time: number, links: Readonly<Record<string, readonly [rx: number, tx: number]>>): TrafficReading => ({
  time,
  links: Object.fromEntries(Object.entries(links).map(([name, [rxBytes, txBytes]]) => [name, { rxBytes, txBytes }])),
});
const rates = (first: TrafficReading | undefined, second: TrafficReading, before = new Map<string, Rate>()) =>
  Object.fromEntries(ratesBetween(first, second, before));

test("bytes in a second, each direction", () => {
  const [first, second] = [reading(1000, { eth0: [100, 50], wlan0: [7, 7] }), reading(3000, { eth0: [2100, 50] })];
  assert.deepEqual(rates(first, second), { eth0: { rx: 1000, tx: 0 } });
});

test("nothing is said of what was read once only", () => {
  assert.deepEqual(rates(undefined, reading(1000, { eth0: [1, 1] })), {});
  assert.deepEqual(rates(reading(1000, {}), reading(2000, { eth0: [1, 1] })), {});
  assert.deepEqual(rates(reading(1000, { eth0: [0, 0] }), reading(1000, { eth0: [9, 9] })), {}, "no time has passed");
});

test("a link that was made anew under the same name counts from nothing", () => {
  assert.deepEqual(rates(reading(0, { eth0: [5000, 1] }), reading(1000, { eth0: [100, 2] })), {});
});

test("a rate that did not change is the same object, so that nothing is drawn again", () => {
  const before = ratesBetween(reading(0, { a: [0, 0], b: [0, 0] }), reading(1000, { a: [5, 5], b: [5, 5] }), new Map());
  const after = ratesBetween(
    reading(1000, { a: [5, 5], b: [5, 5] }),
    reading(2000, { a: [10, 10], b: [6, 5] }),
    before,
  );
  assert.equal(after.get("a"), before.get("a"));
  assert.deepEqual(after.get("b"), { rx: 1, tx: 0 });
});

test("a link may have a name that objects know already", () => {
  const first: TrafficReading = { time: 0, links: {} };
  const second: TrafficReading = { time: 1000, links: JSON.parse('{"__proto__":{"rxBytes":1,"txBytes":1}}') };
  assert.equal(ratesBetween(first, second, new Map()).size, 0);
});
