import assert from "node:assert/strict";
import { test } from "node:test";
import { curve, port, sameMeasures } from "../../../../../tray/renderer/pages/overview/geometry.ts";

test("curves leave and arrive level; a level one is a straight line", () => {
  assert.equal(curve(100, 50, 20.13), "M0 50C50 50 50 20.25 100 20.25");
  assert.equal(curve(100, 50, 50.1), "M0 50H100");
});

test("one curve meets the hub in its middle; several beside each other, in the order of their rows", () => {
  assert.equal(port(200, 0, 1), 100);
  assert.deepEqual(
    [0, 1, 2].map((at) => port(200, at, 3)),
    [90, 100, 110],
  );
});

test("however many there are, they meet the hub and not the air beside it", () => {
  for (const count of [2, 8, 50]) {
    assert.ok(port(400, 0, count) >= 200 - 32, String(count));
    assert.ok(port(400, count - 1, count) <= 200 + 32, String(count));
  }
});

test("measures are the same when nothing has moved", () => {
  const measured = { height: 100, rows: new Map([["eth0", 50]]) };
  assert.ok(sameMeasures(measured, { height: 100, rows: new Map([["eth0", 50]]) }));
  assert.ok(!sameMeasures(undefined, measured));
  assert.ok(!sameMeasures(measured, { height: 101, rows: measured.rows }));
  assert.ok(!sameMeasures(measured, { height: 100, rows: new Map([["eth0", 51]]) }));
  assert.ok(!sameMeasures(measured, { height: 100, rows: new Map([["eth1", 50]]) }));
  assert.ok(
    !sameMeasures(measured, {
      height: 100,
      rows: new Map([
        ["eth0", 50],
        ["eth1", 70],
      ]),
    }),
  );
});
