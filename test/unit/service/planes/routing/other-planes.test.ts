// What other planes have written carries our protocol too: rules of another shape, and the table of balance.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Key } from "../../../../../service/planes/plane.ts";
import { routing } from "../../../../../service/planes/routing/index.ts";
import { joinUplinks, type Together, type Uplinks } from "../../../../../service/planes/uplinks.ts";
import { isMarkRule, isSourceRule, type Rule, type RuleParts, tableRule } from "../../../../../service/view/rule.ts";
import { ruleText } from "../../../../../service/view/text.ts";
import type { View } from "../../../../../service/view/view.ts";
import { addressBytes } from "../../view/from-text/address.ts";
import { viewOf } from "../../view/from-text/state.ts";
import { assignmentOf } from "../assignment.ts";
import { stateOf } from "../model-kernel.ts";
import { operationText } from "../planned.ts";

const BALANCE: Together = {
  balance: { enabled: true, table: 900, priority: 32000, hash: "flow" },
  gateway: undefined,
};
const ours = (parts: Partial<RuleParts>): Rule =>
  tableRule({ family: 2, table: 1000, priority: 5, protocol: 77, ...parts });
const source = addressBytes("192.0.2.10");

const RULES: readonly (readonly [what: string, rule: Rule, whose: "an uplink's" | "the gateway's" | "balance's"])[] = [
  ["from an address to an uplink's table", ours({ source }), "an uplink's"],
  ["from an address to a table that nobody has", ours({ source, table: 4242 }), "an uplink's"],
  ["from an address to main", ours({ source, table: 254 }), "balance's"],
  ["from anywhere to the table of balance", ours({ table: 900 }), "balance's"],
  ["from anywhere to main but for its defaults", ours({ table: 254, suppressPrefixLength: 0 }), "balance's"],
  ["with a mark to an uplink's table", ours({ mark: 0x10000, mask: 0xff0000 }), "the gateway's"],
  ["with a mark and from an address", ours({ source, mark: 0x10000, mask: 0xff0000 }), "the gateway's"],
];

function carryOut(keys: Iterable<Key>, uplinks: Uplinks, view: View): string[] {
  return [...keys].flatMap((key) =>
    [...key.plan(uplinks, view)].flatMap((operation) => (operation ? [operationText(operation, view)] : [])),
  );
}

for (const [what, rule, whose] of RULES) {
  test(`a rule ${what} is ${whose}`, () => {
    assert.equal(isSourceRule(rule), whose === "an uplink's");
    assert.equal(isMarkRule(rule), whose === "the gateway's");
    const view = viewOf(["link eth0 2"]);
    view.rules.set(rule, 2);
    const uplinks = joinUplinks([], view);
    const gone = whose === "an uplink's" ? [0, 1].map(() => `rule delete ${ruleText(rule)}`) : [];
    for (const change of [{ kind: "rule", rule, lost: false }, { kind: "all" }] as const) {
      assert.deepEqual(carryOut(routing.touched(change, uplinks, view), uplinks, view), gone);
    }
  });
}

test("the table of balance is left alone while balance is in force, and swept when it is not", () => {
  const route = "default via 192.0.2.1 dev eth0 table 900 proto 77";
  const view = viewOf(["link eth0 2", "route default via 192.0.2.1 dev eth0", `route ${route}`], [900]);
  const key = [...view.table(2, 900).keys()][0] ?? assert.fail("there is no route");
  const assigned = ["eth0 table 1000 guard off"].map(assignmentOf);
  for (const change of [{ kind: "route", table: 900, key, lost: false }, { kind: "all" }] as const) {
    const inForce = joinUplinks(assigned, view, BALANCE);
    const touched = [...routing.touched(change, inForce, view)];
    if (change.kind === "route") assert.deepEqual(touched, []);
    const planned = carryOut(touched, inForce, view);
    assert.deepEqual(
      planned.filter((text) => text.includes("table 900")),
      [],
    );
    const without = joinUplinks(assigned, view);
    const swept = carryOut(routing.touched(change, without, view), without, view);
    assert.ok(swept.includes(`route delete ${route}`), String(swept));
  }
  assert.equal(stateOf(view).length, 2);
});

test("a rule from an address that leads to the table of balance is a stale uplink's, and goes without its routes", () => {
  const lines = ["route default via 192.0.2.1 dev eth0 table 900 proto 77", "rule from 192.0.2.10 lookup 900"];
  const view = viewOf(["link eth0 2", ...lines], [900]);
  const uplinks = joinUplinks([], view, BALANCE);
  assert.deepEqual(carryOut(routing.touched({ kind: "all" }, uplinks, view), uplinks, view), [
    "rule delete from 192.0.2.10 lookup 900 priority 900 protocol 77",
  ]);
});
