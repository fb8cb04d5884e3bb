// The order of keys is that of their bytes, values of equal keys keep theirs, and others have their turn meanwhile.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { AT_ONCE, type Keys, sorted } from "../../../../service/listing/sorted.ts";

/** The values in order, and how many pauses there were. */
function inOrder<T>(values: readonly T[], keys: Keys<T>): { readonly ordered: T[]; readonly pauses: number } {
  const sorting = sorted(values, keys);
  for (let pauses = 0; ; pauses++) {
    const step = sorting.next();
    if (step.done) return { ordered: [...step.value].flatMap((at) => values.slice(at, at + 1)), pauses };
  }
}

const BYTES: Keys<{ readonly key: Uint8Array }> = { width: 3, write: ({ key }, keys, at) => keys.set(key, at) };

test("whatever the keys are, as a comparison would have it", () => {
  const byte = fc.oneof(fc.constantFrom(0, 1, 255), fc.integer({ min: 0, max: 255 }));
  const key = fc.uint8Array({ minLength: 0, maxLength: 3 }).chain((some) => fc.array(byte, { maxLength: some.length }));
  fc.assert(
    fc.property(fc.array(key, { maxLength: 50 }), (keys) => {
      const values = keys.map((bytes, nth) => ({ key: Uint8Array.from(bytes), nth }));
      const padded = ({ key }: { readonly key: Uint8Array }) => Buffer.concat([key, Buffer.alloc(3 - key.length)]);
      // Array.prototype.sort keeps the order of what is equal.
      const expected = [...values].sort((a, b) => Buffer.compare(padded(a), padded(b)));
      assert.deepEqual(inOrder(values, BYTES).ordered, expected);
    }),
  );
});

test("keys that differ in nothing, in the highest byte alone, and none at all", () => {
  const same = Array.from({ length: 5 }, (_, nth) => ({ key: Uint8Array.of(255, 255, 255), nth }));
  assert.deepEqual(inOrder(same, BYTES), { ordered: same, pauses: 1 });
  const high = [255, 0, 254, 1].map((byte) => ({ key: Uint8Array.of(byte, 7, 255) }));
  assert.deepEqual(
    inOrder(high, BYTES).ordered.map(({ key }) => key[0]),
    [0, 1, 254, 255],
  );
  assert.deepEqual(inOrder([], BYTES), { ordered: [], pauses: 0 });
});

test("many values: right over the bounds of the pieces, with a pause after each piece", () => {
  const count = 3 * AT_ONCE + 1;
  const numbers = Array.from({ length: count }, (_, nth) => Math.imul(nth, 2654435761) >>> 0);
  const { ordered, pauses } = inOrder(numbers, { width: 4, write: (value, keys, at) => keys.writeUInt32BE(value, at) });
  assert.deepEqual(
    ordered,
    [...numbers].sort((a, b) => a - b),
  );
  assert.equal(pauses, 4 + 4 * 4); // the keys, and each of their digits
});
