// Make before break, over all kinds of operations, whichever planes they are of.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Key, Plane } from "../../../service/planes/plane.ts";
import { Reconciler } from "../../../service/reconciler.ts";
import { Report } from "../../../service/report.ts";
import type { Operation } from "../../../service/view/operation.ts";
import { View } from "../../../service/view/view.ts";
import { FakeClock } from "./observer/fake-clock.ts";
import { RecordingLog } from "./observer/recording-log.ts";

/** In the order in which they are to be carried out, where they come together. */
const ORDER = [
  "add nexthop",
  "replace nexthop",
  "add route",
  "replace route",
  "add rule",
  "replace ruleset",
  "replace sysctl",
  "replace limits",
  "add endpoint",
  "replace endpoint",
  "delete endpoint",
  "delete limits",
  "delete sysctl",
  "delete ruleset",
  "delete rule",
  "delete route",
  "delete nexthop",
  "delete flows",
] as const;
/** Of these it does not matter which comes first. */
const SAME = /^(?:add|replace) (?=nexthop|route|endpoint)/;

function operationOf(what: string): Operation {
  const [verb, kind] = what.split(" ");
  return { verb, kind } as unknown as Operation; // all of it that its order hangs on
}

/** What is handed over for operations that each belong to a key of their own. */
async function carriedOut(whats: readonly string[]): Promise<string[]> {
  const view = new View();
  const left = new Map(whats.map((what) => [what, operationOf(what)]));
  const key = (what: string): Key => ({ id: what, large: false, plan: () => [left.get(what) ?? []].flat() });
  const plane: Plane = {
    name: "test",
    touched: (change) => (change.kind === "all" ? whats.map(key) : []),
    keyOf: ({ verb, kind }) => key(`${verb} ${kind}`),
  };
  const done: string[] = [];
  const execute = async (operations: readonly Operation[]) => {
    for (const { verb, kind } of operations) {
      done.push(`${verb} ${kind}`);
      left.delete(`${verb} ${kind}`);
    }
    return new Map();
  };
  const report = new Report(view, new RecordingLog(), () => reconciler.uplinks);
  report.carriedOut = () => {}; // there are no words for half an operation
  const reconciler: Reconciler = new Reconciler(view, [plane], execute, new FakeClock(), report);
  // What is told of a half operation is nothing that a plane here is touched by.
  const tolerant = reconciler.mark.bind(reconciler);
  reconciler.mark = (change) => (change.kind === "all" ? tolerant(change) : undefined);
  reconciler.assign([]);
  await reconciler.settled();
  return done;
}

test("what leads somewhere comes after what it leads to, and goes before; flows end when their next packets have another way", () =>
  fc.assert(
    fc.asyncProperty(fc.shuffledSubarray([...ORDER]), async (whats) => {
      const kinds = (all: readonly string[]) => all.map((what) => what.replace(SAME, "make "));
      const expected = ORDER.filter((what) => whats.includes(what));
      assert.deepEqual(kinds(await carriedOut(whats)), kinds(expected));
    }),
    { numRuns: 100 },
  ));
