// What was done stands with what led to it: of the same link, and not long before.
import assert from "node:assert/strict";
import { test } from "node:test";
import { grouped, TOGETHER_MS } from "../../../../../tray/renderer/pages/activity/grouping.ts";
import type { Activity } from "../../../../../tray/shared/activity.ts";
import { appliedNote, linkNote, readyNote, serviceNote } from "./notes.ts";

/** The numbers of the notes of each entry, newest entry first. */
const ids = (...notes: readonly Activity[]): number[][] =>
  grouped(notes).map((entry) => entry.notes.map(({ id }) => id));

test("nothing is nothing", () => assert.deepEqual(ids(), []));

test("a link's change and what was done for it are one entry", () => {
  const [entry, ...others] = grouped([linkNote(1, 1000, "wwan0"), appliedNote(2, 1040, "wwan0", "wwan0")]);
  assert.deepEqual(others, []);
  assert.equal(entry?.id, 1);
  assert.equal(entry?.time, 1000);
  assert.equal(entry?.causes.length, 1);
  assert.equal(entry?.operations.length, 2);
  assert.deepEqual([...(entry?.interfaces ?? [])], ["wwan0"]);
});

test("the newest entry comes first, and notes in it are in order", () => {
  assert.deepEqual(ids(linkNote(1, 0, "a"), linkNote(2, 10, "a"), linkNote(3, 20, "b"), appliedNote(4, 30, "a")), [
    [3],
    [1, 2, 4],
  ]);
});

test("what was done for another link, or too late, has not come of it", () => {
  assert.deepEqual(ids(linkNote(1, 0, "wwan0"), appliedNote(2, 10, "wlan0")), [[2], [1]]);
  assert.deepEqual(ids(linkNote(1, 0, "wwan0"), appliedNote(2, TOGETHER_MS, "wwan0")), [[1, 2]]);
  assert.deepEqual(ids(linkNote(1, 0, "wwan0"), appliedNote(2, TOGETHER_MS + 1, "wwan0")), [[2], [1]]);
});

test("what is done in several batches stands together, for so long", () => {
  const notes = [linkNote(1, 0, "a"), appliedNote(2, 10, "a"), appliedNote(3, 500, "a"), appliedNote(4, 2500, "a")];
  assert.deepEqual(ids(...notes), [[4], [1, 2, 3]]);
});

test("a change after something was done begins anew", () => {
  assert.deepEqual(ids(linkNote(1, 0, "a"), appliedNote(2, 10, "a"), linkNote(3, 20, "a"), appliedNote(4, 30, "a")), [
    [3, 4],
    [1, 2],
  ]);
});

test("a batch for several links has the reasons of all, in order, in the place of the first", () => {
  const notes = [
    linkNote(1, 0, "a"),
    linkNote(2, 1, "b"),
    linkNote(3, 2, "c"),
    linkNote(4, 3, "a"),
    appliedNote(5, 40, "b", "", "a"),
    appliedNote(6, 50, "b"),
  ];
  assert.deepEqual(ids(...notes), [[3], [1, 2, 4, 5, 6]]);
  assert.deepEqual([...(grouped(notes).at(-1)?.interfaces ?? [])].sort(), ["a", "b"], "the host is no interface");
});

test("when the service has just come, that is why; but a link's own change goes before", () => {
  assert.deepEqual(ids(readyNote(1, 0), appliedNote(2, 500, "a", "b")), [[1, 2]]);
  assert.deepEqual(ids(serviceNote(1, 0, "starting"), appliedNote(2, 500, "a")), [[1, 2]]);
  assert.deepEqual(ids(readyNote(1, 0), linkNote(2, 10, "a"), appliedNote(3, 500, "a")), [[2, 3], [1]]);
  assert.deepEqual(ids(readyNote(1, 0), appliedNote(2, 3000, "a")), [[2], [1]]);
});

test("how the service stands is no reason for what is done", () => {
  assert.deepEqual(ids(serviceNote(1, 0, "converged"), appliedNote(2, 10, "a")), [[2], [1]]);
  assert.deepEqual(ids(serviceNote(1, 0, "degraded"), appliedNote(2, 10, "a")), [[2], [1]]);
});

test("a batch without operations is an entry still", () => {
  assert.deepEqual(ids(appliedNote(1, 0)), [[1]]);
});

test("a thousand notes of many operations are put together in no time", () => {
  const names = Array.from({ length: 20 }, (_, nth) => `veth${nth}`);
  const notes = Array.from({ length: 1000 }, (_, at) =>
    at % 2 === 0 ? linkNote(at, at * 100, `veth${at % 20}`) : appliedNote(at, at * 100, ...names),
  );
  const begun = performance.now();
  grouped(notes);
  assert.ok(performance.now() - begun < 200, "far more than it takes");
});

test("every note is in exactly one entry, whatever comes", () => {
  let seed = 1;
  const random = (below: number): number => {
    seed = (seed * 48271) % 2147483647;
    return seed % below;
  };
  for (let round = 0; round < 300; round++) {
    let time = 0;
    const notes = Array.from({ length: 40 }, (_, id): Activity => {
      time += random(1200);
      const name = `eth${random(4)}`;
      const kinds = [
        () => linkNote(id, time, name),
        () => appliedNote(id, time, name, ...(random(2) === 0 ? [`eth${random(4)}`] : [])),
        () => serviceNote(id, time, "starting"),
        () => readyNote(id, time),
      ];
      return kinds[random(4)]?.() ?? readyNote(id, time);
    });
    const entries = grouped(notes);
    const all = entries.flatMap((entry) => entry.notes.map(({ id }) => id));
    assert.deepEqual(
      all.sort((a, b) => a - b),
      notes.map(({ id }) => id),
    );
    for (const { notes: own, id } of entries) {
      const order = own.map((note) => note.id);
      assert.deepEqual(
        order,
        [...order].sort((a, b) => a - b),
      );
      assert.equal(id, order[0]);
    }
  }
});
