import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { encodeMessage } from "../../../../common/bus/outgoing.ts";
import { Output } from "../../../../common/bus/output.ts";
import { readBody } from "../../../../common/bus/reader.ts";
import { Variant } from "../../../../common/bus/types.ts";
import { writeBody } from "../../../../common/bus/writer.ts";

function write(signature: string, ...values: unknown[]): Buffer {
  const output = new Output();
  writeBody(output, signature, values);
  return output.finish();
}

test("half a surrogate pair is the replacement character, as strings are UTF-8", () => {
  assert.deepEqual(write("s", "a\ud800"), Buffer.from("0400000061efbfbd00", "hex"));
});

test("bytes may come as numbers or as any array of bytes", () => {
  for (const value of [[1, 2], Buffer.from([1, 2]), new Uint8Array([1, 2])]) {
    assert.deepEqual(write("ay", value), Buffer.from("020000000102", "hex"));
  }
});

test("padding is zero also where the memory was used before", () => {
  for (let round = 0; round < 200; round++) {
    Buffer.allocUnsafe(4096).fill(0xff);
    assert.deepEqual(write("yt", 1, 2n), Buffer.from("01000000000000000200000000000000", "hex"));
  }
});

for (const [signature, ...values] of [
  ["a"],
  ["s"],
  ["s", "a", "b"],
  ["s", 1],
  ["s", undefined],
  ["s", "a\0b"],
  ["s", `${"a".repeat(100)}\0`],
  ["o", ""],
  ["o", "a"],
  ["o", "/a/"],
  ["o", "/a-b"],
  ["o", "/a\n"],
  ["g", "a"],
  ["g", 1],
  ["y", -1],
  ["y", 256],
  ["y", 1.5],
  ["y", "1"],
  ["n", 0x8000],
  ["q", -1],
  ["q", 0x10000],
  ["i", 0x80000000],
  ["u", -1],
  ["u", 2 ** 32],
  ["u", Number.NaN],
  ["u", 1n],
  ["x", 1],
  ["x", 2n ** 63n],
  ["t", -1n],
  ["t", 2n ** 64n],
  ["b", 1],
  ["d", "1"],
  ["h", 0],
  ["v", "a"],
  ["v", { signature: "s", value: "a" }],
  ["v", new Variant("ss", ["a", "b"])],
  ["v", new Variant("", "a")],
  ["v", new Variant<string>("u", "a")],
  ["as", "a"],
  ["as", new Set(["a"])],
  ["as", [1]],
  ["a{sv}", { a: new Variant("s", "a") }],
  ["a{sv}", [["a", new Variant("s", "a")]]],
  ["a{sv}", new Map([["a", "b"]])],
  ["(ss)", ["a"]],
  ["(ss)", ["a", "b", "c"]],
  ["(ss)", "ab"],
  ["(ss)", null],
] as readonly (readonly [string, ...unknown[]])[]) {
  test(`refused as "${signature}": ${inspect(values)}`, () => {
    assert.throws(() => write(signature, ...values), { name: "TypeError" });
  });
}

test("64 containers in each other are written and read, 65 are refused", () => {
  // An array, an entry, a structure and a variant each.
  const level = (value: Variant) => new Variant("a{y(v)}", new Map([[1, [value]]]));
  const nest = (levels: number, value: Variant): Variant => (levels === 0 ? value : level(nest(levels - 1, value)));
  const deepest = nest(15, new Variant("a{y(y)}", new Map([[1, [2]]])));
  assert.deepEqual(readBody(write("v", deepest), "v", false), [deepest]);
  assert.throws(() => write("v", nest(16, new Variant("y", 2))), /too many D-Bus containers/);
});

test("a variant in itself is refused", () => {
  const values: unknown[] = [];
  const endless = new Variant("av", values);
  values.push(endless);
  assert.throws(() => write("v", endless), /too many D-Bus containers/);
});

test("a message that a system bus would disconnect us for is refused", () => {
  const long = "a".repeat(33 * 1024 * 1024);
  assert.throws(() => write("s", long), /longer than 33554432 bytes/);
});

const call = { type: "call", path: "/a", interface: "a.b", member: "C", destination: "a.b" } as const;

for (const [what, change] of [
  ["path", { path: "a" }],
  ["path", { path: "" }],
  ["interface", { interface: "a" }],
  ["interface", { interface: "a.1" }],
  ["interface", { interface: `a.${"b".repeat(254)}` }],
  ["member", { member: "a.b" }],
  ["member", { member: "" }],
  ["member", { member: "C\n" }],
  ["destination", { destination: "a" }],
  ["destination", { destination: "a.b\n" }],
  ["destination", { destination: "" }],
  ["signature", { signature: "a" }],
  ["errorName", { type: "error", replySerial: 1, errorName: "oops" }],
] as const) {
  test(`refused as ${what}: ${JSON.stringify(change)}`, () => {
    assert.throws(() => encodeMessage({ ...call, ...change }, 1), {
      name: "TypeError",
      message: new RegExp(`is not a D-Bus ${what}$`),
    });
  });
}

for (const [type, missing] of [
  ["call", "path"],
  ["return", "replySerial"],
  ["error", "errorName"],
  ["signal", "path"],
] as const) {
  test(`a ${type} without ${missing} is refused`, () => {
    assert.throws(() => encodeMessage({ type }, 1), {
      name: "TypeError",
      message: `a D-Bus ${type} needs a ${missing}`,
    });
  });
}
