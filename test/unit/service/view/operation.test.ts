// An operation applied to the view, and taken back when the kernel refuses it.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  applyOperation,
  type Operation,
  operationChange,
  revertOperation,
} from "../../../../service/view/operation.ts";
import { isOurs } from "../../../../service/view/route.ts";
import type { View } from "../../../../service/view/view.ts";
import { assignmentOf } from "../planes/assignment.ts";
import { stateOf } from "../planes/model-kernel.ts";
import { planAll } from "../planes/planned.ts";
import { linkIndex } from "../planes/routing/lines.ts";
import { kernelOf, linesOf, world } from "../planes/routing/worlds.ts";
import { routeOf } from "./from-text/route.ts";

const SET = (view: View) => stateOf(view).map((line) => line.replace(/ \(number \d+\)/, ""));

test("what is applied and refused leaves the view as it was, but for the order of routes with one key", () => {
  fc.assert(
    fc.property(world, (host) => {
      const view = kernelOf(linesOf(host));
      const before = SET(view).sort();
      const ours = [...view.tables(2)].map(([table, routes]) => [table, routes.ours]);
      const planned = planAll(host.config.map(assignmentOf), view);
      for (const operation of planned) {
        applyOperation(view, operation);
        revertOperation(view, operation);
        assert.deepEqual(SET(view).sort(), before);
      }
      for (const operation of planned) applyOperation(view, operation);
      for (const operation of [...planned].reverse()) revertOperation(view, operation);
      assert.deepEqual(SET(view).sort(), before);
      for (const [table = 0, number] of ours) assert.equal(view.table(2, table).ours, number);
    }),
    { numRuns: 500 },
  );
});

test("a replacement takes the place of what stood there, with its lifetime", () => {
  const view = kernelOf(["link eth0 2", "route -6 default via fe80::9 dev eth0 table 1000 proto 77 expires 5"]);
  const old = routeOf("-6 default via fe80::9 dev eth0 proto 77", linkIndex);
  const { key, route } = routeOf("-6 default via fe80::1 dev eth0 proto 77", linkIndex);
  const replace: Operation = {
    kind: "route",
    verb: "replace",
    family: 10,
    table: 1000,
    key,
    route,
    instead: old.route,
    expiry: 9000,
  };
  applyOperation(view, replace);
  const table = view.table(10, 1000);
  assert.deepEqual(table.get(key), [route]);
  assert.deepEqual([...table.expiries()], [[route, 9000]]);
  assert.ok(table.get(key).every(isOurs));
  assert.deepEqual(operationChange(replace), { kind: "route", table: 1000, key, lost: false });
});

test("a route that is written again only gets another lifetime", () => {
  const view = kernelOf(["link eth0 2", "route -6 default via fe80::1 dev eth0 table 1000 proto 77 expires 5"]);
  const { key, route } = routeOf("-6 default via fe80::1 dev eth0 proto 77", linkIndex);
  const operation = { kind: "route", family: 10, table: 1000, key, route } as const;
  applyOperation(view, { ...operation, verb: "replace", instead: route, expiry: 7000 });
  assert.deepEqual(view.table(10, 1000).get(key), [route]);
  assert.equal(view.table(10, 1000).expiry(route), 7000);
  assert.equal(view.table(10, 1000).size, 1);
});
