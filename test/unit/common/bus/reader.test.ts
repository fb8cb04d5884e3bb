import assert from "node:assert/strict";
import { test } from "node:test";
import { BodyError, readBody } from "../../../../common/bus/reader.ts";
import { Variant } from "../../../../common/bus/types.ts";
import { Bytes, inArray } from "./model.ts";

const read = (signature: string, hex: string) =>
  readBody(Buffer.from(hex.replaceAll(" ", ""), "hex"), signature, false);

test("bytes are copied, so that a value keeps nothing else in memory", () => {
  const body = Buffer.from("020000000102", "hex");
  const [value] = readBody(body, "ay", false);
  body.fill(0);
  assert.deepEqual(value, Buffer.from([1, 2]));
});

test("a key named __proto__ is a key like any other", () => {
  const [value] = read("a{sy}", "0f000000 00000000 09000000 5f5f70726f746f5f5f00 07");
  assert.deepEqual(value, new Map([["__proto__", 7]]));
});

for (const [what, signature, hex] of [
  ["a signature that is none", "a", ""],
  ["a signature of a type that is none", "z", "00"],
  ["a dictionary entry outside an array", "{sv}", ""],
  ["bytes behind the last value", "y", "0000"],
  ["bytes where the signature says nothing", "", "00"],
  ["a value that is missing", "yy", "00"],
  ["a number that ends early", "u", "000000"],
  ["a 64 bit number that ends early", "t", "00000000000000"],
  ["a boolean of 2", "b", "02000000"],
  ["padding of a number that is not zero", "yu", "01 010000 00000000"],
  ["padding of a structure that is not zero", "y(y)", "01 00000000000001 00"],
  ["padding in front of no elements that is not zero", "a(y)", "00000000 01000000"],
  ["a string longer than the body", "s", "ffffffff 00"],
  ["a string without its end", "s", "01000000 61"],
  ["a string with another end", "s", "01000000 61 61"],
  ["a string with a zero in it", "s", "03000000 610061 00"],
  ["a long string with a zero in it", "s", `65000000 ${"61".repeat(100)}00 00`],
  ["a string that is not UTF-8", "s", "02000000 c328 00"],
  ["a long string that is not UTF-8", "s", `65000000 ${"61".repeat(100)}ff 00`],
  ["half a surrogate pair", "s", "03000000 eda080 00"],
  ["an overlong form", "s", "02000000 c080 00"],
  ["an empty object path", "o", "00000000 00"],
  ["an object path that ends with a slash", "o", "03000000 2f612f 00"],
  ["an object path of other characters", "o", "03000000 2f612d 00"],
  ["a signature value that is none", "g", "01 61 00"],
  ["a variant of nothing", "v", "00 00"],
  ["a variant of two types", "v", "02 7979 00 0000"],
  ["a variant of a type that is none", "v", "01 7a 00 00"],
  ["a variant without a value", "v", "01 79 00"],
  ["a file descriptor", "h", "00000000"],
  ["a file descriptor in a variant", "v", "01 68 00 00 00000000"],
  ["an array longer than the body", "ay", "05000000 00000000"],
  ["an array of 4 GiB", "au", "fcffffff 00000000"],
  ["an element that goes beyond its array", "au", "02000000 00000000"],
  ["a string that goes beyond its array", "as", "05000000 02000000 616100"],
  ["a dictionary that has a key twice", "a{yy}", "0a000000 00000000 0101 000000000000 0102"],
] as const) {
  test(`refused: ${what}`, () => assert.throws(() => read(signature, hex), BodyError));
}

/** A byte in so many variants. */
const nested = (depth: number) => Buffer.from(`${"017600".repeat(depth - 1)}01790005`, "hex");

test("64 containers in each other are read, 65 are refused", () => {
  let [value] = readBody(nested(64), "v", false);
  for (let depth = 0; depth < 64; depth++) value = value instanceof Variant ? value.value : undefined;
  assert.equal(value, 5);
  assert.throws(() => readBody(nested(65), "v", false), BodyError);
  assert.throws(() => readBody(nested(20_000), "v", false), BodyError);
});

test("dictionaries count as an array and its entries", () => {
  const entries = (levels: number): Variant =>
    levels === 0 ? new Variant("y", 1) : new Variant("a{yv}", new Map([[1, entries(levels - 1)]]));
  const body = (value: Variant) => {
    const into = new Bytes(false);
    encodeEntries(into, value);
    return Buffer.from(into.all);
  };
  // A variant, an array and an entry at each level, and the last variant.
  assert.deepEqual(readBody(body(entries(21)), "v", false), [entries(21)]);
  assert.throws(() => readBody(body(entries(22)), "v", false), BodyError);
});

/** A variant of a byte, or of a dictionary that has one such variant. */
function encodeEntries(into: Bytes, { signature, value }: Variant): void {
  into.text(signature, 1);
  if (!(value instanceof Map)) {
    into.number(BigInt(Number(value)), 1);
    return;
  }
  inArray(into, 8, () => {
    into.number(1n, 1);
    encodeEntries(into, value.get(1));
  });
}

test("an array longer than 64 MiB is refused, even where its bytes are there", () => {
  const longest = 64 * 1024 * 1024;
  const body = Buffer.alloc(4 + longest + 1);
  body.writeUInt32LE(longest);
  assert.equal((readBody(body.subarray(0, -1), "ay", false)[0] as Buffer).length, longest);
  body.writeUInt32LE(longest + 1);
  assert.throws(() => readBody(body, "ay", false), { name: "BodyError", message: `an array of ${longest + 1} bytes` });
});
