// Rules as a real kernel tells them; ours as we write them are the same bytes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeRule } from "../../../../service/netlink/rule.ts";
import * as k from "../../../../service/netlink/uapi.ts";
import {
  type Rule,
  ruleAttribute,
  ruleFamily,
  ruleProtocol,
  ruleSource,
  ruleTable,
  sourceRule,
} from "../../../../service/view/rule.ts";
import { ruleText } from "../../../../service/view/text.ts";
import { captures } from "./captures.ts";

function ruleOf(command: string): Rule {
  const message = captures("rules").find((capture) => capture.command === command)?.messages[0];
  const rule = message && decodeRule(message.bytes, 0, message.bytes.length);
  assert.ok(rule);
  return rule;
}

for (const { command, messages } of captures("rules")) {
  for (const { bytes, text } of messages) {
    test(`decoded: ${command}`, () => {
      const rule = decodeRule(bytes, 0, bytes.length);
      assert.ok(rule);
      assert.equal(ruleText(rule), text);
      const again = Buffer.from(rule, "latin1");
      assert.equal(decodeRule(again, 0, again.length), rule);
    });
  }
}

test("a source rule of ours is what the kernel tells back, in both families", () => {
  const source4 = "\xc0\x00\x02\x0a";
  const source6 = `\x20\x01\x0d\xb8${"\0".repeat(11)}\x10`;
  const rule4 = ruleOf("ip rule add from 192.0.2.10 lookup 1000 priority 1000 protocol 77");
  const rule6 = ruleOf("ip -6 rule add from 2001:db8::10 lookup 1000 priority 1000 protocol 77");
  assert.equal(rule4, sourceRule(source4, 1000, 1000, 77));
  assert.equal(rule6, sourceRule(source6, 1000, 1000, 77));
  assert.deepEqual([ruleFamily(rule4), ruleFamily(rule6)], [k.AF_INET, k.AF_INET6]);
  assert.deepEqual([ruleSource(rule4), ruleSource(rule6)], [source4, source6]);
  assert.deepEqual([ruleTable(rule4), ruleProtocol(rule4)], [1000, 77]);
});

test("a deletion is announced with the bytes of the addition", () => {
  assert.equal(
    ruleOf("ip rule del from 192.0.2.10 lookup 1000 priority 1000 protocol 77"),
    ruleOf("ip rule add from 192.0.2.10 lookup 1000 priority 1000 protocol 77"),
  );
});

test("a suppressor is kept where it says something", () => {
  const rule = ruleOf("ip rule add from all lookup main suppress_prefixlength 0 priority 900");
  assert.equal(ruleAttribute(rule, k.FRA_SUPPRESS_PREFIXLEN), "\0\0\0\0");
  const plain = ruleOf("ip rule add from 192.0.2.0/24 lookup 4294967295 priority 5");
  assert.equal(ruleAttribute(plain, k.FRA_SUPPRESS_PREFIXLEN), undefined);
});

test("selectors that make it another rule are kept", () => {
  const rule = ruleOf("ip rule add not fwmark 0x100/0xff00 iif lo oif eth0 lookup 7 priority 9");
  assert.equal(ruleAttribute(rule, k.FRA_FWMARK), "\0\x01\0\0");
  assert.equal(ruleAttribute(rule, k.FRA_FWMASK), "\0\xff\0\0");
  assert.equal(ruleAttribute(rule, k.FRA_IIFNAME), "lo\0");
  assert.equal(ruleAttribute(rule, k.FRA_OIFNAME), "eth0\0");
  assert.equal(rule.charCodeAt(8), k.FIB_RULE_INVERT);
});

test("attributes of a later kernel do not make a rule of ours another one", () => {
  const rule = sourceRule("\xc0\x00\x02\x0a", 1000, 1000, 77);
  const later = Buffer.from(`${rule}\x08\x00\x63\x00\x01\x00\x00\x00`, "latin1");
  assert.equal(decodeRule(later, 0, later.length), rule);
});
