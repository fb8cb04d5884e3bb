// How many of what kind: every object that the service says (service/view/operation-text.ts).
import assert from "node:assert/strict";
import { test } from "node:test";
import { counted } from "../../../../../tray/renderer/pages/activity/counting.ts";

const operations = (...lines: readonly string[]) =>
  lines.map((line) => {
    const [verb = "", ...object] = line.split(" ");
    return { interface: "eth0", verb, object: object.join(" ") };
  });
const plain = (...lines: readonly string[]) =>
  counted(operations(...lines)).map(({ verb, things }) => [verb, Object.fromEntries(things)]);

test("nothing is nothing", () => assert.deepEqual(plain(), []));

test("a verb that is none of ours is a change, also one that every object has", () => {
  assert.deepEqual(plain("constructor -4 route default"), [["changed", { route: 1 }]]);
});

test("each kind", () => {
  assert.deepEqual(
    plain(
      "add -4 route default via 10.1.0.1 dev eth0 table 1000 proto 77",
      "add -6 route default via fe80::1 dev eth0 table 1000 proto 77",
      "add -4 rule from 10.1.0.2 lookup 1000 priority 1000 protocol 77",
      "add -4 nexthop id 770000 via 10.1.0.1 dev eth0 protocol 77",
      "add mptcp endpoint 10.1.0.2 dev eth0 id 1 subflow",
      "add conntrack --family ipv4 --mark 0x10000/0xff0000",
    ),
    [["added", { route: 2, rule: 1, nexthop: 1, endpoint: 1, connections: 1 }]],
  );
  assert.deepEqual(
    plain(
      "replace -4 route 10.1.0.0/24 dev eth0 table 1000 proto 77",
      "change mptcp endpoint id 1 backup nofullmesh",
      "replace mptcp limits subflow 2 add_addr_accepted 2",
      "replace sysctl net.ipv4.conf.eth0.arp_ignore=1",
      "replace nft table inet multihomed { chain a; };",
    ),
    [["changed", { route: 1, endpoint: 1, limits: 1, setting: 1, table: 1 }]],
  );
  assert.deepEqual(plain("del conntrack --family ipv4 --mark 0x10000/0xff0000", "del nft table inet multihomed"), [
    ["removed", { connections: 1, table: 1 }],
  ]);
});

test("added stands before changed, and changed before removed", () => {
  const verbs = plain("del -4 rule a", "replace -4 route b", "add -4 rule c").map(([verb]) => verb);
  assert.deepEqual(verbs, ["added", "changed", "removed"]);
});

test("what was not told one by one counts too, and stands last", () => {
  assert.deepEqual(plain("add 12 more", "add -4 route default", "add 3 more", "del 2 more"), [
    ["added", { route: 1, more: 15 }],
    ["removed", { more: 2 }],
  ]);
  assert.deepEqual(
    [...(counted(operations("add 12 more", "add -4 route x"))[0]?.things.keys() ?? [])],
    ["route", "more"],
  );
});

test("what only a newer service does counts as one more", () => {
  assert.deepEqual(plain("add -4 tunnel x", "tune", "replace constructor y"), [
    ["added", { more: 1 }],
    ["changed", { more: 2 }],
  ]);
});
