import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { SURFACE } from "../../../../../tray/main/window/surface.ts";

test("the window is drawn on what stood there before", () => {
  const tokens = readFileSync(new URL("../../../../../tray/renderer/styles/tokens.css", import.meta.url), "utf8");
  const [, light, dark] = /--surface: light-dark\((#\w+), (#\w+)\);/.exec(tokens) ?? [];
  assert.deepEqual({ light, dark }, SURFACE);
});
