// So many at a time: who comes later waits, in order, whatever becomes of those before.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Turns } from "../../../common/turns.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Work that begins when its turn has come, and ends when the test says so. */
function works(turns: Turns, count: number) {
  const begun: number[] = [];
  const ends: ((error?: Error) => void)[] = [];
  const results = Array.from({ length: count }, (_, at) =>
    turns.take(() => {
      begun.push(at);
      return new Promise<number>((resolve, reject) => {
        ends[at] = (error) => (error === undefined ? resolve(at) : reject(error));
      });
    }),
  );
  return { begun, ends, results };
}

test("so many are at work at once, and one that ends makes room for the next in order", async () => {
  const { begun, ends, results } = works(new Turns(2), 5);
  await turn();
  assert.deepEqual(begun, [0, 1]);
  ends[1]?.();
  await turn();
  assert.deepEqual(begun, [0, 1, 2]);
  assert.equal(await results[1], 1);
  ends[0]?.();
  ends[2]?.();
  await turn();
  assert.deepEqual(begun, [0, 1, 2, 3, 4]);
  ends[3]?.();
  ends[4]?.();
  assert.deepEqual(await Promise.all(results), [0, 1, 2, 3, 4]);
});

test("one that fails makes room as well, and its error is its own", async () => {
  const turns = new Turns(1);
  const { begun, ends, results } = works(turns, 2);
  await turn();
  ends[0]?.(new Error("broken"));
  await assert.rejects(results[0] ?? Promise.resolve(), /broken/);
  await turn();
  assert.deepEqual(begun, [0, 1]);
  ends[1]?.();
  await results[1];
  await assert.rejects(
    turns.take(() => assert.fail("it throws before there is a promise")),
    /before there is a promise/,
  );
  assert.equal(await turns.take(async () => "free again"), "free again");
});

test("when all have ended, as many as at first are at work at once", async () => {
  const turns = new Turns(3);
  for (let times = 0; times < 3; times++) {
    const { begun, ends, results } = works(turns, 4);
    await turn();
    assert.deepEqual(begun, [0, 1, 2]);
    for (const end of ends) end();
    await turn();
    ends[3]?.();
    await Promise.all(results);
  }
});

test("who wants many turns does not keep others from theirs", async () => {
  const turns = new Turns(1);
  const begun: string[] = [];
  const take = (who: string) => turns.take(async () => void begun.push(who), who);
  await Promise.all(["a", "a", "a", "a", "b", "b", "c"].map(take));
  assert.deepEqual(begun, ["a", "a", "b", "c", "a", "b", "a"]);
});

test("so many at once, in order, and what fails in the middle lets the next one in", async () => {
  const turns = new Turns(2);
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const work = (id: number) =>
    turns
      .take(async () => {
        begun.push(id);
        await new Promise<void>((resolve) => ends.push(resolve));
        if (id === 1) throw new Error("failed");
        return id;
      })
      .catch((error: Error) => error.message);
  const results = [0, 1, 2, 3, 4].map(work);
  await turn();
  assert.deepEqual(begun, [0, 1]);
  ends[1]?.();
  await turn();
  assert.deepEqual(begun, [0, 1, 2]);
  for (const at of [0, 2, 3, 4]) {
    ends[at]?.();
    await turn();
  }
  assert.deepEqual(await Promise.all(results), [0, "failed", 2, 3, 4]);
  const after = turns.take(async () => "after");
  assert.equal(await after, "after");
});
