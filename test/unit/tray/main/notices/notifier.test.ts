import assert from "node:assert/strict";
import { test } from "node:test";
import { Notifier } from "../../../../../tray/main/notices/notifier.ts";
import { wordsFor } from "../../../../../tray/shared/words/index.ts";
import { ABSENT, ready, uplink } from "../stand-in/known.ts";
import { DONE, REFUSED, StandInHost } from "../stand-in/session.ts";
import { Time } from "../stand-in/time.ts";

function made() {
  const time = new Time();
  const shown: string[] = [];
  const wish = { wanted: true };
  const notifier = new Notifier({
    words: wordsFor("en"),
    after: time.after,
    monotonic: time.monotonic,
    wanted: () => wish.wanted,
    show: ({ title }) => shown.push(title),
  });
  const host = new StandInHost();
  const learn = (...links: ReturnType<typeof uplink>[]) => notifier.learned(ready({ links }));
  return { time, shown, wish, notifier, learn, session: notifier.watched(host.open(() => {})), host };
}

const LOST = uplink("a", { state: "no-carrier" });

test("a loss is shown in its time", () => {
  const { time, shown, learn } = made();
  learn(uplink("a"), uplink("b"));
  learn(LOST, uplink("b"));
  time.pass(2999);
  assert.deepEqual(shown, []);
  time.pass(1);
  assert.deepEqual(shown, ["a does not work any more"]);
  assert.equal(time.waiting, 0);
});

test("what a window or the menu has asked for is not shown", async () => {
  const { time, shown, learn, session, host } = made();
  learn(uplink("a"), uplink("b"));
  const answer = session.answer("assign", ["a", 1000, {}]);
  learn(LOST, uplink("b"));
  time.pass(60_000);
  host.session.reply(DONE);
  assert.equal(await answer, DONE);
  time.pass(60_000);
  assert.deepEqual(shown, []);
});

test("a service that is started from here comes without a word, and one that comes otherwise does not", async () => {
  const { time, shown, learn, notifier, session, host } = made();
  learn(uplink("a"));
  notifier.learned(ABSENT);
  time.pass(60_000);
  const answer = session.answer("start", []);
  learn(uplink("a"));
  host.session.reply(DONE);
  await answer;
  time.pass(60_000);
  assert.deepEqual(shown, ["The service is not running"]);
  notifier.learned(ABSENT);
  time.pass(60_000);
  learn(uplink("a"));
  time.pass(60_000);
  assert.deepEqual(shown.slice(1), ["The service is not running", "The service runs again"]);
});

test("calls of no sense from a window go to whoever answers them", async () => {
  const { session, host } = made();
  for (const [name, args] of [
    [1, 2],
    ["assign", "a"],
    ["assign", []],
    ["assign", [7]],
    [undefined, null],
  ] as const) {
    const answer = session.answer(name, args);
    host.session.reply(REFUSED);
    assert.equal(await answer, REFUSED);
  }
  assert.equal(host.session.calls.length, 5);
  session.close();
  assert.ok(host.session.closed);
});

test("sleep is quiet", () => {
  const { time, shown, learn, notifier } = made();
  learn(uplink("a"), uplink("b"));
  notifier.suspended();
  learn(LOST, uplink("b"));
  time.pass(600_000);
  notifier.resumed();
  time.pass(9_999);
  assert.deepEqual(shown, []);
  time.pass(1);
  assert.deepEqual(shown, ["a does not work any more"]);
});

test("nothing is shown to whoever wants nothing, not even later", () => {
  const { time, shown, wish, learn, notifier } = made();
  wish.wanted = false;
  learn(uplink("a"), uplink("b"));
  learn(LOST, uplink("b"));
  notifier.answered({ do: "reconcile" }, { ok: true, value: 0 });
  time.pass(60_000);
  wish.wanted = true;
  time.pass(600_000);
  assert.deepEqual(shown, []);
});

test("the answer to a click is shown at once", () => {
  const { shown, notifier } = made();
  notifier.answered({ do: "assign", name: "a" }, REFUSED);
  notifier.answered({ do: "assign", name: "a" }, DONE);
  notifier.answered({ do: "reconcile" }, { ok: true, value: 2 });
  assert.deepEqual(shown, ["a was not switched on", "2 changes were made"]);
});

test("nothing waits when it is closed", () => {
  const { time, learn, notifier } = made();
  learn(uplink("a"));
  learn(LOST);
  assert.equal(time.waiting, 1);
  notifier.close();
  assert.equal(time.waiting, 0);
});
