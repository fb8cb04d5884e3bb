// Which connections of the kernel's listing are meant, and what is sent to have them forgotten.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Connections, deletionOf, deletions } from "../../../../service/netlink/conntrack.ts";
import { eachMessage } from "../../../../service/netlink/message.ts";
import { datagrams } from "./captures.ts";

/** Of IPv4: 198.51.100.7 translated to 192.0.2.1 with mark 0x4302000f, 192.0.2.1 without one; IPv6: 2001:db8::7, mark 0x10000. */
const listed = datagrams("conntrack").flatMap((each) => each.datagrams);

const found = (connections: Connections): string[] => {
  const payloads: string[] = [];
  for (const datagram of listed) {
    eachMessage(datagram, (_type, _flags, _sequence, _port, b, start, end) => {
      const request = deletionOf(connections, b, start, end);
      if (request) payloads.push(request.payload);
    });
  }
  return payloads;
};

const SIX = `\x20\x01\x0d\xb8${"\0".repeat(11)}\x07`;
const CASES: readonly (readonly [string, Connections, number])[] = [
  ["a mark within the mask", { mark: 0x00020000, mask: 0x00ff0000 }, 1],
  ["a mark with more of the mask", { mark: 0x00020000, mask: 0xffff0000 }, 0],
  ["a mark with the highest bits of the mask", { mark: 0x43020000, mask: 0xffff0000 }, 1],
  ["any mark", { mark: 0, mask: 0 }, 3],
  ["no mark", { mark: 0, mask: 0xffffffff }, 1],
  ["a source that is translated, which others do not see", { mark: 0, mask: 0, address: "\xc6\x33\x64\x07" }, 0],
  ["a source that others are translated to", { mark: 0, mask: 0, address: "\xc0\x00\x02\x01" }, 2],
  ["a source of IPv6", { mark: 0x10000, mask: 0xff0000, address: SIX }, 1],
  ["a source of IPv6 with another mark", { mark: 0x20000, mask: 0xff0000, address: SIX }, 0],
  ["an address that nobody has", { mark: 0, mask: 0, address: "\xc0\x00\x02\x02" }, 0],
];

for (const [what, connections, count] of CASES) {
  test(`${count} of the listed are of ${what}`, () => assert.equal(found(connections).length, count));
}

test("a deletion names the connection as the kernel did, with its number", () => {
  const [payload = ""] = found({ mark: 0x10000, mask: 0xff0000 });
  assert.equal(payload.slice(0, 4), "\x0a\0\0\0");
  // CTA_TUPLE_ORIG, nested; then CTA_ID.
  assert.match(payload, new RegExp(`^.{4}\\x54\\x00\\x01\\x80.*${SIX}.*\\x08\\x00\\x0c\\x00.{4}$`, "s"));
  assert.equal(payload.length, 4 + 0x54 + 8);
});

test("the kernel's own search is asked as conntrack(8) asks, with a filter by the source as others see it", () => {
  const hex = (connections: Connections) =>
    deletions(connections).map(({ payload }) => Buffer.from(payload, "latin1").toString("hex"));
  const mark = "0800080000010000" + "0800150000ff0000";
  assert.deepEqual(hex({ mark: 0x10000, mask: 0xff0000 }), [`00000000${mark}`]);
  assert.deepEqual(hex({ mark: 0x10000, mask: 0xff0000, family: 10 }), [`0a010000${mark}`]);
  assert.deepEqual(hex({ mark: 0x10000, mask: 0xff0000, address: "\xc0\x00\x02\x01" }), [
    ["02010000", mark, "10000280", "0c000180", "08000200c0000201", "0c001980", "0800020002000000"].join(""),
  ]);
});

test("messages that are cut off, changed or made up are read without harm", () => {
  const any: Connections = { mark: 0, mask: 0, address: "\xc0\x00\x02\x01" };
  for (const datagram of listed) {
    for (let end = 0; end <= datagram.length; end++) deletionOf(any, datagram, 16, end);
  }
  const change = fc.tuple(fc.nat(400), fc.nat(255));
  fc.assert(
    fc.property(fc.constantFrom(...listed), fc.array(change, { minLength: 1, maxLength: 4 }), (datagram, changes) => {
      const changed = Buffer.from(datagram);
      for (const [at, value] of changes) changed[at % changed.length] = value;
      const request = deletionOf(any, changed, 16, changed.length);
      assert.equal((request?.payload.length ?? 0) % 4, 0);
    }),
    { numRuns: 2000 },
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (b) => void deletionOf(any, Buffer.from(b), 0, b.length)));
});
