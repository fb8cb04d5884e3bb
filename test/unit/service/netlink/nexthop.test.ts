// Nexthop objects as a real kernel tells them, and as the next hops of a route.
import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeNexthop, type Nexthop, nexthopLeg, nexthopRequest } from "../../../../service/netlink/nexthop.ts";
import { AF_INET, RTM_NEWNEXTHOP } from "../../../../service/netlink/uapi.ts";
import { captures } from "./captures.ts";

function nexthop(id: number): Nexthop {
  const decoded = captures("nexthops")
    .flatMap(({ messages }) => messages)
    .map(({ bytes }) => decodeNexthop(bytes, 0, bytes.length))
    .find((each) => each?.id === id);
  assert.ok(decoded);
  return decoded;
}

const single = { protocol: 0, onlink: false, gateway: "", encapsulation: "", group: [], resilient: undefined };

test("single nexthops", () => {
  assert.deepEqual(nexthop(31), { ...single, id: 31, family: AF_INET, ifindex: 2, gateway: "\xc0\0\x02\x01" });
  assert.deepEqual(nexthop(32), {
    ...single,
    id: 32,
    family: AF_INET,
    ifindex: 3,
    onlink: true,
    gateway: "\xcb\0\x72\x01",
  });
  assert.deepEqual(nexthop(33), { ...single, id: 33, family: AF_INET, ifindex: 3 });
});

test("a blackhole has no link", () => {
  assert.deepEqual(nexthop(34), { ...single, id: 34, family: AF_INET, ifindex: undefined });
});

test("groups, with their weights less one, also a resilient one", () => {
  const group = [
    { id: 31, hops: 2 },
    { id: 32, hops: 255 },
  ];
  assert.deepEqual(nexthop(37), { ...single, id: 37, family: 0, ifindex: undefined, group });
  assert.deepEqual(nexthop(38).group, group);
  assert.deepEqual(nexthop(38).resilient, { buckets: 32, idleSeconds: 120 });
});

test("a weight of 16 bits counts as the most that a route's leg can have", () => {
  const bytes = Buffer.from("0000000000000000" + "0800010005000000" + "0c0002001f000000e7030000", "hex");
  assert.deepEqual(decodeNexthop(bytes, 0, bytes.length)?.group, [{ id: 31, hops: 255 }]);
});

test("written in a route of its own family, the gateway is a gateway", () => {
  assert.deepEqual(nexthopLeg(nexthop(31), AF_INET, 4), {
    ifindex: 2,
    onlink: false,
    dead: false,
    hops: 4,
    attributes: "\x08\0\x05\0\xc0\0\x02\x01",
  });
});

test("written in a route of IPv4, a gateway of IPv6 is a via", () => {
  const leg = nexthopLeg(nexthop(35), AF_INET, 0);
  const via = "16001200" + "0a00" + "20010db8000000000000000000000001" + "0000";
  assert.equal(Buffer.from(leg?.attributes ?? "", "latin1").toString("hex"), via);
});

test("written in a route, an encapsulation is one of the route", () => {
  const { attributes = "" } = nexthopLeg(nexthop(36), AF_INET, 0) ?? {};
  const byHand = captures("routes4").find(({ command }) => command.includes("encap ip id 30"))?.messages[0];
  const hex = Buffer.from(attributes, "latin1").toString("hex");
  // Gateway, type and parameters, as in a route that was made with them.
  assert.equal(hex.slice(0, 16), "08000500c0000201");
  assert.ok(byHand?.taken?.includes(hex.slice(16)));
});

test("groups and blackholes cannot be written as one leg", () => {
  assert.equal(nexthopLeg(nexthop(37), AF_INET, 0), undefined);
  assert.equal(nexthopLeg(nexthop(34), AF_INET, 0), undefined);
});

test("a message without an id is none", () => {
  assert.equal(decodeNexthop(Buffer.alloc(8), 0, 8), undefined);
});

test("what is asked for is what is told back, whoever made it", () => {
  for (const id of [31, 32, 33, 35, 36, 37, 38]) {
    const made = { ...nexthop(id), protocol: 77 };
    const bytes = Buffer.from(nexthopRequest(RTM_NEWNEXTHOP, 0, made).payload, "latin1");
    assert.deepEqual(decodeNexthop(bytes, 0, bytes.length), made);
  }
});
