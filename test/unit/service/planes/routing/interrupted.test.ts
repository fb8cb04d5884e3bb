// A large key is planned bit by bit while the world goes on: what is done in the end must be right for the end.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Key } from "../../../../../service/planes/plane.ts";
import { joinUplinks } from "../../../../../service/planes/uplinks.ts";
import { assignmentOf } from "../assignment.ts";
import { carryOut, stateOf } from "../model-kernel.ts";
import { planKeys, touchedBy } from "../planned.ts";
import { addressLine, routeLine } from "./lines.ts";
import { happen, kernelOf, linesOf, settle, world } from "./worlds.ts";

const line = fc.tuple(fc.constantFrom("", "gone "), fc.oneof(routeLine, addressLine)).map((words) => words.join(""));
const interruption = fc.record({ after: fc.nat(12), line });
/** Also what the host has may go, and come again. */
const hosts = world.chain((host) => {
  const known = [...host.addresses, ...host.routes];
  if (known.length === 0) return fc.tuple(fc.constant(host), fc.array(interruption, { maxLength: 4 }));
  const gone = fc.tuple(fc.constantFrom("", "gone "), fc.constantFrom(...known)).map((words) => words.join(""));
  const either = fc.record({ after: fc.nat(12), line: fc.oneof(line, gone) });
  return fc.tuple(fc.constant(host), fc.array(either, { maxLength: 4 }));
});

test("a rule that is there twice, and whose address comes between the two deletions, stays once", () => {
  const assignments = ["eth1 table 1001"].map(assignmentOf);
  const rule = "rule from 192.0.2.10 lookup 1001";
  const view = kernelOf(["link eth1 3", rule, rule]);
  const deletions: string[] = [];
  for (const key of touchedBy({ kind: "all" }, assignments, view)) {
    for (const operation of key.plan(joinUplinks(assignments, view), view)) {
      if (!operation) continue;
      carryOut([operation], view);
      if (operation.kind !== "rule" || operation.verb !== "delete") continue;
      deletions.push(operation.verb);
      happen("address 192.0.2.10/24 dev eth1", view);
    }
  }
  assert.equal(deletions.length, 1);
  assert.deepEqual([...view.rules.values()], [1]);
});

test("what happens while a table is planned is not undone by what was planned before", () => {
  fc.assert(
    fc.property(hosts, ([host, interruptions]) => {
      const assignments = host.config.map(assignmentOf);
      const view = kernelOf(linesOf(host));
      const pending = [...interruptions].sort((a, b) => a.after - b.after);
      let carriedOut = 0;
      const interrupt = () => {
        while (pending[0] && pending[0].after <= carriedOut) {
          const [{ line: heard = "" } = {}] = pending.splice(0, 1);
          const keys = happen(heard, view).flatMap((change) => touchedBy(change, assignments, view));
          for (let round = 0; round < 2; round++) carryOut(planKeys(keys, assignments, view), view);
        }
      };
      for (const key of touchedBy({ kind: "all" }, assignments, view)) workOff(key, interrupt);
      carriedOut = Number.POSITIVE_INFINITY;
      interrupt();
      const before = stateOf(view);
      for (let round = 0; round < 2; round++) settle(assignments, view);
      assert.deepEqual(before, stateOf(view));

      function workOff(key: Key, between: () => void): void {
        for (const operation of key.plan(joinUplinks(assignments, view), view)) {
          if (operation) carryOut([operation], view);
          carriedOut++;
          between();
        }
      }
    }),
    { numRuns: 2000 },
  );
});
