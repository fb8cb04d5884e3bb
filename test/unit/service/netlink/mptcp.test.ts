// MPTCP's endpoints and limits as a real kernel tells them, and as ip-mptcp(8) sends them.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ENDPOINT_FLAGS } from "../../../../common/endpoint-flag.ts";
import { decodeFamily } from "../../../../service/netlink/generic.ts";
import { eachMessage, type MessageHandler } from "../../../../service/netlink/message.ts";
import {
  decodeEndpoint,
  decodeLimits,
  type Endpoint,
  encodeEndpoint,
  encodeId,
  encodeLimits,
} from "../../../../service/netlink/mptcp.ts";
import { datagrams } from "./captures.ts";

/** What `decode` finds in the messages that answered a command. */
function answers<T>(command: string, decode: (b: Buffer, start: number, end: number) => T | undefined): T[] {
  const found: T[] = [];
  const handle: MessageHandler = (_type, _flags, _sequence, _port, b, start, end) => {
    const one = decode(b, start, end);
    if (one !== undefined) found.push(one);
  };
  for (const each of datagrams("mptcp")) {
    if (each.command === command) for (const datagram of each.datagrams) eachMessage(datagram, handle);
  }
  return found;
}

const FOUR = "\xc0\x00\x02\x01";
const SIX = `\x20\x01\x0d\xb8${"\0".repeat(11)}\x07`;
const backup: Endpoint = {
  id: 7,
  address: FOUR,
  ifindex: 1,
  flags: ["subflow", "backup"],
  port: 0,
  unknownFlags: 0,
};

test("endpoints are listed with id, address, link, flags and port", () => {
  assert.deepEqual(answers("ip mptcp endpoint show", decodeEndpoint), [
    { id: 1, address: "\xc6\x33\x64\x07", ifindex: 0, flags: ["subflow", "fullmesh"], port: 0, unknownFlags: 0 },
    backup,
    { id: 200, address: SIX, ifindex: 0, flags: ["signal"], port: 8080, unknownFlags: 0 },
  ]);
  assert.deepEqual(answers("ip mptcp endpoint show id 7", decodeEndpoint), [backup]);
  assert.deepEqual(answers("ip mptcp endpoint show id 8", decodeEndpoint), []);
});

test("limits are read", () => {
  assert.deepEqual(answers("ip mptcp limits show", decodeLimits), [{ subflows: 4, addAddrAccepted: 3 }]);
});

test("the family's number is read", () => {
  assert.deepEqual(answers("genl ctrl get name mptcp_pm", decodeFamily), [0x1c]);
});

/** What strace(1) shows of ip-mptcp(8), the attributes in our order. */
test("an endpoint, an id and limits are sent as ip-mptcp(8) sends them", () => {
  const hex = (payload: string) => Buffer.from(payload, "latin1").toString("hex");
  const parts = (...all: string[]) => all.join("");
  assert.equal(
    hex(encodeEndpoint(backup)),
    parts(
      "2c000180",
      "0600010002000000",
      "08000300c0000201",
      "0500020007000000",
      "0800060006000000",
      "0800070001000000",
    ),
  );
  const listening: Endpoint = { ...backup, address: SIX, id: 0, ifindex: 0, flags: ["signal"], port: 99 };
  assert.equal(
    hex(encodeEndpoint(listening)),
    parts("30000180", "060001000a000000", "14000400", hex(SIX), "0600050063000000", "0800060001000000"),
  );
  assert.equal(hex(encodeId(7)), "0c0001800500020007000000");
  assert.equal(hex(encodeLimits({ subflows: 4, addAddrAccepted: 3 })), "08000200030000000800030004000000");
});

const endpoints: fc.Arbitrary<Endpoint> = fc.record({
  id: fc.integer({ min: 1, max: 255 }),
  address: fc
    .oneof(...[4, 16].map((length) => fc.uint8Array({ minLength: length, maxLength: length })))
    .map((bytes) => Buffer.from(bytes).toString("latin1")),
  ifindex: fc.nat(0x7fffffff),
  flags: fc.subarray([...ENDPOINT_FLAGS]),
  port: fc.nat(65535),
  unknownFlags: fc.nat(0xfffffff).map((n) => (n << 4) >>> 0),
});

test("whatever is sent is read as the same, with flags that this program has no name for", () => {
  fc.assert(
    fc.property(endpoints, (endpoint) => {
      const b = Buffer.from(`\x03\x01\0\0${encodeEndpoint(endpoint)}`, "latin1");
      assert.deepEqual(decodeEndpoint(b, 0, b.length), { ...endpoint });
    }),
  );
});

test("answers that are cut off, changed or made up are read without harm", () => {
  const all = datagrams("mptcp").flatMap((each) => each.datagrams);
  const decodeAll = (b: Buffer, start: number, end: number) => {
    const endpoint = decodeEndpoint(b, start, end);
    if (endpoint) encodeEndpoint(endpoint);
    decodeLimits(b, start, end);
    decodeFamily(b, start, end);
  };
  for (const datagram of all) {
    for (let end = 0; end <= datagram.length; end++) decodeAll(datagram, Math.min(16, end), end);
  }
  const change = fc.tuple(fc.nat(400), fc.nat(255));
  fc.assert(
    fc.property(fc.constantFrom(...all), fc.array(change, { minLength: 1, maxLength: 4 }), (datagram, changes) => {
      const changed = Buffer.from(datagram);
      for (const [at, value] of changes) changed[at % changed.length] = value;
      decodeAll(changed, 16, changed.length);
    }),
    { numRuns: 2000 },
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (b) => decodeAll(Buffer.from(b), 0, b.length)));
});
