// Whether a listing can be that of what was just written.
import assert from "node:assert/strict";
import { test } from "node:test";
import { chainsOf, isListedAsWritten } from "../../../../service/view/chains.ts";
import { chain, HOOK, listing, ruleset } from "../planes/ruleset/text.ts";

const A = chain("a", HOOK, "accept", 'iifname { "x}", "y" } goto b');
const [B, B2] = [chain("b", "drop"), chain("b", "accept", "drop")];

test("chains are found in what is written and in what is listed", () => {
  assert.deepEqual(
    [...chainsOf(ruleset(A, B).text)],
    [
      ["a", A],
      ["b", B],
    ],
  );
  assert.deepEqual([...chainsOf(listing(A, B)).keys()], ["a", "b"]);
  assert.equal(chainsOf("").size, 0);
  assert.equal(chainsOf("table inet multihomed {\n}\n").size, 0);
});

test("what was the same before is listed as before; what was not is taken as it is", () => {
  const [old, written] = [ruleset(A, B), ruleset(A, B2)];
  const before = { ruleset: old, listing: listing(A, B) };
  assert.ok(isListedAsWritten(listing(A, B2), written, before));
  assert.ok(isListedAsWritten(listing(A, B2), written, undefined));
  // Of what was never listed, nothing is known.
  assert.ok(isListedAsWritten(listing(A, B2), written, { ruleset: old, listing: "" }));
  const theirs = chain("a", HOOK, "drop", 'iifname { "x}", "y" } goto b');
  for (const found of [listing(theirs, B2), listing(B2), listing(A, B2, chain("c")), listing(B2, A), ""]) {
    assert.equal(isListedAsWritten(found, written, before), false);
  }
});
