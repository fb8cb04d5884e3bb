// What is switched on in the window is in the kernel then.
import assert from "node:assert/strict";
import { eventually, rules, windowLab } from "./lab/index.ts";

windowLab("a link", async ({ bus, window }) => {
  await eventually(async () => assert.equal(await window.standing.textContent(), "Everything is as wanted."));
  assert.deepEqual(rules(bus.host, 4), []);
});
