import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { thickness } from "../../../../../tray/renderer/pages/overview/thickness.ts";

test("a thickness for each size of traffic", () => {
  assert.equal(thickness(undefined), 1.5);
  assert.equal(thickness({ rx: 0, tx: 0 }), 1.5);
  assert.equal(thickness({ rx: 900, tx: 100 }), 1.5);
  assert.equal(thickness({ rx: 310e3, tx: 22e3 }), 4);
  assert.equal(thickness({ rx: 4.2e6, tx: 290e3 }), 5);
  assert.equal(thickness({ rx: 5e7, tx: 5e7 }), 6);
  assert.equal(thickness({ rx: 1e12, tx: 0 }), 6);
});

test("more traffic is never thinner, and every thickness is within bounds", () => {
  const bytes = fc.double({ min: 0, max: 1e12, noNaN: true });
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      const [less, more] = [Math.min(a, b), Math.max(a, b)].map((rx) => thickness({ rx, tx: 0 })) as [number, number];
      return less <= more && less >= 1.5 && more <= 6;
    }),
  );
});
