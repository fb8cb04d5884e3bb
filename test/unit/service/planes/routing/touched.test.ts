// A change marks all keys that it may affect: planning only those leads to the same as planning everything.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as k from "../../../../../service/netlink/uapi.ts";
import type { Change } from "../../../../../service/view/change.ts";
import type { View } from "../../../../../service/view/view.ts";
import { eventOf, hear, Recorder } from "../../view/from-text/state.ts";
import { assignmentOf } from "../assignment.ts";
import { carryOut, stateOf } from "../model-kernel.ts";
import { planKeys, touchedBy } from "../planned.ts";
import { addressLine, linkIndex, linkLine, nexthopLine, routeLine, ruleLine } from "./lines.ts";
import { kernelOf, linesOf, settle, world } from "./worlds.ts";

/** A line that is heard, and the flags that it comes with. */
interface Happening {
  readonly line: string;
  readonly flags: number;
}

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
        const keys = happen(happening, view).flatMap((change) => touchedBy(change, assignments, view));
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

/** Applies a line and what the kernel does because of it; the changes that this brought about. */
function happen({ line, flags }: Happening, view: View): readonly Change[] {
  const recorder = new Recorder();
  const apply = (what: string) => hear(view, eventOf(what, linkIndex, flags), recorder);
  // No nexthop object stands on a link that is down or gone: the kernel refuses it, and removes what is there.
  const device = /^nexthop .*dev (\S+)/.exec(line)?.[1];
  if (device !== undefined && !view.links.get(linkIndex(device))?.up) return [];
  apply(line);
  for (const { id, ifindex } of [...view.nexthops.values()]) {
    if (ifindex !== undefined && !view.links.get(ifindex)?.up) apply(`gone nexthop id ${id}`);
  }
  return recorder.changes;
}
