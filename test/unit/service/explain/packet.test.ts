// What may be asked about: everything else is refused in one line, before anybody is asked.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isForeign, packetOf, readQuestion } from "../../../../service/explain/packet.ts";
import { addressText } from "../../../../service/view/text.ts";
import { laptop, packetIn } from "./world.ts";

test("addresses in any spelling, of both families", () => {
  const of = (source: string, destination: string) => {
    const { source: from, destination: to } = readQuestion(source, destination, undefined, 0);
    return [from === undefined ? "-" : addressText(from), addressText(to)];
  };
  assert.deepEqual(of("10.1.0.2", "203.0.113.1"), ["10.1.0.2", "203.0.113.1"]);
  assert.deepEqual(of("", "203.0.113.1"), ["-", "203.0.113.1"]);
  assert.deepEqual(of("FD00:1:0:0::2", "2001:db8::0:1"), ["fd00:1::2", "2001:db8::1"]);
  assert.deepEqual(of("", "::ffff:192.0.2.1"), ["-", "::ffff:c000:201"]);
});

const REFUSED: readonly (readonly [string, string, string | undefined, RegExp])[] = [
  ["10.1.0", "203.0.113.1", undefined, /^source "10\.1\.0": expected an IPv4 or IPv6 address$/],
  ["10.1.0.2", "", undefined, /^destination "": expected an IPv4 or IPv6 address$/],
  ["10.1.0.2", "203.0.113.1/24", undefined, /^destination "203\.0\.113\.1\/24": expected/],
  ["fe80::1%eth0", "fe80::2", undefined, /^source "fe80::1%eth0": expected/],
  ["", `${"9".repeat(5000)}`, undefined, /^destination "9{80}…": expected/],
  ["", "\u001b[2J", undefined, /^destination "\\u001b\[2J": expected/],
  ["0.0.0.0", "203.0.113.1", undefined, /^source "0\.0\.0\.0": expected the address of one host$/],
  ["", "::", undefined, /^destination "::": expected the address of one host$/],
  ["10.1.0.2", "2001:db8::1", undefined, /^source and destination: expected both of one family, IPv4 or IPv6$/],
  ["", "203.0.113.1", "eth0", /^a packet that arrives by "eth0" has a source: expected an address$/],
];

for (const [source, destination, iif, message] of REFUSED) {
  test(`refused: ${JSON.stringify([source, destination, iif]).slice(0, 60)}`, () => {
    assert.throws(() => readQuestion(source, destination, iif, 0), { code: "invalid-argument", message });
  });
}

test("a packet arrives by a link that is there", () => {
  const view = laptop();
  const packet = packetIn(view, "10.1.0.9 203.0.113.1 iif br0 mark 16");
  assert.deepEqual([packet.ifindex, packet.arrivesBy, packet.mark, packet.family], [4, "br0", 16, 2]);
  assert.deepEqual([packetIn(view, "- 203.0.113.1").ifindex, packetIn(view, "- ::1").arrivesBy], [undefined, "lo"]);
  for (const name of ["eth7", "", "a/b", "x".repeat(1000)]) {
    const question = readQuestion("10.1.0.9", "203.0.113.1", name, 0);
    assert.throws(() => packetOf(question, view), { code: "invalid-interface", message: /^".*" does not exist: / });
  }
});

test("a source is foreign where it is on no link and the packet is this host's own", () => {
  const view = laptop();
  const isIt = (text: string) => isForeign(packetIn(view, text), view);
  assert.deepEqual(
    ["10.1.0.2 10.9.9.9", "10.1.0.3 10.9.9.9", "127.0.0.5 127.0.0.1", "fd00:9::1 ::1", "::1 ::1", "- ::1"].map(isIt),
    [false, true, false, true, false, false],
  );
  assert.equal(isIt("10.9.0.1 203.0.113.1 iif eth0"), false);
});
