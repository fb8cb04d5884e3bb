import assert from "node:assert/strict";
import { test } from "node:test";
import { isBusName, isInterfaceName, isMemberName, isObjectPath, isUniqueName } from "../../../../common/bus/names.ts";

const LONG = "a".repeat(128);

for (const [what, is, good, bad] of [
  [
    "object path",
    isObjectPath,
    ["/", "/a", "/a/_9/B", `/${"a".repeat(5000)}`],
    ["", "a", "//", "/a/", "/a//b", "/a-b", "/é", "/a\n", "/a\0"],
  ],
  [
    "interface",
    isInterfaceName,
    ["a.b", "_a._9", "org.multihomed1.Link", `${LONG}.${"a".repeat(126)}`],
    ["", "a", ".a", "a.", "a..b", "a.1", "1.a", "a-b.c", ":1.5", `${LONG}.${LONG}`, "a.b\n"],
  ],
  ["member", isMemberName, ["A", "_9"], ["", "9", "a.b", "a-b", "é", "a".repeat(256), "a\n"]],
  [
    "name on the bus",
    isBusName,
    ["a.b", "a-b.c-d", "-.-", ":1.5", ":a-b.9"],
    ["", "a", "a.1", ":", ":1", ":.1", ":1..2", `:1.${"1".repeat(254)}`, `${LONG}.${LONG}`, "a.b\n"],
  ],
  ["unique name", isUniqueName, [":1.5"], ["a.b", "1.5", ":1.5 "]],
] as const) {
  for (const text of good) test(`a ${what}: ${text.slice(0, 40)}`, () => assert.ok(is(text)));
  for (const text of bad) test(`no ${what}: ${JSON.stringify(text.slice(0, 40))}`, () => assert.ok(!is(text)));
}

test("a path of a million labels is judged soon", () => {
  const start = performance.now();
  assert.ok(!isObjectPath(`${"/a".repeat(1_000_000)}-`));
  assert.ok(performance.now() - start < 1000);
});
