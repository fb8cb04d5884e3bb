// MPTCP's limits: what endpoints need, never below what they would be without us, and given back.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { EndpointFlag } from "../../../../../common/endpoint-flag.ts";
import { neededLimits, planLimits } from "../../../../../service/planes/mptcp/limits.ts";
import type { Uplink } from "../../../../../service/planes/uplinks.ts";
import { type Limits, limitsOfOthers } from "../../../../../service/view/endpoint.ts";
import { View } from "../../../../../service/view/view.ts";
import { carryOut } from "./endpoints.ts";

const limits = (subflows: number, addAddrAccepted = 0): Limits => ({ subflows, addAddrAccepted });
const times = (count: number, ...flags: EndpointFlag[]) => Array.from({ length: count }, () => flags);

test("a subflow for each that makes one or is told to the peer", () => {
  assert.deepEqual(neededLimits([]), limits(0));
  assert.deepEqual(neededLimits(times(3, "subflow")), limits(3));
  assert.deepEqual(neededLimits([...times(2, "signal"), ...times(1, "subflow", "backup")]), limits(3));
  assert.deepEqual(neededLimits(times(2, "signal", "subflow")), limits(2));
  assert.deepEqual(neededLimits(times(2, "backup")), limits(0));
});

test("a mesh takes as many of the peer's addresses as it has ends, and never more than the kernel", () => {
  assert.deepEqual(neededLimits(times(1, "subflow", "fullmesh")), limits(2, 1));
  assert.deepEqual(neededLimits(times(2, "subflow", "fullmesh")), limits(6, 2));
  assert.deepEqual(neededLimits(times(2, "fullmesh")), limits(4, 2));
  assert.deepEqual(neededLimits(times(8, "subflow", "fullmesh")), limits(8, 8));
});

/** A kernel with these limits. */
class Host {
  readonly view = new View();

  constructor(subflows: number, addAddrAccepted = 0) {
    this.view.limits = limits(subflows, addAddrAccepted);
  }

  /** Plans for so many endpoints and carries it out; what it was, as numbers. */
  want(endpoints: readonly (readonly EndpointFlag[])[]): string[] {
    const taken = new Map(endpoints.map((mptcp, at) => [String(at), { mptcp } as unknown as Uplink])); // all that counts
    const operations = planLimits({ taken, leftOut: [], theirs: [] }, this.view);
    carryOut(operations, this.view);
    return operations.map(
      ({ verb, limits: { subflows, addAddrAccepted } }) => `${verb} ${subflows} ${addAddrAccepted}`,
    );
  }

  /** Someone else sets them. */
  set(subflows: number, addAddrAccepted = 0): void {
    this.view.limits = limits(subflows, addAddrAccepted);
    const { kept } = this.view;
    if (kept.limits) kept.limits = limitsOfOthers(kept.limits, this.view.limits); // as when it is read
  }
}

test("they are raised, follow what is needed, and come back", () => {
  const host = new Host(2);
  assert.deepEqual(host.want(times(2, "subflow")), []);
  assert.deepEqual(host.want(times(5, "subflow")), ["replace 5 0"]);
  assert.deepEqual(host.want(times(5, "subflow")), []);
  assert.deepEqual(host.want(times(3, "subflow")), ["replace 3 0"]);
  assert.deepEqual(host.want([]), ["delete 2 0"]);
  assert.deepEqual(host.want([]), []);
  assert.equal(host.view.kept.limits, undefined);
});

test("what is more than needed stays so", () => {
  const host = new Host(7, 3);
  assert.deepEqual(host.want(times(5, "subflow")), []);
  assert.deepEqual(host.want(times(2, "subflow", "fullmesh")), []);
  assert.deepEqual(host.want(times(4, "subflow", "fullmesh")), ["replace 8 4"]);
  assert.deepEqual(host.want([]), ["delete 7 3"]);
});

test("what someone else sets meanwhile is raised if it is too low, and is what comes back", () => {
  const host = new Host(2);
  host.want(times(5, "subflow"));
  host.set(3);
  assert.deepEqual(host.want(times(5, "subflow")), ["replace 5 0"]);
  assert.deepEqual(host.want([]), ["delete 3 0"]);
});

test("what someone else sets meanwhile stays, each limit by itself", () => {
  const host = new Host(2);
  host.want(times(2, "subflow", "fullmesh"));
  host.set(8, 2);
  assert.deepEqual(host.want(times(2, "subflow", "fullmesh")), []);
  assert.deepEqual(host.want([]), ["delete 8 0"]);
});

test("whatever is wanted and whoever else sets them: never too low, never above what is needed, and back in the end", () => {
  const endpoints = fc.array(
    fc.constantFrom<EndpointFlag[]>(["subflow"], ["signal"], ["subflow", "fullmesh"], ["backup"]),
    { maxLength: 8 },
  );
  const limit = fc.integer({ min: 0, max: 8 });
  const step = fc.oneof(
    endpoints.map((want) => ({ want })),
    fc.tuple(limit, limit).map((set) => ({ set })),
  );
  fc.assert(
    fc.property(limit, limit, fc.array(step, { maxLength: 12 }), (subflows, accepted, steps) => {
      const host = new Host(subflows, accepted);
      let without = limits(subflows, accepted);
      let wanted: readonly (readonly EndpointFlag[])[] = [];
      for (const each of [...steps, { want: [] }]) {
        const before = host.view.limits;
        if ("set" in each) {
          host.set(...each.set);
          // Nobody can tell someone else's number from ours where it is the same.
          const [first, second] = each.set;
          without = limits(
            first === before?.subflows ? without.subflows : first,
            second === before?.addAddrAccepted ? without.addAddrAccepted : second,
          );
        } else wanted = each.want;
        host.want(wanted);
        const needed = neededLimits(wanted);
        assert.deepEqual(
          host.view.limits,
          limits(
            Math.max(without.subflows, needed.subflows),
            Math.max(without.addAddrAccepted, needed.addAddrAccepted),
          ),
        );
        assert.deepEqual(host.want(wanted), []);
      }
      assert.equal(host.view.kept.limits, undefined);
    }),
    { numRuns: 1000 },
  );
});
