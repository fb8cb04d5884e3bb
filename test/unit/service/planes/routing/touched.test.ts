// A change marks all keys that it may affect: planning only those leads to the same as planning everything.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as k from "../../../../../service/netlink/uapi.ts";
import { assignmentOf } from "../assignment.ts";
import { carryOut, stateOf } from "../model-kernel.ts";
import { planKeys, touchedBy } from "../planned.ts";
import { addressLine, linkLine, nexthopLine, routeLine, ruleLine } from "./lines.ts";
import { happen, kernelOf, linesOf, settle, world } from "./worlds.ts";

const flags = fc.constantFrom(k.NLM_F_CREATE, k.NLM_F_CREATE | k.NLM_F_APPEND, k.NLM_F_REPLACE);
const comes = fc.oneof(
  { weight: 4, arbitrary: routeLine },
  addressLine,
  nexthopLine,
  ruleLine,
  linkLine,
  fc.constantFrom("link wan7 2", "link eth1 2", "link eth0 3", "link eth0 9"),
);
const fresh = fc.tuple(fc.constantFrom("", "", "gone "), comes).map(([gone, line]) => gone + line);
/** What a host begins with, so that something is there to go. */
const hosts = world.chain((host) => {
  const known = linesOf(host);
  const line = fc.oneof(
    fresh,
    fc.tuple(fc.constantFrom("", "gone "), fc.constantFrom(...known)).map((each) => each.join("")),
  );
  return fc.tuple(fc.constant(host), fc.array(fc.record({ line, flags }), { minLength: 1, maxLength: 8 }));
});

test("the keys that a change touches lead to the same as planning everything", () => {
  fc.assert(
    fc.property(hosts, ([host, happenings]) => {
      const assignments = host.config.map(assignmentOf);
      const view = kernelOf(linesOf(host).filter((line) => !line.endsWith("down")));
      for (let round = 0; round < 2; round++) settle(assignments, view);
      for (const happening of happenings) {
        const keys = happen(happening.line, view, happening.flags).flatMap((change) =>
          touchedBy(change, assignments, view),
        );
        // Twice: where ours must make room for someone else's, it goes first, and then ours is refused.
        for (let round = 0; round < 2; round++) carryOut(planKeys(keys, assignments, view), view);
        const byKeys = stateOf(view);
        settle(assignments, view);
        assert.deepEqual(byKeys, stateOf(view), happening.line);
      }
    }),
    { numRuns: 2000 },
  );
});

test("an address of a link that two uplinks share touches the rules of both", () => {
  const assignments = ["eth0 table 1000", "eth0 table 1001"].map(assignmentOf);
  const view = kernelOf(["link eth0 2"]);
  const keys = happen("address 192.0.2.10/24 dev eth0", view, 0).flatMap((change) =>
    touchedBy(change, assignments, view),
  );
  carryOut(planKeys(keys, assignments, view), view);
  assert.deepEqual(stateOf(view), [
    "1 x rule from 192.0.2.10 lookup 1000 priority 1000 protocol 77",
    "1 x rule from 192.0.2.10 lookup 1001 priority 1001 protocol 77",
  ]);
});
