import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isObjectPath } from "../../../../common/bus/names.ts";
import { linkName, linkPath } from "../../../../common/bus/object-path.ts";

for (const [name, label] of [
  ["eth0", "eth0"],
  ["enp0s8", "enp0s8"],
  ["eth0.100", "eth0_2e100"],
  ["br-lan", "br_2dlan"],
  ["a_b", "a_5fb"],
  ["4g", "_34g"],
  ["44", "_344"],
  ["wwan@x", "wwan_40x"],
  ["é", "_c3_a9"],
] as const) {
  test(`${name} is at ${label}`, () => {
    assert.equal(linkPath(name), `/org/multihomed1/link/${label}`);
    assert.equal(linkName(`/org/multihomed1/link/${label}`), name);
  });
}

test("every name has a path of its own, which is an object path", () => {
  const names = fc.oneof(fc.string({ minLength: 1, unit: "grapheme" }), fc.string({ minLength: 1, unit: "binary" }));
  fc.assert(
    fc.property(names, (name) => {
      assert.equal(linkName(linkPath(name)), name);
      assert.ok(isObjectPath(linkPath(name)));
    }),
  );
});

test("a path is of a link in one spelling only", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9_]{1,12}$/), (label) => {
      const path = `/org/multihomed1/link/${label}`;
      const name = linkName(path);
      if (name !== undefined) assert.equal(linkPath(name), path);
    }),
    { numRuns: 2000 },
  );
});

for (const path of [
  "/",
  "/org/multihomed1",
  "/org/multihomed1/link",
  "/org/multihomed1/link/",
  "/org/multihomed1/links/eth0",
  "/org/multihomed1/link/eth0/",
  "/org/multihomed1/link/eth0/a",
  "/org/multihomed1/link/4g",
  "/org/multihomed1/link/_65th0",
  "/org/multihomed1/link/br_2Dlan",
  "/org/multihomed1/link/a_",
  "/org/multihomed1/link/a_2",
  "/org/multihomed1/link/_zz",
  "/org/multihomed1/link/_ff",
  "/org/multihomed1/link/br-lan",
]) {
  test(`no link is at ${path}`, () => assert.equal(linkName(path), undefined));
}
