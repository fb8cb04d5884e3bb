// Whether rules select packets, for rules as a real kernel tells them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { matching, ruleMatches, suppresses } from "../../../../service/explain/matching.ts";
import { ruleLine } from "../../../../service/view/rule-line.ts";
import { ruleAdded } from "../view/rule-lines.ts";
import { kernelRules, laptop, packetIn } from "./world.ts";

const view = laptop("link eth9 9");

/** Rule, packets that it selects, packets that it does not. */
const CASES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  [
    "from 192.0.2.10 lookup 1000 priority 1000 protocol 77",
    ["192.0.2.10 203.0.113.1", "192.0.2.10 203.0.113.1 iif eth0"],
    ["192.0.2.11 203.0.113.1", "- 203.0.113.1", "- 192.0.2.10"],
  ],
  [
    "from 192.0.2.0/24 to 203.0.113.0/24 lookup 7 priority 1001",
    ["192.0.2.255 203.0.113.9"],
    ["192.0.2.255 203.0.114.9", "192.0.3.1 203.0.113.9", "- 203.0.113.9"],
  ],
  ["not from 192.0.2.0/24 lookup 7 priority 1002", ["192.0.3.1 10.9.9.9", "- 10.9.9.9"], ["192.0.2.1 10.9.9.9"]],
  ["to 203.0.113.9 lookup 7 priority 1003", ["- 203.0.113.9"], ["- 203.0.113.8"]],
  ["fwmark 0x10 lookup 7 priority 1004", ["- 10.9.9.9 mark 16"], ["- 10.9.9.9", "- 10.9.9.9 mark 17"]],
  [
    "fwmark 0x10/0xf0 lookup 7 priority 1005",
    ["- 10.9.9.9 mark 0x1f", "- 10.9.9.9 mark 0xffffff10"],
    ["- 10.9.9.9 mark 0x20", "- 10.9.9.9"],
  ],
  ["fwmark 0/0xf0 lookup 7 priority 1006", ["- 10.9.9.9", "- 10.9.9.9 mark 0x0f"], ["- 10.9.9.9 mark 0x10"]],
  ["iif lo lookup 7 priority 1007", ["- 10.9.9.9", "10.1.0.2 10.9.9.9"], ["10.1.0.9 10.9.9.9 iif eth0"]],
  ["iif eth1 lookup 7 priority 1008", ["10.1.0.9 10.9.9.9 iif eth1"], ["10.1.0.9 10.9.9.9 iif eth0", "- 10.9.9.9"]],
  ["iif gone0 lookup 7 priority 1009", [], ["10.1.0.9 10.9.9.9 iif eth1", "- 10.9.9.9"]],
  ["oif eth0 lookup 7 priority 1010", [], ["- 10.9.9.9", "10.1.0.2 10.9.9.9"]],
  [
    "from 2001:db8::/32 to 2001:db8:1::/48 iif eth1 fwmark 0x10 lookup 7 priority 1001",
    ["2001:db8:ffff::1 2001:db8:1::1 iif eth1 mark 16"],
    ["2001:db9::1 2001:db8:1::1 iif eth1 mark 16", "2001:db8::1 2001:db8:1::1 mark 16"],
  ],
];

for (const [rest, selected, others] of CASES) {
  test(`${rest} selects what the kernel says`, () => {
    const rule = ruleAdded(rest);
    for (const text of selected) assert.equal(ruleMatches(rule, packetIn(view, text)), "yes", text);
    for (const text of others) assert.equal(ruleMatches(rule, packetIn(view, text)), "no", text);
  });
}

test("what nobody said of the packet makes a rule uncertain, where all else fits", () => {
  for (const rest of [
    "ipproto tcp dport 22 lookup 7 priority 1013",
    "ipproto udp sport 1000-2000 lookup 7 priority 1014",
    "uidrange 1000-1999 lookup 7 priority 1015",
    "tun_id 77 lookup 7 priority 1016",
    "tos 0x10 lookup 7 priority 1017",
    "l3mdev priority 1024",
  ]) {
    assert.equal(ruleMatches(ruleAdded(rest), packetIn(view, "- 203.0.113.1")), "perhaps", rest);
  }
});

test("a suppressor counts short prefixes as absent", () => {
  const rule = ruleAdded("from all lookup main suppress_prefixlength 0 priority 1011");
  assert.deepEqual(
    [0, 1, 24].map((length) => suppresses(rule, length)),
    [true, false, false],
  );
  assert.equal(suppresses(ruleAdded("iif lo lookup 7 priority 1007"), 0), false);
});

test("rules are asked in order; a jump leaves out what lies between, and what does nothing is not told", () => {
  const rules = kernelRules(
    2,
    ["10.1.0.2 1000"],
    [
      "from all goto 1020 priority 1018",
      "from all nop priority 1019",
      "ipproto tcp dport 22 lookup 7 priority 1013",
      "from all prohibit priority 1020",
    ],
  );
  const asked = (text: string, all = rules) =>
    [...matching(all, packetIn(view, text))].map(({ rule, sure }) => `${sure ? "" : "perhaps "}${ruleLine(rule)}`);
  assert.deepEqual(asked("10.1.0.2 203.0.113.1"), [
    "0: from all lookup local",
    "1000: from 10.1.0.2 lookup 1000",
    "perhaps 1013: from all ipproto tcp dport 22 lookup 7",
    "1020: from all prohibit",
    "32766: from all lookup main",
    "32767: from all lookup default",
  ]);
  // Where there is no such rule (any more), a jump is passed over.
  const without = rules.filter((rule) => !ruleLine(rule).startsWith("1020:"));
  assert.deepEqual(asked("- 203.0.113.1", without).slice(-2), [
    "32766: from all lookup main",
    "32767: from all lookup default",
  ]);
});
