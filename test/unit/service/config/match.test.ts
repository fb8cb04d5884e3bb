import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { globMatcher, invalidGlob, isGlob } from "../../../../service/config/match.ts";

const CASES: readonly [glob: string, matching: string[], not: string[]][] = [
  ["*", ["eth0", "a"], []],
  ["wwan*", ["wwan", "wwan0", "wwan10"], ["wwa", "xwwan0"]],
  ["eth?", ["eth0", "ethX"], ["eth", "eth10"]],
  ["eth[0-2]", ["eth0", "eth2"], ["eth3", "eth-"]],
  ["eth[!0-2]", ["eth3", "eth!"], ["eth0", "eth"]],
  ["eth[ab]x", ["ethax"], ["ethabx", "ethx"]],
  ["e[]x]", ["e]", "ex"], ["e", "e[]x]"]],
  ["e[!]]", ["ex"], ["e]"]],
  ["e[a-]", ["e-", "ea"], ["eb"]],
  ["e[-a]", ["e-", "ea"], ["eb"]],
  ["a.b*", ["a.b", "a.bc"], ["axb"]],
  ["a[*]", ["a*"], ["ab"]],
  ["a[\\]", ["a\\"], ["a"]],
  ["a[^b]", ["a^", "ab"], ["ac"]],
  ["a$*(|)", ["a$(|)"], ["a"]],
  ["?", ["é", "😀"], ["ab"]],
];
for (const [glob, matching, not] of CASES) {
  test(`glob ${glob}`, () => {
    const matches = globMatcher(glob);
    assert.deepEqual([...matching, ...not].filter(matches), matching);
    assert.equal(isGlob(glob), true);
    assert.equal(invalidGlob(glob), undefined);
  });
}

test("what no link can match is said", () => {
  for (const glob of ["[", "a[b", "a[]", "a[!]", "*/", "a:*", "a *", "[z-a]", "*\n", "?".repeat(16), "*".repeat(129)]) {
    assert.notEqual(invalidGlob(glob), undefined, glob);
    assert.equal(globMatcher(glob)("a"), false);
  }
});

test("a plain name is no glob", () => {
  assert.deepEqual(["eth0", "wl-p3s0", "a]b", "a.b@c"].filter(isGlob), []);
});

test("any text makes a matcher, and a name without special characters matches itself", () => {
  const near = fc.string({ unit: fc.constantFrom("a", "b", "-", "!", "[", "]", "*", "?", "\\", "^", "é", "😀") });
  fc.assert(
    fc.property(fc.oneof(near, fc.string({ unit: "binary" })), fc.string(), (glob, name) => {
      globMatcher(glob)(name);
      if (/^[^*?[:/\s\p{Cc}]{1,15}$/u.test(glob)) assert.equal(globMatcher(glob)(glob), true);
    }),
  );
});

test("many stars are not slow", () => {
  const matches = globMatcher(`${"*a".repeat(15)}`);
  assert.equal(matches("aaaaaaaaaaaaab"), false);
});
