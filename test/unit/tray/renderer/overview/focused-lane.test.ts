import assert from "node:assert/strict";
import { test } from "node:test";
import { withFocused } from "../../../../../tray/renderer/pages/overview/focused-lane.ts";

test("the lane with the focus and its neighbours are drawn, wherever they are", () => {
  assert.deepEqual(withFocused([4, 5, 6], -1, 200), [4, 5, 6]);
  assert.deepEqual(withFocused([4, 5, 6], 5, 200), [4, 5, 6]);
  assert.deepEqual(withFocused([4, 5, 6], 6, 200), [4, 5, 6, 7]);
  assert.deepEqual(withFocused([100, 101], 5, 200), [4, 5, 6, 100, 101]);
  assert.deepEqual(withFocused([4, 5, 6], 100, 200), [4, 5, 6, 99, 100, 101]);
});

test("there is none before the first and behind the last", () => {
  assert.deepEqual(withFocused([100], 0, 200), [0, 1, 100]);
  assert.deepEqual(withFocused([100], 199, 200), [100, 198, 199]);
});
