// What holds of the gateway for every host: a plan carried out leaves nothing to do, nothing of others changes, and with
// the gateway off nothing of it is left.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { gateway } from "../../../../../service/planes/gateway/index.ts";
import { joinUplinks } from "../../../../../service/planes/uplinks.ts";
import { isMarkRule, ruleProtocol, ruleTable, tableRule } from "../../../../../service/view/rule.ts";
import type { SysctlKey } from "../../../../../service/view/sysctl.ts";
import type { View } from "../../../../../service/view/view.ts";
import { assignmentOf } from "../assignment.ts";
import { carryOut } from "../model-kernel.ts";
import { kernelOf, linesOf, type World, world } from "../routing/worlds.ts";
import { type GatewayHost, planned, said, uplinksOf } from "./host.ts";

const gatewayLines = fc
  .tuple(
    fc.constantFrom("inside tun0", "inside tun1 tun0", "inside absent0", "inside"),
    fc.constantFrom("mask 0x00ff0000", "mask 0x1", "mask 0x80000001", "mask 0xffffffff"),
    fc.constantFrom([], ["translate"]),
  )
  .map(([inside, mask, more]) => [inside, mask, ...more]);

/** Sysctls as they might be. */
const sysctls = fc.dictionary(
  fc
    .tuple(
      fc.constantFrom("net/ipv4/conf", "net/ipv6/conf"),
      fc.constantFrom("all", "%2", "%3", "%4", "%5"),
      fc.constantFrom("forwarding", "force_forwarding", "rp_filter", "accept_ra"),
    )
    .map((path) => path.join("/")),
  fc.constantFrom("0", "1", "2"),
);

const host = fc.record({ world, lines: gatewayLines, sysctls });

function hostOf(some: { world: World; lines: string[]; sysctls: Record<string, string> }): GatewayHost {
  const view = kernelOf(linesOf(some.world));
  for (const [path, value] of Object.entries(some.sysctls)) view.sysctls.set(path as SysctlKey, value); // as keys are
  return { view, uplinks: uplinksOf(some.world.config, view, some.lines) };
}

/** As the loop does: first all, then what came of it. What the kernel says of a rule that is there twice is no matter. */
function settle(of: GatewayHost): void {
  for (let round = 0; round < 4; round++) carryOut(planned(of), of.view);
}

const off = (view: View): GatewayHost => ({ view, uplinks: joinUplinks([], view) });

test("a plan carried out leaves nothing to do", () => {
  fc.assert(
    fc.property(host, (some) => {
      const of = hostOf(some);
      settle(of);
      assert.deepEqual(said(planned(of), of.view), []);
    }),
    { numRuns: 1000 },
  );
});

test("with the gateway off nothing of it is left, and sysctls are what they were", () => {
  fc.assert(
    fc.property(host, (some) => {
      const of = hostOf(some);
      const before = new Map(of.view.sysctls);
      settle(of);
      settle(off(of.view));
      const { view } = of;
      assert.deepEqual(view.sysctls, before);
      assert.deepEqual([...view.rules.keys()].filter(isMarkRule), []);
      assert.deepEqual([view.ruleset, view.kept.pinned.size, view.kept.sysctls.size], [undefined, 0, 0]);
    }),
    { numRuns: 1000 },
  );
});

test("rules are ours, one for each family of an uplink with a mark and a link; others' stay", () => {
  fc.assert(
    fc.property(host, (some) => {
      const of = hostOf(some);
      const others = [...of.view.rules.keys()].filter((rule) => !isMarkRule(rule));
      // What an earlier life left.
      const stale = tableRule({ family: 2, table: 4711, priority: 5, protocol: 77, mark: 1, mask: 3 });
      of.view.rules.set(stale, 2);
      settle(of);
      for (const rule of others) assert.ok(of.view.rules.has(rule));
      const marks = [...of.view.rules].filter(([rule]) => isMarkRule(rule));
      for (const [rule, count] of marks) {
        assert.equal(count, 1);
        assert.equal(ruleProtocol(rule), 77);
        assert.notEqual(of.uplinks.byTable.get(ruleTable(rule))?.link, undefined);
      }
    }),
    { numRuns: 500 },
  );
});

test("whatever changes, in whatever order it is heard, comes to the same rules, table and sysctls", () => {
  const resultOf = ({ view }: GatewayHost) => [
    [...view.rules.keys()].filter(isMarkRule).sort(),
    typeof view.ruleset === "object" ? view.ruleset.text : view.ruleset,
    [...view.sysctls].sort(),
  ];
  fc.assert(
    fc.property(host, gatewayLines, (some, other) => {
      const of = hostOf(some);
      // Another configuration, and back again.
      settle({ view: of.view, uplinks: uplinksOf(some.world.config.slice(1), of.view, other) });
      settle(of);
      const fresh = hostOf(some);
      settle(fresh);
      assert.deepEqual(resultOf(of), resultOf(fresh));
    }),
    { numRuns: 500 },
  );
});

test("an operation belongs to a key that knows it again", () => {
  const view = kernelOf([]);
  const uplinks = joinUplinks(["eth0 table 1000"].map(assignmentOf), view);
  const rule = tableRule({ family: 2, table: 4711, priority: 5, protocol: 77, mark: 1, mask: 3 });
  view.rules.set(rule, 1);
  const [operation] = [...gateway.keyOf({ kind: "rule", verb: "add", rule }).plan(uplinks, view)];
  assert.deepEqual(operation, { kind: "rule", verb: "delete", rule });
  const pinned = { mark: 1, mask: 3, family: 2, link: "eth0" } as const;
  view.kept.pinned.set("1/3 2 any", pinned);
  const key = gateway.keyOf({ kind: "flows", verb: "delete", pinned, table: 0 });
  assert.deepEqual([...key.plan(uplinks, view)], [{ kind: "flows", verb: "delete", pinned, table: 0 }]);
  assert.throws(() => gateway.keyOf({ kind: "ruleset", verb: "delete", instead: undefined }), TypeError);
});
