// What is worked out once stays only as long as it is true: every way to change a view ends it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { joinUplinks } from "../../../../service/planes/uplinks.ts";
import { whileUnchanged } from "../../../../service/planes/while-unchanged.ts";
import { groupOf } from "../../../../service/view/nexthop.ts";
import { RouteTable } from "../../../../service/view/route-table.ts";
import { AF_INET } from "../../../../service/view/view.ts";
import { routeOf } from "../view/from-text/route.ts";
import { viewOf } from "../view/from-text/state.ts";
import { linkIndex } from "./routing/lines.ts";

const { key, route } = routeOf("default via 192.0.2.1 dev eth0", linkIndex);
const other = routeOf("default via 192.0.2.2 dev eth0", linkIndex).route;
const address = { ifindex: 2, local: "\xc0\0\x02\x0a", prefixLength: 24, peer: "\xc0\0\x02\x0a", tentative: false };
const nexthop = groupOf(7, [{ id: 1, hops: 0 }], { buckets: 8, idleSeconds: 1 });

test("it is worked out again after every change of the view, and only then", () => {
  const view = viewOf(["link eth0 2"]);
  const uplinks = joinUplinks([], view);
  let times = 0;
  const count = whileUnchanged(() => ++times);
  const once = () => {
    const before = times;
    count(uplinks, view);
    count(uplinks, view);
    return times - before;
  };
  assert.equal(once(), 1);
  assert.equal(once(), 0);
  const main = view.tableForUpdate(AF_INET, 254);
  for (const change of [
    () => view.setLink({ index: 3, name: "eth1", up: true, carrier: false, operstate: 2 }),
    () => view.setLink({ index: 3, name: "eth1", up: true, carrier: true, operstate: 6 }),
    () => view.deleteLink(3),
    () => view.setAddress(address),
    () => view.deleteAddress(address),
    () => main.append(key, route),
    () => main.append(key, other),
    () => main.set(key, [other, route]),
    () => main.set(key, []),
    () => view.nexthops.set(7, nexthop),
    () => view.nexthops.delete(7),
    () => view.nexthops.clear(),
    () => view.replaceTable(AF_INET, 254, new RouteTable()),
  ]) {
    change();
    assert.equal(once(), 1, String(change));
    assert.equal(once(), 0, String(change));
  }
});

test("other uplinks, and another view, have their own", () => {
  const [one, two] = [viewOf([]), viewOf([])];
  const uplinks = joinUplinks([], one);
  const name = whileUnchanged((_, view) => (view === one ? "one" : "two"));
  assert.deepEqual([name(uplinks, one), name(uplinks, two), name(joinUplinks([], two), two)], ["one", "two", "two"]);
});
