// How a link stands: its state in the order of what decides, its addresses, and what the kernel has of ours for it.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { joinUplinks } from "../../../../service/planes/uplinks.ts";
import { gatewaysOf } from "../../../../service/status/gateways.ts";
import { type LinkStatus, linkStatus } from "../../../../service/status/link-status.ts";
import type { Problem } from "../../../../service/status/problems.ts";
import { ruleTable } from "../../../../service/view/rule.ts";
import type { View } from "../../../../service/view/view.ts";
import { assignmentOf } from "../planes/assignment.ts";
import { viewOf } from "../view/from-text/state.ts";

const REFUSED: Problem = { code: "kernel-refused", text: "ip -4 route add …: EINVAL" };

function statusOf(view: View, name: string, assigned: readonly string[], happened: readonly Problem[] = []) {
  const rules = new Map<number, number>();
  for (const [rule, count] of view.rules) rules.set(ruleTable(rule), (rules.get(ruleTable(rule)) ?? 0) + count);
  return linkStatus(name, {
    view,
    uplinks: joinUplinks(assigned.map(assignmentOf), view),
    problems: () => happened,
    gateways: gatewaysOf(view),
    rules,
  });
}

function known(
  lines: readonly string[],
  assigned: readonly string[] = [],
  happened: readonly Problem[] = [],
): LinkStatus {
  return statusOf(viewOf(lines), "eth0", assigned, happened) ?? assert.fail("there is no such link");
}

const UPLINK = "eth0 table 1000";
const STATES: readonly (readonly [state: string, why: string, lines: readonly string[]])[] = [
  ["absent", "there is no such link", ["link eth1 2"]],
  ["down", "it is down, whatever else", ["link eth0 2 down", "address 192.0.2.10/24 dev eth0"]],
  ["no-carrier", "it has no carrier, whatever address", ["link eth0 2 no-carrier", "address 192.0.2.10/24 dev eth0"]],
  ["no-address", "it has no address", ["link eth0 2", "link eth1 3", "address 192.0.2.10/24 dev eth1"]],
  ["no-address", "its only address is link-local", ["link eth0 2", "address fe80::10/64 dev eth0"]],
  ["active", "it has an IPv4 address", ["link eth0 2", "address 192.0.2.10/24 dev eth0"]],
  [
    "active",
    "it has an IPv6 address",
    ["link eth0 2", "address fe80::10/64 dev eth0", "address 2001:db8::10/64 dev eth0"],
  ],
  ["active", "it has an IPv4 link-local address", ["link eth0 2", "address 169.254.9.9/16 dev eth0"]],
];
for (const [state, why, lines] of STATES) {
  test(`an uplink is ${state} where ${why}`, () => {
    assert.equal(known(lines, [UPLINK]).state, state);
    // A problem does not hide what it is for want of, and is all that tells degraded from active.
    assert.equal(known(lines, [UPLINK], [REFUSED]).state, state === "active" ? "degraded" : state);
  });

  test(`a link that is not assigned is unassigned, also where ${why}`, () => {
    const status = statusOf(viewOf(lines), "eth0", ["eth1 table 1000"], [REFUSED]);
    assert.equal(status?.state, state === "absent" ? undefined : "unassigned");
  });
}

test("a link that is there and not assigned has no table, no options and no problems", () => {
  const lines = ["link eth0 2", "address 192.0.2.10/24 dev eth0", "rule from 192.0.2.99 lookup 1000"];
  assert.deepEqual(known(lines, ["eth1 table 1000"], [REFUSED]), {
    name: "eth0",
    index: 2,
    assigned: false,
    table: 0,
    priority: 0,
    state: "unassigned",
    problems: [],
    operationalState: "unknown",
    carrier: true,
    addresses: ["192.0.2.10/24"],
    gateways: [],
    routes: 0,
    rules: 0,
    options: {},
    allOptions: [],
    mark: 0,
  });
});

test("an uplink without a link has its assignment", () => {
  const options = { priority: 7, guard: false, "unassigned-routes": "exclude", strict: false, mptcp: [] };
  assert.deepEqual(known([], ["eth0 table 1000 priority 7 guard off unassigned exclude"]), {
    name: "eth0",
    index: 0,
    assigned: true,
    table: 1000,
    priority: 7,
    state: "absent",
    problems: [],
    operationalState: "notpresent",
    carrier: false,
    addresses: [],
    gateways: [],
    routes: 0,
    rules: 0,
    options,
    allOptions: [options],
    mark: 0,
  });
});

test("there is no status of what is neither there nor assigned", () => {
  assert.equal(statusOf(viewOf(["link eth1 3"]), "eth0", ["wwan0 table 1000"]), undefined);
  for (const name of ["", "constructor", "__proto__"]) assert.equal(statusOf(viewOf([]), name, []), undefined);
});

test("a priority that is the table's number is no option, whoever said it; another one is", () => {
  const options = (assigned: string) => known([], [assigned]).options;
  assert.equal("priority" in options("eth0 table 1000"), false);
  assert.equal("priority" in options("eth0 table 1000 priority 1000"), false);
  assert.equal(options("eth0 table 1000 priority 999").priority, 999);
  assert.equal(known([], ["eth0 table 1000"]).priority, 1000);
});

test("addresses are the local ones, with the length, in the kernel's order", () => {
  const lines = [
    "link eth0 2",
    "address 192.0.2.10/24 dev eth0",
    "address 192.0.2.10/25 dev eth0",
    "address 198.51.100.1 peer 198.51.100.2/32 dev eth0",
    "address 2001:db8::10/64 dev eth0",
    "address fe80::10/64 dev eth0",
  ];
  assert.deepEqual(known(lines).addresses, [
    "192.0.2.10/24",
    "192.0.2.10/25",
    "198.51.100.1/32",
    "2001:db8::10/64",
    "fe80::10/64",
  ]);
});

test("routes and rules are counted where they are ours and in the kernel, of both families, identical ones each", () => {
  const lines = [
    "link eth0 2",
    "route default via 192.0.2.1 dev eth0 table 1000 proto 77",
    "route 10.0.0.0/8 dev eth0 table 1000 proto 77",
    "route -6 default via fe80::1 dev eth0 table 1000 proto 77",
    "route 10.9.0.0/16 dev eth0 table 1000",
    "route default via 192.0.2.1 dev eth0 table 1001 proto 77",
    "route default via 192.0.2.1 dev eth0",
    "rule from 192.0.2.10 lookup 1000",
    "rule from 192.0.2.10 lookup 1000",
    "rule from 2001:db8::10 lookup 1000 priority 7",
    "rule from 192.0.2.10 lookup 1001",
  ];
  const view = viewOf(lines, [1000]);
  assert.deepEqual(
    [statusOf(view, "eth0", [UPLINK])].map((status) => [status?.routes, status?.rules]),
    [[3, 3]],
  );
  // The count goes with the table, not with the link.
  assert.equal(statusOf(view, "eth0", ["eth0 table 1001"])?.routes, 1);
});

test("operational states have the words of ip(8), and one that nobody knows is unknown", () => {
  const words = ["unknown", "notpresent", "down", "lowerlayerdown", "testing", "dormant", "up", "unknown"];
  for (const [operstate, word] of words.entries()) {
    const view = viewOf([]);
    view.setLink({ index: 2, name: "eth0", up: true, carrier: true, operstate });
    assert.equal(statusOf(view, "eth0", [])?.operationalState, word);
  }
});

test("a priority behind the main table's rule is a problem of the uplink, beside what happened", () => {
  const lines = ["link eth0 2", "address 192.0.2.10/24 dev eth0"];
  assert.deepEqual(known(lines, ["eth0 table 1000 priority 32765"], [REFUSED]).problems, [REFUSED]);
  for (const assigned of ["eth0 table 1000 priority 32766", "eth0 table 40000"]) {
    const { problems, state } = known(lines, [assigned], [REFUSED]);
    const [first, second, ...more] = problems;
    assert.deepEqual([first, second?.code, more], [REFUSED, "behind-main", []]);
    assert.match(second?.text ?? "", /^priority (32766|40000) stands behind the main table's rule \(32766\)/);
    assert.equal(state, "degraded");
  }
});

test("the state is what the first of its reasons says, whatever else is so", () => {
  const flag = fc.boolean();
  fc.assert(
    fc.property(
      fc.record({ there: flag, up: flag, carrier: flag, usable: flag, local: flag, problem: flag, assigned: flag }),
      ({ there, up, carrier, usable, local, problem, assigned }) => {
        const view = viewOf([]);
        if (there) view.setLink({ index: 2, name: "eth0", up, carrier, operstate: 6 });
        const address = { ifindex: 2, prefixLength: 24, tentative: false };
        if (usable) view.setAddress({ ...address, local: "\xc0\0\x02\x0a", peer: "\xc0\0\x02\x0a" });
        const linkLocal = `\xfe\x80${"\0".repeat(13)}\x01`;
        if (local) view.setAddress({ ...address, local: linkLocal, peer: linkLocal });
        const state = statusOf(view, "eth0", assigned ? [UPLINK] : [], problem ? [REFUSED] : [])?.state;
        const expected: readonly (readonly [boolean, string | undefined])[] = [
          [!assigned && !there, undefined],
          [!assigned, "unassigned"],
          [!there, "absent"],
          [!up, "down"],
          [!carrier, "no-carrier"],
          [!usable, "no-address"],
          [problem, "degraded"],
          [true, "active"],
        ];
        assert.equal(state, expected.find(([holds]) => holds)?.[1]);
      },
    ),
  );
});
