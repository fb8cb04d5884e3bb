// Several routes of one key: a listing by link leaves them alone, an audit sees their order.
import assert from "node:assert/strict";
import { test } from "node:test";
import { audit } from "../../../../service/observer/audit.ts";
import { stateOf } from "../planes/model-kernel.ts";
import { kernelOf } from "../planes/routing/worlds.ts";
import { listingsOf } from "./fake-kernel.ts";

const LINKS = ["link eth0 2", "link eth1 3"];

test("a listing by link leaves a key alone that has a route through a nexthop object too", async () => {
  const lines = [
    ...LINKS,
    "nexthop id 1 via 192.0.2.1 dev eth0",
    "route 10.0.0.0/8 via 192.0.2.2 dev eth0",
    "route 10.0.0.0/8 nhid 1",
  ];
  const view = kernelOf(lines);
  const { listings, changes } = listingsOf(view, lines);
  await listings.link(2);
  assert.deepEqual(stateOf(view), stateOf(kernelOf(lines)));
  assert.deepEqual(changes, []);
});

test("an audit finds routes of one key in another order", async () => {
  const one = [...LINKS, "route 10.0.0.0/8 via 192.0.2.2 dev eth0", "route 10.0.0.0/8 via 192.0.2.3 dev eth0"];
  const other = [...LINKS, "route 10.0.0.0/8 via 192.0.2.3 dev eth0", "route 10.0.0.0/8 via 192.0.2.2 dev eth0"];
  const view = kernelOf(one);
  const { listings, clock } = listingsOf(view, other);
  await audit(listings, clock);
  assert.deepEqual(stateOf(view), stateOf(kernelOf(other)));
});
