import assert from "node:assert/strict";
import { test } from "node:test";
import { distinct, problemKey } from "../../../../../tray/renderer/parts/distinct.ts";

test("a problem that two uplinks on one link have is there once; all others are, in their order", () => {
  const problems = [
    { code: "no-mptcp", text: "the kernel has none" },
    { code: "contended", text: "someone keeps deleting" },
    { code: "no-mptcp", text: "the kernel has none" },
    { code: "no-mptcp", text: "of another text" },
  ];
  assert.deepEqual(distinct(problems), [problems[0], problems[1], problems[3]]);
  assert.equal(new Set(distinct(problems).map(problemKey)).size, 3);
});
