// A rule is written as "ip rule" lists it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { attribute } from "../../../../service/netlink/message.ts";
import * as k from "../../../../service/netlink/uapi.ts";
import type { Rule } from "../../../../service/view/rule.ts";
import { ruleLine, tableName } from "../../../../service/view/rule-line.ts";
import { RULE_LINES, ruleAdded } from "./rule-lines.ts";

for (const { command, rule, listed } of RULE_LINES) {
  test(`as listed: ${command}`, () => assert.equal(ruleLine(rule), listed));
}

test("what this iproute2 does not know of has words too", () => {
  const plain = ruleAdded("iif lo lookup 7 priority 1007");
  const dscp = (plain + attribute(k.FRA_DSCP, "\x2e")) as Rule; // ordered: it has the largest number
  assert.equal(ruleLine(dscp), "1007: from all iif lo dscp 46 lookup 7");
  const label = (plain + attribute(k.FRA_FLOWLABEL, "\0\x01\x02\x03")) as Rule; // ordered too
  assert.equal(ruleLine(label), "1007: from all iif lo flowlabel 0x10203 lookup 7");
});

test("the kernel's own tables have names", () => {
  assert.deepEqual([253, 254, 255, 1000].map(tableName), ["default", "main", "local", "1000"]);
});
