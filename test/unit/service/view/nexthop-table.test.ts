// Which nexthop objects are ours, whatever happens to an id.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Nexthop } from "../../../../service/netlink/nexthop.ts";
import { groupOf } from "../../../../service/view/nexthop.ts";
import { NexthopTable } from "../../../../service/view/nexthop-table.ts";

const ours = (id: number): Nexthop => groupOf(id, [{ id: 1, hops: 0 }], { buckets: 8, idleSeconds: 1 });
const others = (id: number): Nexthop => ({ ...ours(id), protocol: 186 });

test("ours are those with our protocol, until someone else takes the id or it goes", () => {
  const table = new NexthopTable();
  table.set(1, ours(1)).set(2, others(2)).set(3, ours(3));
  assert.deepEqual([...table.ours.keys()], [1, 3]);
  assert.equal(table.size, 3);
  table.set(1, others(1)).set(2, ours(2));
  assert.deepEqual([...table.ours.keys()], [3, 2]);
  assert.equal(table.delete(3), true);
  assert.equal(table.delete(3), false);
  assert.deepEqual([...table.ours.keys()], [2]);
  table.clear();
  assert.deepEqual([table.size, table.ours.size], [0, 0]);
});
