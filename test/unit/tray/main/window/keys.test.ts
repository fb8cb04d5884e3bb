import assert from "node:assert/strict";
import { test } from "node:test";
import type { Input } from "electron";
import { commandOf, inBounds, zoomed } from "../../../../../tray/main/window/keys.ts";

const press = (key: string, more: Partial<Input> = {}) =>
  commandOf({
    type: "keyDown",
    key,
    code: "",
    isAutoRepeat: false,
    isComposing: false,
    shift: false,
    control: true,
    alt: false,
    meta: false,
    location: 0,
    modifiers: [],
    ...more,
  });

test("keys that every window has", () => {
  const keys = ["w", "q", "+", "=", "-", "_", "0", "W", "Q"].map((key) => press(key));
  assert.deepEqual(keys, ["close", "quit", "larger", "larger", "smaller", "smaller", "usual-size", "close", "quit"]);
});

test("no other key is ours, nor these without Ctrl or with another", () => {
  for (const key of ["a", "c", "v", "r", "F5", "1", "Tab", "constructor"]) assert.equal(press(key), undefined, key);
  assert.equal(press("q", { control: false }), undefined);
  assert.equal(press("q", { alt: true }), undefined);
  assert.equal(press("q", { meta: true }), undefined);
  assert.equal(press("q", { type: "keyUp" }), undefined);
});

test("letters grow and shrink within what can be read", () => {
  assert.equal(zoomed(0, "larger"), 0.5);
  assert.equal(zoomed(0.5, "smaller"), 0);
  assert.equal(zoomed(4, "usual-size"), 0);
  assert.equal(zoomed(6, "larger"), 6);
  assert.equal(zoomed(-3, "smaller"), -3);
  assert.ok(1.2 ** inBounds(100) >= 2, "at least 200 %");
});
