// Operations in words: those that ip(8) takes, so that what is told can be tried by hand.
import assert from "node:assert/strict";
import { test } from "node:test";
import { commandText } from "../../../../common/command-text.ts";
import type { Operation, RouteOperation } from "../../../../service/view/operation.ts";
import { operationText } from "../../../../service/view/operation-text.ts";
import { sourceRule } from "../../../../service/view/rule.ts";
import { linkIndex } from "../planes/routing/lines.ts";
import { routeOf } from "./from-text/route.ts";

const name = (ifindex: number) => ["", "lo", "eth0", "eth1", "tun0", "tun1"][ifindex] ?? `if${ifindex}`;

function route(line: string, verb: RouteOperation["verb"] = "add"): Operation {
  const { key, route: bytes, table } = routeOf(line, linkIndex);
  return { kind: "route", verb, family: bytes.charCodeAt(0) === 2 ? 2 : 10, table, key, route: bytes };
}
const rule = (source: string, verb: "add" | "delete"): Operation => ({
  kind: "rule",
  verb,
  rule: sourceRule(source, 1000, 7, 77),
});

const CASES: readonly (readonly [operation: Operation, verb: string, object: string])[] = [
  [
    route("default via 192.0.2.1 dev eth0 table 1000 proto 77"),
    "add",
    "-4 route default via 192.0.2.1 dev eth0 table 1000 proto 77",
  ],
  [
    route("10.0.0.0/8 dev eth1 table 4294967295 proto 77", "replace"),
    "replace",
    "-4 route 10.0.0.0/8 dev eth1 table 4294967295 proto 77 scope link",
  ],
  [
    route("-6 default via fe80::1 dev tun1 table 1000 proto 77", "delete"),
    "del",
    "-6 route default via fe80::1 dev tun1 table 1000 proto 77 metric 1024",
  ],
  [
    route("unreachable default metric 4294967295 table 1000 proto 77"),
    "add",
    "-4 route unreachable default table 1000 proto 77 metric 4294967295",
  ],
  [
    route(
      "default table 1000 proto 77 nexthop via 192.0.2.1 dev eth0 weight 1 nexthop via 192.0.2.2 dev eth1 weight 2",
    ),
    "add",
    "-4 route default table 1000 proto 77 nexthop via 192.0.2.1 dev eth0 weight 1 nexthop via 192.0.2.2 dev eth1 weight 2",
  ],
  [rule("\xc0\0\x02\x0a", "add"), "add", "-4 rule from 192.0.2.10 lookup 1000 priority 7 protocol 77"],
  [
    rule(`\x20\x01\x0d\xb8${"\0".repeat(11)}\x10`, "delete"),
    "del",
    "-6 rule from 2001:db8::10 lookup 1000 priority 7 protocol 77",
  ],
];
for (const [operation, verb, object] of CASES) {
  test(`in words: ${verb} ${object}`, () => {
    assert.deepEqual(operationText(operation, name), { verb, object });
    const [family, kind, ...rest] = object.split(" ");
    assert.equal(commandText({ verb, object }), `ip ${family} ${kind} ${verb} ${rest.join(" ")}`);
  });
}

test("a link that nobody knows has its number", () => {
  const operation = route("default dev tun1 table 1000 proto 77");
  assert.match(operationText(operation, (ifindex) => `if${ifindex}`).object, /^-4 route default dev if5 /);
});

test("a number of operations is no command", () => {
  assert.equal(commandText({ verb: "add", object: "12 more" }), "add 12 more");
});
