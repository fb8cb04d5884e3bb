// The route that a packet falls under: longest prefix first, then the lower metric; in IPv6 also by source.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { keysFor, routesFor } from "../../../../service/explain/find-route.ts";
import { PAUSE } from "../../../../service/planes/plane.ts";
import { routeLine } from "../../../../service/view/text.ts";
import { viewOf } from "../view/from-text/state.ts";
import { packetIn, run } from "./world.ts";

const LINKS = ["link lo 1", "link eth0 2", "link eth1 3", "link eth2 4 down"];

function routesOf(lines: readonly string[], packet: string): string[] {
  const view = viewOf([...LINKS, ...lines.map((line) => `route ${line}`)]);
  const asked = packetIn(view, packet);
  const name = (ifindex: number) => view.links.get(ifindex)?.name ?? "";
  const routes = run(routesFor(view.table(asked.family, 254), asked, view));
  return routes.map((route) => routeLine(route, view.legs(route), name));
}

test("the longest prefix, then the lowest metric", () => {
  const lines = [
    "default via 10.1.0.1 dev eth0 metric 200",
    "default via 10.2.0.1 dev eth1 metric 100",
    "203.0.112.0/20 dev eth0 metric 5",
    "203.0.113.0/24 dev eth1 metric 9",
    "203.0.113.128/25 dev eth0",
  ];
  assert.deepEqual(routesOf(lines, "- 203.0.113.1"), ["203.0.113.0/24 dev eth1 scope link metric 9"]);
  assert.deepEqual(routesOf(lines, "- 203.0.113.129"), ["203.0.113.128/25 dev eth0 scope link"]);
  assert.deepEqual(routesOf(lines, "- 203.0.112.1"), ["203.0.112.0/20 dev eth0 scope link metric 5"]);
  assert.deepEqual(routesOf(lines, "- 192.0.2.1"), ["default via 10.2.0.1 dev eth1 metric 100"]);
  assert.deepEqual(routesOf([], "- 192.0.2.1"), []);
});

test("IPv4 takes the first of several of one key, IPv6 any", () => {
  const two = ["default via 10.1.0.1 dev eth0", "default via 10.2.0.1 dev eth1"];
  assert.deepEqual(routesOf(two, "- 192.0.2.1"), ["default via 10.1.0.1 dev eth0"]);
  const six = ["-6 default via fe80::1 dev eth0", "-6 default via fe80::1 dev eth1"];
  assert.equal(routesOf(six, "- 2001:db8::1").length, 2);
});

test("routes that carry nothing are passed over, but those that refuse are not", () => {
  assert.deepEqual(routesOf(["192.0.2.0/24 dev eth2", "default dev eth0"], "- 192.0.2.1"), [
    "default dev eth0 scope link",
  ]);
  assert.deepEqual(routesOf(["unreachable 192.0.2.0/24", "default dev eth0"], "- 192.0.2.1"), [
    "unreachable 192.0.2.0/24",
  ]);
  const dead = "192.0.2.0/24 nexthop via 10.1.0.1 dev eth0 dead weight 1 nexthop via 10.2.0.1 dev eth2 weight 1";
  assert.deepEqual(routesOf([dead, "default dev eth0"], "- 192.0.2.1"), ["default dev eth0 scope link"]);
});

test("routes for another type of service do not count; in IPv6 a source may be part of the prefix", () => {
  assert.deepEqual(routesOf(["192.0.2.0/24 tos 16 dev eth0"], "- 192.0.2.1"), []);
  const lines = ["2001:db8::/32 dev eth0", "2001:db8::/32 from 2001:db8:9::/48 dev eth1"];
  assert.match(routesOf(lines, "2001:db8:9::1 2001:db8::1")[0] ?? "", /eth1/);
  assert.match(routesOf(lines, "2001:db8:8::1 2001:db8::1")[0] ?? "", /eth0/);
  assert.match(routesOf(lines, "- 2001:db8::1")[0] ?? "", /eth0/);
  assert.match(routesOf(["-6 default from 2001:db8:9::/48 dev eth1"], "2001:db8:9::1 2001:db8::1")[0] ?? "", /eth1/);
});

test("every prefix that an address lies in is found, and no other", () => {
  const octet = fc.constantFrom(0, 1, 127, 128, 192, 255);
  const address = fc.tuple(octet, octet, octet, octet);
  const number = (parts: readonly number[]) => parts.reduce((sum, part) => sum * 256 + part, 0);
  const masked = (value: number, length: number) => Math.floor(value / 2 ** (32 - length)) * 2 ** (32 - length);
  const text = (value: number) => [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
  fc.assert(
    fc.property(fc.array(fc.tuple(address, fc.integer({ min: 0, max: 32 }))), address, (prefixes, to) => {
      const destination = number(to);
      if (destination === 0) return;
      const texts = prefixes.map(([parts, length]) => [masked(number(parts), length), length] as const);
      const view = viewOf([
        ...LINKS,
        ...texts.map(([prefix, length]) => `route ${length === 0 ? "default" : `${text(prefix)}/${length}`} dev eth0`),
      ]);
      const packet = packetIn(view, `- ${text(destination)}`);
      const keys = run(keysFor(view.table(2, 254).keys(), packet));
      const expected = texts.filter(([prefix, length]) => masked(destination, length) === prefix);
      assert.deepEqual(
        keys.map((key) => key.charCodeAt(1)),
        [...new Set(expected.map(([, length]) => length))].sort((one, other) => other - one),
      );
    }),
  );
});

test("a large table is looked at with pauses", () => {
  const lines = Array.from({ length: 10_000 }, (_, at) => `route 10.${at >> 8}.${at & 255}.0/24 dev eth0`);
  const view = viewOf([...LINKS, ...lines]);
  const steps = keysFor(view.table(2, 254).keys(), packetIn(view, "- 10.0.7.1"));
  let pauses = 0;
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) {
      assert.equal(step.value.length, 1);
      break;
    }
    assert.equal(step.value, PAUSE);
    pauses++;
  }
  assert.equal(pauses, 2);
});
