import assert from "node:assert/strict";
import { test } from "node:test";
import { Timers } from "../../../../service/observer/timers.ts";
import { FakeClock } from "./fake-clock.ts";

function recorder() {
  const clock = new FakeClock();
  const timers = new Timers(clock);
  const done: string[] = [];
  return {
    clock,
    timers,
    done,
    later: (name: string, wait: number, what = name) => timers.later(name, wait, () => done.push(what)),
  };
}

test("each is done once, when its time has come", async () => {
  const { clock, done, later } = recorder();
  later("a", 20);
  later("b", 10);
  await clock.pass(10);
  assert.deepEqual(done, ["b"]);
  await clock.pass(100);
  assert.deepEqual(done, ["b", "a"]);
});

test("asking again for the same replaces it", async () => {
  const { clock, done, later } = recorder();
  later("a", 10, "first");
  later("a", 20, "second");
  await clock.pass(100);
  assert.deepEqual(done, ["second"]);
});

test("what is done may ask for itself again", async () => {
  const { clock, timers, done } = recorder();
  const again = () => {
    done.push("a");
    if (done.length < 3) timers.later("a", 10, again);
  };
  timers.later("a", 10, again);
  await clock.pass(100);
  assert.equal(done.length, 3);
});

test("nothing is done after the end, nor asked for", async () => {
  const { clock, timers, done, later } = recorder();
  later("a", 10);
  timers.close();
  later("b", 10);
  await clock.pass(100);
  assert.deepEqual(done, []);
  assert.equal(clock.waiting, 0);
});
