import assert from "node:assert/strict";
import { test } from "node:test";
import { nftName } from "../../../../service/planes/nft-name.ts";

test("a name that nft reads as it is goes into quotation marks", () => {
  for (const name of ["eth0", "wlan0.100", "a*b", "*a", "{a}", "a;b", "#a", "$a", "@a", "!a", "-a", "'", "drop", "5"]) {
    assert.equal(nftName(name), `"${name}"`);
  }
});

test("a name that nft would read as another one, or as the end of a text, is not said", () => {
  for (const name of ['a"b', '"', "a\\b", "a\\", "eth*", "a\\*", "*", "a b", "a\nb", "a\u007fb", "é0", "\ufffd", ""]) {
    assert.equal(nftName(name), undefined, JSON.stringify(name));
  }
  assert.equal(nftName("sixteen-letters-"), undefined);
});
