// What the kernel announced about tables of nftables: only what is about ours counts.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { concerns } from "../../../../service/netlink/table-monitor.ts";
import { datagrams } from "./captures.ts";

for (const { command, datagrams: announced } of datagrams("nftables")) {
  const ours = /\binet multihomed\b/.test(command);
  test(`${ours ? "ours" : "another's"}: ${command}`, () => {
    assert.equal(
      announced.some((datagram) => concerns(datagram, "multihomed")),
      ours,
    );
    // The last says that a transaction ended, and not whose table it was about.
    assert.equal(concerns(announced.at(-1) ?? Buffer.alloc(0), "multihomed"), false);
  });
}

const all = datagrams("nftables").flatMap((each) => each.datagrams);

test("one message of ours among others' is enough", () => {
  assert.equal(concerns(Buffer.concat(all), "multihomed"), true);
  assert.equal(concerns(Buffer.concat(all), "multihomed3"), false);
});

test("messages that are cut off, changed or made up are judged without harm", () => {
  for (const datagram of all) {
    for (let end = 0; end <= datagram.length; end++) concerns(datagram.subarray(0, end), "multihomed");
  }
  const change = fc.tuple(fc.nat(300), fc.nat(255));
  fc.assert(
    fc.property(fc.constantFrom(...all), fc.array(change, { minLength: 1, maxLength: 4 }), (datagram, changes) => {
      const changed = Buffer.from(datagram);
      for (const [at, value] of changes) changed[at % changed.length] = value;
      concerns(changed, "multihomed");
    }),
    { numRuns: 2000 },
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void concerns(Buffer.from(bytes), "multihomed")));
});

test("a message that is nothing but a header is not taken for the one behind it", () => {
  const [table] = datagrams("nftables")[0]?.datagrams ?? [];
  assert.ok(table);
  const header = Buffer.from(table.subarray(0, 16));
  header.writeUInt32LE(16);
  const other = Buffer.from(table);
  other.writeUInt16LE(0x0100, 4); // of connection tracking
  assert.equal(concerns(Buffer.concat([header, other]), "multihomed"), false);
});
