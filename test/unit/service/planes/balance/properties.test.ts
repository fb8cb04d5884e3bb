// What holds for every host and every configuration, on a model of the kernel.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isNeededByOthers, isOurNexthop } from "../../../../../service/view/nexthop.ts";
import { isOurs } from "../../../../../service/view/route.ts";
import { nexthopsOf, stateOf } from "../model-kernel.ts";
import type { BalancedHost } from "./host.ts";
import { config, happening, hostOf, isPossible, linesOf, tell, world } from "./worlds.ts";

const all = ({ view }: BalancedHost) => [...stateOf(view), ...nexthopsOf(view)];
const ofOthers = ({ view }: BalancedHost) => [
  ...stateOf(view, (route) => !isOurs(route)).filter((line) => !line.includes("protocol 77")),
  ...nexthopsOf(view).filter((line) => !line.includes('"protocol":77')),
];
const isLeftToUs = (line: string) => line.includes("table 900") || line.includes("table 901");

/** Everything is looked at again: what would still be done. */
async function left(host: BalancedHost): Promise<string[]> {
  host.reconciler.mark({ kind: "all" });
  return await host.done();
}

test("carried out, nothing is left to do, and nothing was refused", async () => {
  await fc.assert(
    fc.asyncProperty(world, config, async (lines, wanted) => {
      const host = hostOf(linesOf(lines));
      await host.assign(...wanted);
      assert.deepEqual([await left(host), host.refused], [[], []]);
    }),
    { numRuns: 2000 },
  );
});

test("what is not ours never changes", async () => {
  await fc.assert(
    fc.asyncProperty(world, config, config, async (lines, first, second) => {
      const host = hostOf(linesOf(lines));
      const before = ofOthers(host);
      for (const wanted of [first, second, []]) {
        await host.assign(...wanted);
        assert.deepEqual(ofOthers(host), before);
      }
    }),
    { numRuns: 1000 },
  );
});

test("without balance, nothing of it is left but what others need", async () => {
  await fc.assert(
    fc.asyncProperty(world, config, async (lines, wanted) => {
      const host = hostOf(linesOf(lines));
      await host.assign(...wanted);
      await host.assign();
      const { view } = host;
      assert.deepEqual([...view.rules.keys()], []);
      const kept = [...view.nexthops.values()].filter((nexthop) => isOurNexthop(nexthop));
      assert.deepEqual(
        kept.filter(({ id }) => !isNeededByOthers(id, view)),
        [],
      );
    }),
    { numRuns: 1000 },
  );
});

test("the order of what is heard makes no difference", async () => {
  const orders = world.chain((lines) =>
    fc.tuple(fc.constant(lines), fc.shuffledSubarray([...lines.rest], { minLength: lines.rest.length }), config),
  );
  await fc.assert(
    fc.asyncProperty(orders, async ([lines, shuffled, wanted]) => {
      const [one, other] = [hostOf(linesOf(lines)), hostOf(linesOf({ ...lines, rest: shuffled }))];
      for (const host of [one, other]) await host.assign(...wanted);
      assert.deepEqual(all(other), all(one));
    }),
    { numRuns: 500 },
  );
});

test("the keys that a change touches lead to the same as looking at everything", async () => {
  await fc.assert(
    fc.asyncProperty(
      world,
      config,
      fc.array(happening, { minLength: 1, maxLength: 8 }),
      async (lines, wanted, events) => {
        const host = hostOf(linesOf(lines));
        await host.assign(...wanted);
        for (const event of events) {
          if (!isPossible(event, host)) continue;
          for (const change of tell(event, host)) host.reconciler.mark(change);
          await host.done();
          await host.clock.pass(5000, () => host.reconciler.settled()); // someone who deletes often is waited for
          await host.done();
          assert.deepEqual((await left(host)).filter(isLeftToUs).concat(await left(host)), [], event);
          assert.deepEqual(host.refused, []);
        }
      },
    ),
    { numRuns: 1000 },
  );
});

test("the order in which uplinks are named makes no difference", async () => {
  await fc.assert(
    fc.asyncProperty(world, config, async (lines, wanted) => {
      const [one, other] = [hostOf(linesOf(lines)), hostOf(linesOf(lines))];
      await one.assign(...wanted);
      await other.assign(...[...wanted].reverse());
      assert.deepEqual(all(other), all(one));
    }),
    { numRuns: 500 },
  );
});
