// What is wanted beside main: uplinks' rules, the marks of the gateway, the table of balance; in the order of priority.
import assert from "node:assert/strict";
import { test } from "node:test";
import { intend } from "../../../../service/explain/intended.ts";
import { wantedRules } from "../../../../service/explain/wanted.ts";
import { marksOf } from "../../../../service/planes/gateway/marks.ts";
import { legGateway } from "../../../../service/view/route.ts";
import { ruleLine } from "../../../../service/view/rule-line.ts";
import { addressText } from "../../../../service/view/text.ts";
import { laptop, packetIn, run, uplinksIn } from "./world.ts";

/** What balance has made: an object for each member, and the group of those of IPv4. */
const OBJECTS = [
  "nexthop id 770000 via 10.1.0.1 dev eth0 protocol 77",
  "nexthop id 770001 via 10.2.0.1 dev eth1 protocol 77",
  "nexthop id 770002 via fd00:1::1 dev eth0 protocol 77",
  "nexthop id 770003 via fd00:2::1 dev eth1 protocol 77",
  "nexthop id 770004 group 770000,1/770001,3 type resilient buckets 4096 idle_timer 30 protocol 77",
];
const WEIGHED = ["eth0 table 1000 weight 1", "eth1 table 2000 weight 3"];
const balance = { enabled: true, table: 900, priority: 32000, hash: "flow" } as const;
const gateway = { enabled: true, inside: ["br0"], markMask: 0xff0000, translateIpv6: false };

const view = laptop(...OBJECTS);
const plain = uplinksIn(view);
const balanced = uplinksIn(view, WEIGHED, { balance, gateway: undefined });
const both = uplinksIn(view, WEIGHED, { balance, gateway });

function intended(packet: string, uplinks = balanced): string[] {
  const intention = run(intend(packetIn(view, packet), uplinks, view));
  if (intention === undefined) return [];
  const exits = intention.legs.map((leg) => {
    const router = legGateway(leg);
    return `${view.links.get(leg.ifindex)?.name}${router === undefined ? "" : ` ${addressText(router)}`}`;
  });
  return [ruleLine(intention.rule), ...exits];
}

test("unbound packets are spread, but for where main knows another way than a default", () => {
  assert.deepEqual(intended("- 203.0.113.1"), ["32001: from all lookup 900", "eth0 10.1.0.1", "eth1 10.2.0.1"]);
  assert.deepEqual(intended("- 2001:db8::1"), ["32001: from all lookup 900", "eth0 fd00:1::1", "eth1 fd00:2::1"]);
  assert.deepEqual(intended("- 172.17.0.9"), ["32000: from all lookup main suppress_prefixlength 0", "br0"]);
  // To a group: the table of balance says to look on.
  assert.deepEqual(intended("- 224.0.0.9"), ["32766: from all lookup main", "eth0 10.1.0.1"]);
  assert.deepEqual(intended("- 203.0.113.1", plain), ["32766: from all lookup main", "eth0 10.1.0.1"]);
});

test("bound packets keep to their uplink, or to main", () => {
  assert.deepEqual(intended("10.2.0.2 203.0.113.1"), ["2000: from 10.2.0.2 lookup 2000", "eth1 10.2.0.1"]);
  assert.deepEqual(intended("172.17.0.1 203.0.113.1"), ["31999: from 172.17.0.1 lookup main", "eth0 10.1.0.1"]);
  assert.deepEqual(intended("172.17.0.1 203.0.113.1", plain), ["32766: from all lookup main", "eth0 10.1.0.1"]);
});

test("a mark leads to its uplink while the gateway is on, whatever the other bits", () => {
  const mark = marksOf(both).byTable.get(2000) ?? 0;
  const packet = `172.17.0.9 203.0.113.1 iif br0 mark ${mark + 0x55}`;
  assert.deepEqual(intended(packet, both), [
    `950: from all fwmark 0x${mark.toString(16)}/0xff0000 lookup 2000`,
    "eth1 10.2.0.1",
  ]);
  assert.deepEqual(intended(packet).slice(0, 1), ["32001: from all lookup 900"]);
  assert.deepEqual(intended("172.17.0.9 203.0.113.1 iif br0", both).slice(0, 1), ["32001: from all lookup 900"]);
  assert.deepEqual(intended(`- 2001:db8::1 mark ${mark}`, both).slice(1), ["eth1 fd00:2::1"]);
});

test("the rules of ours stand in front of the kernel's own, whatever their priority", () => {
  const late = uplinksIn(view, ["eth0 table 1000 priority 40000"]);
  const lines = (packet: string, uplinks = late) => wantedRules(packetIn(view, packet), uplinks, view).map(ruleLine);
  assert.deepEqual(lines("10.1.0.2 203.0.113.1"), [
    "40000: from 10.1.0.2 lookup 1000",
    "32766: from all lookup main",
    "32767: from all lookup default",
  ]);
  assert.deepEqual(lines("- 203.0.113.1").length, 2);
  // An uplink whose link is not there has neither rules nor a mark that leads anywhere.
  const absent = uplinksIn(view, ["eth7 table 1000"], { balance: undefined, gateway });
  assert.deepEqual(lines("10.1.0.2 203.0.113.1", absent).length, 2);
});
