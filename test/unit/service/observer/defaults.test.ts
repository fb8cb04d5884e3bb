// By which links the ways to everywhere changed, and what makes no difference.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Defaults } from "../../../../service/observer/defaults.ts";
import { happen, kernelOf } from "../planes/routing/worlds.ts";

const LINKS = ["link eth0 2", "link eth1 3"];
const [FIRST, SECOND] = ["route default via 192.0.2.1 dev eth0", "route default via 192.0.2.2 dev eth1 metric 5"];

const CASES: readonly (readonly [
  what: string,
  before: readonly string[],
  line: string,
  expected: readonly number[],
])[] = [
  ["a default that comes", [], FIRST, [2]],
  ["a default that goes", [FIRST, SECOND], `gone ${SECOND}`, [3]],
  ["a default with another metric", [FIRST], `${FIRST} metric 7`, [2]],
  ["another router", [FIRST], "route default via 192.0.2.9 dev eth0 metric 9", [2]],
  ["a route to somewhere", [FIRST], "route 10.0.0.0/8 via 192.0.2.1 dev eth0", []],
  ["a default of another table", [FIRST], "route default via 192.0.2.1 dev eth0 table 1000", []],
  ["half of a default", [FIRST], "route 0.0.0.0/1 via 192.0.2.1 dev eth0", []],
  [
    "a lifetime that is renewed",
    ["route -6 default via fe80::1 dev eth0 proto 9 expires 300"],
    "route -6 default via fe80::1 dev eth0 proto 9 expires 900",
    [],
  ],
  ["a default by two links", [], "route default nexthop via 192.0.2.1 dev eth0 nexthop via 192.0.2.2 dev eth1", [2, 3]],
  [
    "a nexthop object with another router",
    ["nexthop id 1 via 192.0.2.1 dev eth0", "route default nhid 1"],
    "nexthop id 1 via 192.0.2.9 dev eth0",
    [2],
  ],
  ["a nexthop object of no default", [FIRST], "nexthop id 1 via 192.0.2.1 dev eth0", []],
];

for (const [what, before, line, expected] of CASES) {
  test(`${what}: ${expected.length === 0 ? "nothing changed" : `by ${expected.join(" and ")}`}`, () => {
    const view = kernelOf([...LINKS, ...before]);
    const defaults = new Defaults(view);
    defaults.changedBy({ kind: "all" });
    const changed = happen(line, view).flatMap((change) => defaults.changedBy(change));
    assert.deepEqual([...new Set(changed)].sort(), expected);
  });
}
