// What nft(8) is told to make one text of our table of another.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isAsBefore, rulesetCommands } from "../../../../../service/planes/ruleset/commands.ts";
import type { Ruleset } from "../../../../../service/view/kept.ts";

const HOOK = "type filter hook input priority 0; policy accept;";
const chain = (name: string, ...lines: string[]): string =>
  `\tchain ${name} {\n${lines.map((line) => `\t\t${line}\n`).join("")}\t}\n`;
const ruleset = (...chains: string[]): Ruleset => ({
  text: `table inet multihomed {\n${chains.join("")}}\n`,
  pinned: [],
});
const whole = (after: Ruleset | undefined) => ({
  text: `table inet multihomed {}\ndelete table inet multihomed\n${after?.text ?? ""}`,
  untouched: [],
});

const A = chain("a", HOOK, "accept", 'iifname { "x}", "y" } goto b');
const [B, B2] = [chain("b", "drop"), chain("b", "accept", "drop")];
const BEFORE = ruleset(A, B);

test("where nobody knows what is there, or nothing is to be, it is about the whole", () => {
  for (const before of [undefined, "foreign"] as const)
    assert.deepEqual(rulesetCommands(before, BEFORE), whole(BEFORE));
  assert.deepEqual(rulesetCommands(BEFORE, undefined), whole(undefined));
});

test("of chains only those are written that differ", () => {
  assert.deepEqual(rulesetCommands(BEFORE, ruleset(A, B2)), {
    text: `flush chain inet multihomed b\ntable inet multihomed {\n${B2}}\n`,
    untouched: ["a"],
  });
  assert.deepEqual(rulesetCommands(BEFORE, BEFORE), { text: "", untouched: ["a", "b"] });
  assert.deepEqual(rulesetCommands(BEFORE, ruleset(A, chain("b"))), {
    text: `flush chain inet multihomed b\ntable inet multihomed {\n${chain("b")}}\n`,
    untouched: ["a"],
  });
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
    assert.deepEqual(rulesetCommands(BEFORE, after), whole(after));
  }
});

test("a chain that was to be left alone has to be as it was listed, and no other may be there", () => {
  // As nft(8) lists them: with an empty line in between.
  const listing = (...chains: string[]) => ruleset(chains.join("\n")).text;
  const before = listing(A, B);
  assert.ok(isAsBefore(["a"], before, listing(A, B2)));
  assert.ok(isAsBefore(["a", "b"], before, before));
  for (const after of [listing(chain("a", HOOK), B2), listing(B2), listing(A, B2, chain("c")), ""]) {
    assert.equal(isAsBefore(["a"], before, after), false);
  }
  assert.equal(isAsBefore(["a"], "", listing(A, B2)), false);
});
