import assert from "node:assert/strict";
import { test } from "node:test";
import { Backoff } from "../../../service/backoff.ts";

const FAILURES = { free: 0, first: 200, longest: 1000 };
const LOSSES = { free: 3, first: 100, longest: 5000 };

/** How long the key waits after each of so many strikes, all at the same moment. */
function delays(options: typeof FAILURES, strikes: number): number[] {
  const backoff = new Backoff(options);
  return Array.from({ length: strikes }, () => {
    backoff.strike("key", 5000);
    return (backoff.until("key", 5000) ?? 5000) - 5000;
  });
}

test("each delay is twice the one before, up to the longest", () => {
  assert.deepEqual(delays(FAILURES, 6), [200, 400, 800, 1000, 1000, 1000]);
  assert.deepEqual(delays(LOSSES, 12), [0, 0, 0, 100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000]);
});

test("any number of strikes keeps the longest delay", () => {
  assert.deepEqual(delays(FAILURES, 3000).at(-1), 1000);
});

test("strikes are counted for each key apart", () => {
  const backoff = new Backoff(FAILURES);
  assert.deepEqual([backoff.strike("a", 0), backoff.strike("a", 0), backoff.strike("b", 0)], [1, 2, 1]);
  assert.equal(backoff.size, 2);
  assert.deepEqual([...backoff.keys()], ["a", "b"]);
  assert.equal(backoff.until("c", 0), undefined);
});

test("a key is free again when its delay is over, and struck harder the next time", () => {
  const backoff = new Backoff(FAILURES);
  backoff.strike("key", 1000);
  assert.equal(backoff.until("key", 1199), 1200);
  assert.equal(backoff.until("key", 1200), undefined);
  backoff.strike("key", 1200);
  assert.equal(backoff.until("key", 1200), 1600);
});

test("a release lets every key try at once, and forgets no strike", () => {
  const backoff = new Backoff(FAILURES);
  backoff.strike("key", 1000);
  backoff.release();
  assert.equal(backoff.until("key", 1000), undefined);
  assert.equal(backoff.strike("key", 1000), 2);
  assert.equal(backoff.until("key", 1000), 1400);
});

test("what is forgotten begins anew", () => {
  const backoff = new Backoff(FAILURES);
  backoff.strike("key", 0);
  backoff.forget("key");
  assert.deepEqual([backoff.size, backoff.until("key", 0), backoff.strike("key", 0)], [0, undefined, 1]);
});

test("a key is delayed from the first strike that is not free", () => {
  const backoff = new Backoff(LOSSES);
  const delayed = Array.from({ length: 5 }, () => {
    backoff.strike("key", 0);
    return backoff.isDelayed("key");
  });
  assert.deepEqual(delayed, [false, false, false, true, true]);
  assert.equal(backoff.isDelayed("other"), false);
});

test("a key is quiet after twice its delay and a bit, told once", () => {
  const backoff = new Backoff(LOSSES);
  for (let strikes = 0; strikes < 6; strikes++) backoff.strike("fought", 0); // 400 ms
  backoff.strike("once", 0);
  assert.deepEqual(backoff.prune(300), []);
  assert.deepEqual(backoff.prune(301), ["once"]);
  assert.deepEqual(backoff.prune(900), []);
  assert.deepEqual(backoff.prune(901), ["fought"]);
  assert.deepEqual(backoff.prune(10_000), []);
  assert.equal(backoff.size, 0);
});

test("a key that is struck again at the end of every delay is never quiet", () => {
  const backoff = new Backoff(LOSSES);
  let now = 0;
  for (let strikes = 0; strikes < 40; strikes++) {
    assert.deepEqual(backoff.prune(now), []);
    backoff.strike("key", now);
    now = backoff.until("key", now) ?? now;
  }
});
