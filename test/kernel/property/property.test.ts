// Random sequences against the real kernel, for a bounded time; `npm run test:soak -- --minutes N` goes on for longer.
import assert from "node:assert/strict";
import { test } from "node:test";
import { requireAll, unmetRequirement } from "../lab/requirements.ts";
import { randomRound } from "./round.ts";

const STEPS = 320; // one in forty is a check
const BUDGET = 45_000;
const LIMIT = 180_000;

test("after any sequence of changes, tables and rules are what the model says", { timeout: LIMIT }, async (t) => {
  const unmet = unmetRequirement();
  if (unmet !== undefined && !requireAll()) return t.skip(unmet);
  assert.equal(unmet, undefined);
  const given = process.env.PROPERTY_SEED;
  const first = given === undefined ? Date.now() % 1_000_000_000 : Number(given);
  const begin = performance.now();
  let slowest = 0;
  for (let seed = first; seed === first || performance.now() + slowest - begin < BUDGET; seed++) {
    t.diagnostic(`seed ${seed} (again: PROPERTY_SEED=${seed})`);
    const started = performance.now();
    const result = await randomRound({ seed, steps: STEPS });
    slowest = Math.max(slowest, performance.now() - started);
    t.diagnostic(`${result.steps} steps, ${result.checks} checks, slowest convergence ${result.slowest} ms`);
    if (given !== undefined) break;
  }
});
