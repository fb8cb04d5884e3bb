// What is repeated when something changes, on a clock of the test's own.
import assert from "node:assert/strict";
import { test } from "node:test";
import { EVERY_MS, repeated, SETTLE_MS } from "../../../../../tray/renderer/pages/overview/repeated.ts";

class Scene {
  time = 0;
  /** When each run began. */
  readonly runs: number[] = [];
  #timers: { readonly at: number; readonly act: () => void }[] = [];
  #done: () => void = () => {};
  readonly repeated = repeated(
    () => {
      this.runs.push(this.time);
      return new Promise((resolve) => {
        this.#done = resolve;
      });
    },
    {
      now: () => this.time,
      after: (ms, act) => {
        const timer = { at: this.time + ms, act };
        this.#timers.push(timer);
        return () => {
          this.#timers = this.#timers.filter((other) => other !== timer);
        };
      },
    },
  );

  pass(ms: number): void {
    this.time += ms;
    const due = this.#timers.filter(({ at }) => at <= this.time);
    this.#timers = this.#timers.filter(({ at }) => at > this.time);
    for (const { act } of due) act();
  }

  async finish(): Promise<void> {
    this.#done();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("once at first, and not again while nothing changes", async () => {
  const scene = new Scene();
  scene.pass(0);
  await scene.finish();
  scene.pass(60_000);
  assert.deepEqual(scene.runs, [0]);
});

test("once for a crowd of changes, after it", async () => {
  const scene = new Scene();
  scene.pass(0);
  await scene.finish();
  scene.pass(10_000);
  for (let change = 0; change < 5; change++) scene.repeated.changed();
  scene.pass(SETTLE_MS - 1);
  assert.deepEqual(scene.runs, [0]);
  scene.pass(1);
  assert.deepEqual(scene.runs, [0, 10_000 + SETTLE_MS]);
});

test("no more often, however much changes", async () => {
  const scene = new Scene();
  for (let turn = 0; turn < 1000; turn++) {
    scene.pass(10);
    scene.repeated.changed();
    await scene.finish();
  }
  assert.equal(scene.runs.length, 10_000 / EVERY_MS);
});

test("a change while it runs is not forgotten", async () => {
  const scene = new Scene();
  scene.pass(0);
  scene.repeated.changed();
  scene.pass(EVERY_MS * 2);
  assert.deepEqual(scene.runs, [0], "never twice at once");
  await scene.finish();
  scene.pass(SETTLE_MS);
  assert.deepEqual(scene.runs, [0, EVERY_MS * 2 + SETTLE_MS]);
});

test("nothing is begun once it is closed", async () => {
  const waiting = new Scene();
  waiting.repeated.close();
  waiting.pass(EVERY_MS);
  assert.deepEqual(waiting.runs, []);
  const running = new Scene();
  running.pass(0);
  running.repeated.changed();
  running.repeated.close();
  await running.finish();
  running.repeated.changed();
  running.pass(EVERY_MS);
  assert.deepEqual(running.runs, [0]);
});
