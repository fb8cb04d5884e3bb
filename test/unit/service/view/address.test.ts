// Addresses as bytes: read from text, and told whether they lie in a prefix.
import assert from "node:assert/strict";
import { SocketAddress } from "node:net";
import { test } from "node:test";
import fc from "fast-check";
import { addressBytes, addressFamily, isInPrefix, isLinkLocal6 } from "../../../../service/view/address.ts";
import { addressText } from "../../../../service/view/text.ts";

const bytes = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 255 }), { minLength: length, maxLength: length }).map((all) => latin1(all));
const latin1 = (all: readonly number[]) => String.fromCharCode(...all);
/** Many zeros, as addresses have. */
const sparse = fc
  .array(fc.constantFrom(0, 0, 0, 1, 0xff, 0xfffe), { minLength: 8, maxLength: 8 })
  .map((groups) => latin1(groups.flatMap((group) => [group >> 8, group & 0xff])));
const address = fc.oneof(bytes(4), bytes(16), sparse);

test("bytes become text and the same bytes again, in our words and in those of inet_ntop(3)", () => {
  fc.assert(
    fc.property(address, (each) => {
      assert.equal(addressBytes(addressText(each)), each);
      const family = each.length === 4 ? "ipv4" : "ipv6";
      assert.equal(addressBytes(new SocketAddress({ address: addressText(each), family }).address), each);
    }),
  );
});

test("an address whose end is written as an IPv4 address is read as one", () => {
  assert.equal(addressBytes("::ffff:192.0.2.1"), `${"\0".repeat(10)}\xff\xff\xc0\0\x02\x01`);
  assert.equal(addressBytes("::"), "\0".repeat(16));
});

test("a prefix holds the addresses whose first bits are its own, whatever length it has", () => {
  const bits = (each: string) => [...each].map((c) => c.charCodeAt(0).toString(2).padStart(8, "0")).join("");
  const pair = fc.oneof(fc.tuple(bytes(4), bytes(4)), fc.tuple(sparse, sparse));
  fc.assert(
    fc.property(pair, fc.nat(128), fc.nat(128), ([one, other], some, flipped) => {
      const size = one.length * 8;
      const length = some % (size + 1);
      assert.equal(isInPrefix(one, other, length), bits(one).startsWith(bits(other).slice(0, length)));
      // One bit apart, as far as it goes.
      const at = flipped % size;
      const byte = one.charCodeAt(at >> 3) ^ (0x80 >> (at & 7));
      const apart = one.slice(0, at >> 3) + String.fromCharCode(byte) + one.slice((at >> 3) + 1);
      assert.equal(isInPrefix(one, apart, length), length <= at);
    }),
    { numRuns: 1000 },
  );
});

test("link-local is fe80::/10, and nothing of IPv4", () => {
  for (const [text, is] of [
    ["fe80::1", true],
    ["febf::1", true],
    ["fec0::1", false],
    ["fd80::1", false],
    ["169.254.0.1", false],
    ["254.128.0.1", false],
  ] as const) {
    assert.equal(isLinkLocal6(addressBytes(text)), is, text);
  }
});

test("the family is told from the length", () => {
  assert.deepEqual([addressFamily(addressBytes("192.0.2.1")), addressFamily(addressBytes("::1"))], [2, 10]);
});
