import assert from "node:assert/strict";
import { test } from "node:test";
import { completeType, parseSignature } from "../../../../common/bus/signature.ts";

for (const text of [
  "",
  "ybnqiuxtdsogvh",
  "a{oa{sa{sv}}}",
  "(sa{sv})sa{ss}us",
  "a(ay(x))",
  "a{y(ss)}",
  `${"a".repeat(32)}y`,
  `${"(".repeat(32)}y${")".repeat(32)}`,
  "y".repeat(255),
]) {
  test(`a signature: ${text}`, () => assert.notEqual(parseSignature(text), undefined));
}

for (const text of [
  "z",
  "a",
  "ya",
  "(",
  ")",
  "()",
  "(y",
  "y)",
  "((y)",
  "{sv}",
  "({sv})",
  "a{}",
  "a{s}",
  "a{svv}",
  "a{sv",
  "a{vs}",
  "a{(y)s}",
  "a{ays}",
  "a{s{sv}}",
  `${"a".repeat(33)}y`,
  `${"(".repeat(33)}y${")".repeat(33)}`,
  "y".repeat(256),
  "é",
  "toString",
]) {
  test(`no signature: ${text}`, () => assert.equal(parseSignature(text), undefined));
}

test("one complete type is one", () => {
  assert.equal(completeType("a{sv}")?.code, "a");
  assert.equal(completeType(""), undefined);
  assert.equal(completeType("ss"), undefined);
});

test("thousands of different signatures are read and not kept", () => {
  const bits = (number: number) => [...number.toString(2).padStart(12, "0")].map((bit) => (bit === "1" ? "s" : "u"));
  for (let number = 0; number < 4096; number++) {
    assert.equal(parseSignature(bits(number).join(""))?.length, 12);
  }
});
