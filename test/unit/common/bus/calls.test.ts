// That nothing is kept of a call that has ended, however it ended.
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { type Answer, Calls } from "../../../../common/bus/calls.ts";
import type { Message } from "../../../../common/bus/message.ts";

const answer = (replySerial: number): Message => ({
  ...{ type: "return", serial: 1, replySerial, sender: ":1.1", signature: "" },
  ...{ noReply: true, interactive: false, oversized: false },
  body: () => [],
});

for (const [what, end] of [
  ["answered", (calls: Calls) => calls.answer(answer(5))],
  ["aborted", (_: Calls, abort: AbortController) => abort.abort()],
  ["lost", (calls: Calls) => calls.lose("gone")],
  ["late", () => {}],
] as const) {
  test(`a call that is ${what} is forgotten`, async () => {
    const calls = new Calls();
    const abort = new AbortController();
    const timeout = what === "late" ? 1 : 60_000;
    const answers: Answer[] = [];
    await new Promise<void>((resolve) => {
      calls.add(5, { destination: ":1.1", timeout, abort: abort.signal }, (one) => {
        answers.push(one);
        resolve();
      });
      assert.ok(calls.isWaiting(5));
      end(calls, abort);
    });
    assert.equal(calls.isWaiting(5), false);
    assert.deepEqual(getEventListeners(abort.signal, "abort"), []);
    calls.answer(answer(5));
    calls.lose("gone");
    assert.equal(answers.length, 1);
  });
}

test("a call after the loss ends at once", () => {
  const calls = new Calls();
  calls.lose("gone");
  const answers: Answer[] = [];
  calls.add(5, { destination: ":1.1", timeout: 60_000 }, (one) => answers.push(one));
  assert.equal(answers.length, 1);
  assert.equal(calls.isWaiting(5), false);
});
