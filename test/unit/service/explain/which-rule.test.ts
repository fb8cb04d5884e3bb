// The rule that led to a table, which the kernel does not say.
import assert from "node:assert/strict";
import { test } from "node:test";
import { whichRule } from "../../../../service/explain/which-rule.ts";
import type { Rule } from "../../../../service/view/rule.ts";
import { ruleLine } from "../../../../service/view/rule-line.ts";
import { kernelRules, laptop, OURS4, packetIn } from "./world.ts";

const view = laptop();

function found(rules: readonly Rule[], packet: string, table: number, prefixLength = 0) {
  const { rule, candidates, conditional } = whichRule(rules, packetIn(view, packet), { table, prefixLength });
  const lines = (some: readonly Rule[]) => some.map((one) => ruleLine(one).split(":")[0]);
  return [rule === undefined ? undefined : ruleLine(rule), lines(candidates), lines(conditional)];
}

test("the first that selects the packet and leads to the table", () => {
  const rules = kernelRules(2, OURS4);
  assert.deepEqual(found(rules, "10.2.0.2 203.0.113.1", 2000), ["2000: from 10.2.0.2 lookup 2000", [], []]);
  assert.deepEqual(found(rules, "- 203.0.113.1", 254), ["32766: from all lookup main", [], []]);
  assert.deepEqual(found(rules, "- 10.1.0.2", 255, 32), ["0: from all lookup local", [], []]);
});

test("a default route does not come by the rule that suppresses it", () => {
  const rules = kernelRules(2, [], ["from all lookup main suppress_prefixlength 0 priority 1011"]);
  assert.equal(found(rules, "- 203.0.113.1", 254, 0)[0], "32766: from all lookup main");
  assert.equal(found(rules, "- 10.1.0.9", 254, 24)[0], "1011: from all lookup main suppress_prefixlength 0");
});

test("rules of others in front, by mark and by link", () => {
  const rules = kernelRules(2, OURS4, ["fwmark 0x10 lookup 7 priority 1004", "iif eth1 lookup 7 priority 1008"]);
  assert.equal(found(rules, "10.2.0.2 203.0.113.1 mark 16", 7)[0], "1004: from all fwmark 0x10 lookup 7");
  assert.equal(found(rules, "10.2.0.9 203.0.113.1 iif eth1", 7)[0], "1008: from all iif eth1 lookup 7");
  assert.equal(found(rules, "10.2.0.2 203.0.113.1", 2000)[0], "2000: from 10.2.0.2 lookup 2000");
});

test("what takes only some packets elsewhere is told apart", () => {
  const rules = kernelRules(2, OURS4, ["uidrange 1000-1999 lookup 7 priority 1015"]);
  assert.deepEqual(found(rules, "10.2.0.2 203.0.113.1", 2000), ["2000: from 10.2.0.2 lookup 2000", [], ["1015"]]);
});

test("where several may have led to the table, none is told; where only one can have, that one", () => {
  const uids = "uidrange 1000-1999 lookup 7 priority 1015";
  const both = kernelRules(2, [], [uids, "tos 0x10 lookup 7 priority 1017"]);
  assert.deepEqual(found(both, "- 203.0.113.1", 7), [undefined, ["1015", "1017"], []]);
  const sure = kernelRules(
    2,
    [],
    ["iif lo lookup 7 priority 1007", "from all lookup 7 suppress_ifgroup 9 priority 1012"],
  );
  assert.deepEqual(found(sure, "- 203.0.113.1", 7)[0], "1007: from all iif lo lookup 7");
  const behind = kernelRules(2, ["10.1.0.2 1000"], ["l3mdev priority 1024"]);
  assert.deepEqual(found(behind, "- 203.0.113.1", 254), [undefined, ["1024", "32766"], []]);
  assert.deepEqual(found(kernelRules(2, [], [uids]), "- 203.0.113.1", 7), [
    "1015: from all uidrange 1000-1999 lookup 7",
    [],
    [],
  ]);
  assert.deepEqual(found(kernelRules(2, []), "- 203.0.113.1", 7), [undefined, [], []]);
});
