// What holds for every host and every assignment, on a model of the kernel.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { joinUplinks } from "../../../../../service/planes/uplinks.ts";
import { isOurs } from "../../../../../service/view/route.ts";
import type { View } from "../../../../../service/view/view.ts";
import { assignmentOf } from "../assignment.ts";
import { carryOut, stateOf } from "../model-kernel.ts";
import { planAll, touchedBy } from "../planned.ts";
import { isExcused, kernelOf, linesOf, settle, world } from "./worlds.ts";

test("a plan carried out leaves nothing to do but what the kernel refuses", () => {
  fc.assert(
    fc.property(world, (host) => {
      const assignments = host.config.map(assignmentOf);
      const view = kernelOf(linesOf(host));
      // Where ours must make room for someone else's, it goes first, and then ours is refused.
      settle(assignments, view);
      settle(assignments, view);
      const before = stateOf(view);
      const left = planAll(assignments, view);
      assert.equal(carryOut(left, view).filter(isExcused).length, left.length);
      assert.deepEqual(stateOf(view), before);
    }),
    { numRuns: 1500 },
  );
});

test("what is not ours never changes", () => {
  const notOurs = (view: View) =>
    stateOf(view, (route) => !isOurs(route)).filter((line) => !line.includes("protocol 77"));
  fc.assert(
    fc.property(world, (host) => {
      const view = kernelOf(linesOf(host));
      const before = notOurs(view);
      for (let round = 0; round < 3; round++) settle(host.config.map(assignmentOf), view);
      assert.deepEqual(notOurs(view), before);
      settle([], view);
      assert.deepEqual(notOurs(view), before);
    }),
    { numRuns: 1000 },
  );
});

test("without an assignment, nothing of ours is left", () => {
  fc.assert(
    fc.property(world, (host) => {
      const view = kernelOf(linesOf(host));
      settle(host.config.map(assignmentOf), view);
      settle([], view);
      const ours = stateOf(view, isOurs);
      assert.deepEqual(ours, []);
    }),
    { numRuns: 500 },
  );
});

test("operations may be carried out while the rest is being planned", () => {
  fc.assert(
    fc.property(world, (host) => {
      const assignments = host.config.map(assignmentOf);
      const [atOnce, oneByOne] = [kernelOf(linesOf(host)), kernelOf(linesOf(host))];
      for (let round = 0; round < 2; round++) settle(assignments, atOnce);
      for (let round = 0; round < 2; round++) {
        const uplinks = joinUplinks(assignments, oneByOne);
        for (const key of touchedBy({ kind: "all" }, assignments, oneByOne)) {
          for (const operation of key.plan(uplinks, oneByOne)) if (operation) carryOut([operation], oneByOne);
        }
      }
      assert.deepEqual(stateOf(oneByOne), stateOf(atOnce));
    }),
    { numRuns: 500 },
  );
});

test("the order of what is heard makes no difference, but for routes of one key", () => {
  const shuffled = (lines: readonly string[]) => fc.shuffledSubarray([...lines], { minLength: lines.length });
  /** Links are known before what stands on them; all else may come in any order, routes of one key among themselves not. */
  const orders = world.chain((host) =>
    fc.tuple(
      fc.constant(host),
      shuffled(host.addresses),
      fc.boolean(),
      shuffled([...new Set(host.routes.map(slotOf))]),
      shuffled(host.rules),
    ),
  );
  fc.assert(
    fc.property(orders, ([host, addresses, nexthopsLast, slots, rules]) => {
      const assignments = host.config.map(assignmentOf);
      const routes = slots.flatMap((slot) => host.routes.filter((line) => slotOf(line) === slot));
      const middle = nexthopsLast ? [...routes, ...host.nexthops] : [...host.nexthops, ...routes];
      const [first, second] = [kernelOf(linesOf(host)), kernelOf([...rules, ...middle, ...addresses, ...host.links])];
      for (let round = 0; round < 2; round++) for (const view of [first, second]) settle(assignments, view);
      assert.deepEqual(stateOf(second), stateOf(first));
    }),
    { numRuns: 500 },
  );
});

/** What routes share that may have one key: family and table. */
const slotOf = (line: string): string => `${/:|-6/.test(line)} ${/table \d+/.exec(line)?.[0] ?? ""}`;
