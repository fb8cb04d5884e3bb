// The order of the history, and its bounds.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { AppliedOperation } from "../../../../common/client/domain.ts";
import { History, OPERATIONS_MAX } from "../../../../tray/host/history.ts";
import { LINKS_FOLLOW_MS } from "../../../../tray/host/recorder.ts";
import type { Activity } from "../../../../tray/shared/activity.ts";
import { ACTIVITY_MAX } from "../../../../tray/shared/bounds.ts";
import { link, type Scene, scene, turn, type Window } from "./stand-in.ts";

const operation: AppliedOperation = { interface: "eth0", verb: "add", object: "-4 rule …" };

async function history(window: Window): Promise<readonly Activity[]> {
  const reply = await window.call("activity");
  assert.ok(reply.ok);
  return reply.value as readonly Activity[]; // the answer of this call
}

const words = async (window: Window) => (await history(window)).map(({ id, time, kind }) => `${id} ${kind} at ${time}`);

async function begun(): Promise<{ scene: Scene; window: Window }> {
  const made = scene();
  made.live.ready([link("eth0")]);
  await turn();
  const window = made.open();
  await window.call("follow");
  return { scene: made, window };
}

const elapse = ({ timers }: Scene) => {
  while (timers.waiting.length > 0) timers.next();
};

test("what was applied stands behind what of the links led to it, although it is told first", async () => {
  const { scene, window } = await begun();
  scene.live.tell({ kind: "applied", batch: { time: 2000, operations: [operation, operation] } });
  assert.deepEqual(
    scene.timers.waiting.map(({ wait }) => wait),
    [LINKS_FOLLOW_MS],
  );
  scene.time = 2020;
  scene.live.set(link("eth0", { addresses: ["10.1.0.2/24"] }));
  const expected = ["1 reach at 1000", "2 link at 2000", "3 applied at 2000"];
  assert.deepEqual(await words(window), expected, "at once: nothing more is to be told of this link");
  elapse(scene);
  assert.deepEqual(await words(window), expected);
  const told = window.batches.flat().flatMap((each) => (each.kind === "activity" ? [each.activity] : []));
  assert.deepEqual(told, (await history(window)).slice(1), "what is told is what is in the history");
});

test("what was applied for several links waits for each of them, but not for long", async () => {
  const { scene, window } = await begun();
  const other = { ...operation, interface: "eth1" };
  scene.live.tell({ kind: "applied", batch: { time: 2000, operations: [operation, other] } });
  scene.live.tell({ kind: "applied", batch: { time: 2001, operations: [operation] } });
  scene.time = 2020;
  scene.live.set(link("eth0", { addresses: ["10.1.0.2/24"] }));
  assert.deepEqual(await words(window), ["1 reach at 1000", "2 link at 2000"]);
  elapse(scene);
  assert.deepEqual((await words(window)).slice(2), ["3 applied at 2000", "4 applied at 2001"]);
});

test("what is told of a link and no note is worth counts as told", async () => {
  const { scene, window } = await begun();
  scene.live.tell({ kind: "applied", batch: { time: 2000, operations: [operation] } });
  scene.live.set(link("eth0", { routes: 7 }));
  assert.deepEqual(await words(window), ["1 reach at 1000", "2 applied at 2000"]);
});

test("what was told before it was applied has its own time", async () => {
  const { scene, window } = await begun();
  scene.time = 1980;
  scene.live.set(link("eth0", { addresses: ["10.1.0.2/24"] }));
  scene.live.tell({ kind: "applied", batch: { time: 2000, operations: [operation] } });
  elapse(scene);
  assert.deepEqual(await words(window), ["1 reach at 1000", "2 link at 1980", "3 applied at 2000"]);
});

test("what was applied before the service was lost stands before that", async () => {
  const { scene, window } = await begun();
  scene.live.tell({ kind: "applied", batch: { time: 2000, operations: [operation] } });
  scene.time = 2010;
  scene.live.away();
  assert.deepEqual(await words(window), ["1 reach at 1000", "2 applied at 2000", "3 reach at 2010"]);
  elapse(scene);
  assert.equal((await history(window)).length, 3, "not twice");
});

test("the history is what it was when it was asked for", async () => {
  const { scene, window } = await begun();
  const before = await history(window);
  scene.live.away();
  assert.equal(before.length, 1);
  assert.equal((await history(window)).length, 2);
});

test("after the end nothing is noted", async () => {
  const { scene } = await begun();
  scene.live.tell({ kind: "applied", batch: { time: 2000, operations: [operation] } });
  scene.host.close();
  assert.equal(scene.timers.waiting.length, 0);
});

test("the history keeps the newest notes", () => {
  const history = new History();
  for (let at = 0; at < ACTIVITY_MAX + 5; at++) history.add({ kind: "service", state: "degraded" }, at);
  assert.equal(history.notes.length, ACTIVITY_MAX);
  assert.equal(history.notes[0]?.id, 6);
  assert.equal(history.notes.at(-1)?.id, ACTIVITY_MAX + 5);
});

test("the history is bounded by its operations too, and keeps the newest note whatever its size", () => {
  const history = new History();
  const operations = Array.from({ length: 65 }, () => operation);
  for (let at = 0; at < 500; at++) history.add({ kind: "applied", operations }, at);
  const fitting = Math.floor(OPERATIONS_MAX / 65);
  assert.equal(history.notes.length, fitting);
  assert.equal(history.notes.at(-1)?.id, 500);
  const huge = Array.from({ length: OPERATIONS_MAX + 1 }, () => operation);
  history.add({ kind: "applied", operations: huge }, 500);
  assert.deepEqual(
    history.notes.map(({ id }) => id),
    [501],
  );
  history.add({ kind: "service", state: "degraded" }, 501);
  assert.deepEqual(
    history.notes.map(({ id }) => id),
    [502],
  );
  history.add({ kind: "applied", operations }, 502);
  assert.deepEqual(
    history.notes.map(({ id }) => id),
    [502, 503],
    "it counts again from there",
  );
});
