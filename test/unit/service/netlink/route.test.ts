// Routes as a real kernel tells them, and our copies as it takes them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type DecodedRoute, decodeRoute, routeDump, routeRequest } from "../../../../service/netlink/route.ts";
import * as k from "../../../../service/netlink/uapi.ts";
import { isOurs, keyOf, routeAttribute, withProtocol } from "../../../../service/view/route.ts";
import { routeText } from "../../../../service/view/text.ts";
import { captures, linkName } from "./captures.ts";

const OURS = 77;
const TABLE = 1000;

function decode(bytes: Buffer): DecodedRoute {
  const decoded = decodeRoute(bytes, 0, bytes.length);
  assert.ok(decoded);
  return decoded;
}

const hex = (payload: string): string => Buffer.from(payload, "latin1").toString("hex");

for (const { command, messages } of [...captures("routes4"), ...captures("routes6")]) {
  for (const { bytes, text, taken, echo } of messages) {
    test(`decoded: ${command}`, () => {
      const { route, table, key, lifetime } = decode(bytes);
      const told = lifetime === undefined ? "" : ` # ${lifetime} s`;
      assert.equal(routeText(route, table, linkName) + told, text);
      assert.equal(key, keyOf(route));
    });

    test(`canonical: ${command}`, () => {
      const { route, key } = decode(bytes);
      const again = decode(Buffer.from(routeRequest(k.RTM_NEWROUTE, 0, TABLE, route).payload, "latin1"));
      assert.equal(again.route, route);
      assert.equal(again.key, key);
      assert.equal(again.table, TABLE);
    });

    if (taken === undefined || echo === undefined) continue;
    test(`copied as the kernel takes it: ${command}`, () => {
      const { route, lifetime } = decode(bytes);
      const copy = withProtocol(route, OURS);
      assert.equal(hex(routeRequest(k.RTM_NEWROUTE, k.NLM_F_CREATE, TABLE, copy, lifetime).payload), taken);
      const told = decode(echo);
      assert.equal(told.route, copy);
      assert.equal(told.table, TABLE);
      assert.equal(told.lifetime === undefined, lifetime === undefined);
      assert.ok(isOurs(told.route));
    });
  }
}

test("what the kernel gives but does not take is left out", () => {
  for (const { messages } of [...captures("routes4"), ...captures("routes6")]) {
    for (const { bytes } of messages) {
      const { route } = decode(bytes);
      assert.equal(route.charCodeAt(4), 0); // rtm_table
      assert.equal(Buffer.from(route, "latin1").readUInt32LE(8) & ~k.RTNH_F_ONLINK, 0); // rtm_flags
      for (const type of [k.RTA_TABLE, k.RTA_CACHEINFO, k.RTA_EXPIRES]) {
        assert.equal(routeAttribute(route, type), undefined);
      }
    }
  }
});

test("a route through a nexthop object keeps only its id", () => {
  const byId = captures("routes4").filter(({ command }) => command.includes("nhid"));
  assert.equal(byId.length, 3);
  for (const { messages } of byId) {
    for (const { bytes } of messages) {
      const { route } = decode(bytes);
      assert.ok(routeAttribute(route, k.RTA_NH_ID));
      for (const type of [k.RTA_OIF, k.RTA_GATEWAY, k.RTA_MULTIPATH]) {
        assert.equal(routeAttribute(route, type), undefined);
      }
    }
  }
});

test("the legs of an IPv6 route are in one order, whatever the kernel's", () => {
  // An append is announced with the new leg first, and listed with the first leg first.
  const [, , append, show] = captures("order6");
  const [announced] = append?.messages ?? [];
  const [listed] = show?.messages ?? [];
  assert.ok(announced && listed);
  assert.notEqual(announced.bytes.toString("hex"), listed.bytes.toString("hex"));
  assert.equal(decode(announced.bytes).route, decode(listed.bytes).route);
});

test("a lifetime is written in whole seconds, rounded up, never none", () => {
  const [first] = captures("routes6");
  const { route } = decode(first?.messages[0]?.bytes ?? Buffer.alloc(0));
  const expires = (lifetime: number) => {
    const { payload } = routeRequest(k.RTM_NEWROUTE, 0, TABLE, route, lifetime);
    return Buffer.from(payload.slice(-4), "latin1").readUInt32LE();
  };
  assert.deepEqual([1800, 0.2, 0, -5].map(expires), [1800, 1, 1, 1]);
});

test("cached routes and those of other families are not decoded", () => {
  const [capture] = captures("routes4");
  const bytes = Buffer.from(capture?.messages[0]?.bytes ?? []);
  bytes.writeUInt32LE(k.RTM_F_CLONED, 8);
  assert.equal(decodeRoute(bytes, 0, bytes.length), undefined);
  bytes.writeUInt32LE(0, 8);
  bytes[0] = 28; // AF_MPLS
  assert.equal(decodeRoute(bytes, 0, bytes.length), undefined);
});

test("a dump is limited by what was asked for", () => {
  assert.equal(hex(routeDump({ family: k.AF_INET }).payload), "020000000000000000000000");
  assert.equal(
    hex(routeDump({ family: k.AF_INET6, table: 1000, ifindex: 3, protocol: 9 }).payload),
    "0a0000000009000000000000" + "08000f00e8030000" + "0800040003000000",
  );
});
