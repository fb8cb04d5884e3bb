// A table's routes and what finds them, compared with a naive model after any number of changes.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as k from "../../../../service/netlink/uapi.ts";
import {
  inlineLegs,
  isOurs,
  type Route,
  type RouteKey,
  routeAttribute,
  routeNexthopId,
} from "../../../../service/view/route.ts";
import { RouteTable } from "../../../../service/view/route-table.ts";
import { linkIndex } from "../planes/routing/lines.ts";
import { addressBytes } from "./from-text/address.ts";
import { routeOf } from "./from-text/route.ts";

const SOURCES = ["192.0.2.10", "192.0.2.11"];
const WAYS = [
  "dev eth0",
  "via 192.0.2.1 dev eth0 src 192.0.2.10",
  "via 192.0.2.1 dev eth1 src 192.0.2.10",
  "via 192.0.2.1 dev eth1 src 192.0.2.11 proto 77",
  "nexthop via 192.0.2.1 dev eth0 nexthop via 192.0.2.2 dev eth1",
  "nexthop via 192.0.2.1 dev eth0 nexthop via 192.0.2.2 dev eth0",
  "nhid 1",
  "nhid 2 src 192.0.2.11",
  "proto 77",
];
const DESTINATIONS = ["default", "10.0.0.0/8", "10.1.0.0/16"];

interface Change {
  readonly key: RouteKey;
  readonly routes: readonly Route[];
  readonly append: boolean;
  readonly expiry: number | undefined;
}

const changes = fc.array(
  fc
    .record({
      to: fc.constantFrom(...DESTINATIONS),
      ways: fc.uniqueArray(fc.constantFrom(...WAYS), { maxLength: 4 }),
      append: fc.boolean(),
      expiry: fc.option(fc.nat(1000), { nil: undefined }),
    })
    .map(({ to, ways, append, expiry }): Change => {
      const routes = ways.map(
        (way) => routeOf(`${way === "proto 77" ? "blackhole " : ""}${to} ${way}`, linkIndex).route,
      );
      return { key: routeOf(`${to} dev eth0`, linkIndex).key, routes, append, expiry };
    }),
  { maxLength: 20 },
);

/** A list of routes by key, in order. */
type Model = Map<RouteKey, Route[]>;

test("every index agrees with the routes after any changes", () => {
  fc.assert(
    fc.property(changes, (all) => {
      const table = new RouteTable();
      const model: Model = new Map();
      for (const change of all) {
        apply(change, table, model);
        compare(table, model);
      }
      for (const key of [...table.keys()]) table.set(key, []);
      compare(table, new Map());
    }),
    { numRuns: 500 },
  );
});

function apply({ key, routes, append, expiry }: Change, table: RouteTable, model: Model): void {
  if (append) {
    for (const route of routes) {
      if (table.includes(key, route)) continue;
      table.append(key, route);
      model.set(key, [...(model.get(key) ?? []), route]);
    }
  } else {
    table.set(key, routes);
    if (routes.length > 0) model.set(key, [...routes]);
    else model.delete(key);
  }
  const [first] = routes;
  if (first !== undefined) table.setExpiry(first, expiry);
}

function compare(table: RouteTable, model: Model): void {
  const all = [...model].flatMap(([key, routes]) => routes.map((route) => ({ key, route })));
  assert.deepEqual([...table.keys()].sort(), [...model.keys()].sort());
  assert.equal(table.size, all.length);
  assert.equal(table.ours, all.filter(({ route }) => isOurs(route)).length);
  for (const { key, route } of all) {
    assert.ok(table.has(key) && table.includes(key, route));
    assert.deepEqual(table.get(key), model.get(key));
  }
  const keysOf = (wanted: (route: Route) => boolean) => [
    ...new Set(all.filter(({ route }) => wanted(route)).map(({ key }) => key)),
  ];
  for (const index of [1, 2, 3]) {
    const byLink = keysOf((route) => inlineLegs(route).some(({ ifindex }) => ifindex === index));
    assert.deepEqual([...table.byLink(index)].sort(), byLink.sort());
    const shared = all.some(({ route }) => {
      const legs = inlineLegs(route);
      return legs.length > 1 && legs.some(({ ifindex }) => ifindex === index);
    });
    assert.equal(table.isShared(index), shared);
    assert.deepEqual([...table.byNexthop(index)].sort(), keysOf((route) => routeNexthopId(route) === index).sort());
  }
  for (const source of SOURCES.map(addressBytes)) {
    assert.equal(
      table.prefers(source),
      all.some(({ route }) => routeAttribute(route, k.RTA_PREFSRC) === source),
    );
  }
  for (const [route] of table.expiries()) assert.ok(all.some((each) => each.route === route));
}

test("a lifetime stays while its route stays, and goes with it", () => {
  const table = new RouteTable();
  const { key, route } = routeOf("-6 default via fe80::1 dev eth0", linkIndex);
  const other = routeOf("-6 default via fe80::2 dev eth0", linkIndex).route;
  table.append(key, route);
  table.setExpiry(route, 1000);
  table.append(key, other);
  assert.equal(table.expiry(route), 1000);
  table.set(key, [other]);
  table.append(key, route);
  assert.equal(table.expiry(route), undefined);
});
