// A link with several uplinks, one for each router: the link shows the first of them, counts and troubles are of all.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { joinUplinks } from "../../../../service/planes/uplinks.ts";
import { linkStatus } from "../../../../service/status/link-status.ts";
import type { Problem } from "../../../../service/status/problems.ts";
import { serviceProblems } from "../../../../service/status/service-status.ts";
import { ruleTable } from "../../../../service/view/rule.ts";
import { assignmentOf } from "../planes/assignment.ts";
import { viewOf } from "../view/from-text/state.ts";

const FIRST = "eth0 table 1001 priority 40 gateway 192.0.2.2";
const SECOND = "eth0 table 1000 priority 50 gateway 192.0.2.1";
const THIRD = "eth0 table 1002 priority 50 guard off gateway 192.0.2.3";
const LINES = [
  "link eth0 2",
  "link eth1 3",
  "address 192.0.2.10/24 dev eth0",
  "route default via 192.0.2.1 dev eth0 table 1000 proto 77",
  "route default via 192.0.2.2 dev eth0 table 1001 proto 77",
  "route 10.0.0.0/8 dev eth0 table 1001 proto 77",
  "route default via 192.0.2.3 dev eth0 table 1003 proto 77",
  "rule from 192.0.2.10 lookup 1001 priority 40",
  "rule from 192.0.2.10 lookup 1002 priority 50",
  "rule from 192.0.2.10 lookup 1003",
];
const problem = (text: string): Problem => ({ code: "kernel-refused", text });

function statusOf(
  name: string,
  assigned: readonly string[],
  lines: readonly string[] = LINES,
  happened: ReadonlyMap<number, readonly Problem[]> = new Map(),
) {
  const view = viewOf(lines, [1000, 1001, 1002, 1003]);
  const rules = new Map([...view.rules].map(([rule, count]) => [ruleTable(rule), count]));
  const uplinks = joinUplinks(assigned.map(assignmentOf), view);
  const problems = (table: number) => happened.get(table) ?? [];
  const status = linkStatus(name, { view, uplinks, problems, gateways: new Map(), rules });
  return status ?? assert.fail(`there is no link ${name}`);
}

test("the link shows the uplink of the lowest priority, then table, whichever is named first", () => {
  const orders = fc.shuffledSubarray([FIRST, SECOND, THIRD, "eth1 table 999"], { minLength: 4 });
  fc.assert(
    fc.property(orders, (assigned) => {
      const { table, priority, options, allOptions, assigned: is } = statusOf("eth0", assigned);
      assert.deepEqual([is, table, priority, options.gateway], [true, 1001, 40, "192.0.2.2"]);
      assert.deepEqual(
        allOptions.map(({ gateway }) => gateway),
        ["192.0.2.2", "192.0.2.1", "192.0.2.3"],
      );
      assert.deepEqual(allOptions[0], options);
    }),
  );
});

test("routes and rules are those of all its uplinks, and of nobody else", () => {
  const { routes, rules } = statusOf("eth0", [SECOND, FIRST, THIRD]);
  assert.deepEqual([routes, rules], [3, 2]);
  const other = statusOf("eth1", [SECOND, FIRST, THIRD, "eth1 table 1003"]);
  assert.deepEqual([other.routes, other.rules], [1, 1]);
});

test("problems are those of all its uplinks, the first's first, for the link and for the service", () => {
  const happened = new Map([
    [1000, [problem("second")]],
    [1001, [problem("first"), problem("first again")]],
    [1003, [problem("nobody's")]],
  ]);
  const assigned = [SECOND, FIRST, "eth0 table 1002 priority 40000 gateway 192.0.2.3"];
  const { problems, state } = statusOf("eth0", assigned, LINES, happened);
  assert.deepEqual(
    problems.map(({ code, text }) => (code === "behind-main" ? code : text)),
    ["first", "first again", "second", "behind-main"],
  );
  assert.equal(state, "degraded");
  // A problem of the second alone is enough.
  assert.equal(statusOf("eth0", [FIRST, SECOND], LINES, new Map([[1000, [problem("x")]]])).state, "degraded");
  const uplinks = joinUplinks(assigned.map(assignmentOf), viewOf(LINES));
  const ofService = serviceProblems(new Map(), uplinks, (table) => happened.get(table) ?? []);
  assert.deepEqual(new Set(ofService.map(({ interface: name }) => name)), new Set(["eth0"]));
  assert.equal(ofService.length, 4);
});

test("it has an address where one of its uplinks has, of that uplink's family", () => {
  const state = (address: string, ...assigned: string[]) => statusOf("eth0", assigned, ["link eth0 2", address]).state;
  const IPV4 = "address 192.0.2.10/24 dev eth0";
  const IPV6 = "address 2001:db8::10/64 dev eth0";
  assert.equal(state(IPV4, FIRST, SECOND), "active");
  assert.equal(state(IPV6, FIRST, SECOND), "no-address");
  assert.equal(state(IPV6, FIRST, "eth0 table 1005 gateway fe80::1"), "active");
  assert.equal(state("address fe80::9/64 dev eth0", FIRST, "eth0 table 1005 gateway fe80::1"), "no-address");
});

test("an absent link with several uplinks is one absent link", () => {
  const { state, table, index } = statusOf("eth0", [SECOND, FIRST], ["link eth1 3"]);
  assert.deepEqual([state, table, index], ["absent", 1001, 0]);
});
