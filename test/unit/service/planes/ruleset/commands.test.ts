// What nft(8) is told to make one text of our table of another.
import assert from "node:assert/strict";
import { test } from "node:test";
import { rulesetCommands, wholeTable } from "../../../../../service/planes/ruleset/commands.ts";
import { chain, HOOK, ruleset } from "./text.ts";

const A = chain("a", HOOK, "accept", 'iifname { "x}", "y" } goto b');
const [B, B2] = [chain("b", "drop"), chain("b", "accept", "drop")];
const BEFORE = ruleset(A, B);

test("where nobody knows what is there, or nothing is to be, it is about the whole", () => {
  assert.equal(wholeTable(BEFORE), `table inet multihomed {}\ndelete table inet multihomed\n${BEFORE.text}`);
  for (const before of [undefined, "foreign"] as const) {
    assert.equal(rulesetCommands(before, BEFORE), wholeTable(BEFORE));
  }
  assert.equal(rulesetCommands(BEFORE, undefined), wholeTable(undefined));
});

test("of chains only those are written that differ", () => {
  for (const [after, rewritten] of [
    [ruleset(A, B2), B2],
    [ruleset(A, chain("b")), chain("b")],
  ] as const) {
    const commands = `flush chain inet multihomed b\ntable inet multihomed {\n${rewritten}}\n`;
    assert.equal(rulesetCommands(BEFORE, after), commands);
  }
  assert.equal(rulesetCommands(BEFORE, BEFORE), "");
});

test("chains that come, go, change places or hooks are about the whole", () => {
  const other = chain("a", HOOK.replace("0", "1"), "accept");
  for (const after of [
    ruleset(A),
    ruleset(A, B, chain("c")),
    ruleset(B, A),
    ruleset(other, B),
    ruleset(chain("a"), B),
  ]) {
    assert.equal(rulesetCommands(BEFORE, after), wholeTable(after));
  }
});
