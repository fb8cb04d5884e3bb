// Bytes that no kernel sends: decoders and what reads their results never throw, never loop, and stay canonical.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeAddress } from "../../../../service/netlink/address.ts";
import { decodeLink } from "../../../../service/netlink/link.ts";
import { attribute, bytes16, bytes32, eachMessage } from "../../../../service/netlink/message.ts";
import { decodeNexthop, nexthopLeg } from "../../../../service/netlink/nexthop.ts";
import { decodeRoute, routeRequest } from "../../../../service/netlink/route.ts";
import { decodeRule } from "../../../../service/netlink/rule.ts";
import * as k from "../../../../service/netlink/uapi.ts";
import { inlineLegs, isDefault, isLocalToItsLink, keyOf, withLegs } from "../../../../service/view/route.ts";
import { routeText, ruleText } from "../../../../service/view/text.ts";
import { ALL_FILES, captures, linkName } from "./captures.ts";

const CAPTURED: readonly Buffer[] = ALL_FILES.flatMap((file) =>
  captures(file).flatMap(({ messages }) => messages.map(({ bytes }) => bytes)),
);

/** Decodes [start, end) as everything, and reads all that can be read of the results. */
function decodeAll(b: Buffer, start: number, end: number): void {
  decodeAddress(b, start, end);
  decodeLink(b, start, end);
  const nexthop = decodeNexthop(b, start, end);
  if (nexthop) for (const family of k.FAMILIES) nexthopLeg(nexthop, family, 0);
  const rule = decodeRule(b, start, end);
  if (rule !== undefined) ruleText(rule);
  const decoded = decodeRoute(b, start, end);
  if (decoded === undefined) return;
  const { route, table } = decoded;
  routeText(route, table, linkName);
  const copy = withLegs(route, 77, inlineLegs(route));
  for (const each of [route, copy]) {
    keyOf(each);
    isDefault(each);
    isLocalToItsLink(each);
  }
}

const piece = fc.uint8Array({ maxLength: 24 }).map((bytes) => Buffer.from(bytes).toString("latin1"));
/** Types whose payload is a number of 32 bits; it is read as one, without asking for its length. */
const NUMBERS = [k.RTA_OIF, k.RTA_PRIORITY, k.RTA_TABLE, k.RTA_NH_ID];
const typed = fc
  .tuple(fc.nat(31), piece)
  .map(([type, payload]): [number, string] => [
    type,
    NUMBERS.includes(type) ? payload.padEnd(4, "x").slice(0, 4) : payload,
  ]);
const attributes = fc
  .array(typed, { maxLength: 8 })
  .map((parts) => parts.map(([type, payload]) => attribute(type, payload)).join(""));
const leg = fc
  .tuple(fc.nat(255), fc.nat(5), attributes)
  .map(([flags, ifindex, inner]) => `${bytes16(8 + inner.length)}${bytes16(flags)}${bytes32(ifindex)}${inner}`);
const legs = fc.array(leg, { maxLength: 3 }).map((all) => attribute(k.RTA_MULTIPATH, all.join("")));
/** What looks like a route: a header, attributes of every type with payloads of any length, in any order, repeated. */
const routeLike = fc
  .tuple(
    fc.constantFrom(k.AF_INET, k.AF_INET6),
    fc.uint8Array({ minLength: 11, maxLength: 11 }),
    attributes,
    legs,
    piece,
  )
  .map(([family, header, some, multipath, junk]) =>
    Buffer.concat([Buffer.from([family]), header, Buffer.from(some + multipath + junk, "latin1")]),
  );

test("every truncation of every captured message is decoded or left", () => {
  for (const bytes of CAPTURED) {
    const step = Math.max(1, bytes.length >> 8);
    for (let end = 0; end <= bytes.length; end += step) decodeAll(bytes.subarray(0, end), 0, end);
  }
});

test("captured messages with a few bytes changed are decoded or left", () => {
  const change = fc.tuple(fc.nat(300), fc.nat(255));
  fc.assert(
    fc.property(fc.constantFrom(...CAPTURED), fc.array(change, { minLength: 1, maxLength: 4 }), (bytes, changes) => {
      const changed = Buffer.from(bytes);
      for (const [at, value] of changes) changed[at % changed.length] = value;
      decodeAll(changed, 0, changed.length);
    }),
    { numRuns: 3000 },
  );
});

test("random bytes are decoded or left, wherever they stand in a datagram", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(20), fc.constantFrom(2, 10), (bytes, before, family) => {
      const b = Buffer.concat([Buffer.alloc(before, 0xff), bytes]);
      if (bytes.length > 0) b[before] = family;
      decodeAll(b, before, b.length);
      eachMessage(b, (_type, _flags, _sequence, _port, buffer, start, end) => {
        assert.ok(start <= end && end <= buffer.length);
        decodeAll(buffer, start, end);
      });
    }),
    { numRuns: 3000 },
  );
});

test("whatever looks like a route has one canonical form", () => {
  fc.assert(
    fc.property(routeLike, fc.nat(0xffffffff), (bytes, table) => {
      decodeAll(bytes, 0, bytes.length);
      const first = decodeRoute(bytes, 0, bytes.length);
      if (first === undefined) return;
      const request = Buffer.from(routeRequest(k.RTM_NEWROUTE, 0, table, first.route).payload, "latin1");
      assert.equal(request.length % 4, 0);
      const second = decodeRoute(request, 0, request.length);
      assert.equal(second?.route, first.route);
      assert.equal(second?.key, first.key);
      assert.equal(second?.table, table);
    }),
    { numRuns: 3000 },
  );
});

test("the order of attributes makes no difference", () => {
  const distinct = fc.uniqueArray(typed, { selector: ([type]) => type });
  fc.assert(
    fc.property(distinct, (parts) => {
      const encode = (some: readonly (readonly [number, string])[]) => {
        const payload = `\x02${"\0".repeat(11)}${some.map(([type, bytes]) => attribute(type, bytes)).join("")}`;
        const b = Buffer.from(payload, "latin1");
        return decodeRoute(b, 0, b.length);
      };
      assert.deepEqual(encode([...parts].reverse()), encode(parts));
    }),
  );
});

test("the largest attributes there can be do not throw", () => {
  const big = "\xee".repeat(65_531);
  for (const type of [k.RTA_DST, k.RTA_PRIORITY, k.RTA_METRICS, k.RTA_CACHEINFO, k.RTA_NH_ID, k.RTA_VIA, 31]) {
    const b = Buffer.from(`\x0a${"\0".repeat(11)}${attribute(type, big)}`, "latin1");
    decodeAll(b, 0, b.length);
  }
  // The shortest legs there can be: as many as fit.
  const shortest = `\x08\0\0\0${bytes32(2)}`.repeat(8191);
  const b = Buffer.from(`\x0a${"\0".repeat(11)}${attribute(k.RTA_MULTIPATH, shortest)}`, "latin1");
  decodeAll(b, 0, b.length);
});
