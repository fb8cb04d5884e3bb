// One text of all chains: when it is written, and when not.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type HasChains, PAUSE } from "../../../../../service/planes/plane.ts";
import { desiredRuleset, rulesetPlane } from "../../../../../service/planes/ruleset/index.ts";
import { joinUplinks } from "../../../../../service/planes/uplinks.ts";
import type { Change } from "../../../../../service/view/change.ts";
import type { Pinned } from "../../../../../service/view/kept.ts";
import { applyOperation, type Operation, revertOperation } from "../../../../../service/view/operation.ts";
import { AF_INET, View } from "../../../../../service/view/view.ts";

const chain = (name: string, pinned?: readonly Pinned[]): HasChains => ({
  chains: () => ({ text: `\tchain ${name} {\n\t}\n`, ...(pinned && { pinned }) }),
});
const NONE: HasChains = { chains: () => undefined };
const ONE: Pinned = { mark: 1, mask: 0xff, family: AF_INET, link: "eth0", address: "\x0a\0\0\x02" };
const TWO: Pinned = { mark: 2, mask: 0xff, family: AF_INET, link: "eth1", address: "\x0a\0\0\x03" };
const TEXT = "table inet multihomed {\n\tchain a {\n\t}\n\tchain b {\n\t}\n}\n";

function plan(planes: readonly HasChains[], view: View, change: Change = { kind: "all" }): Operation[] {
  const uplinks = joinUplinks([], view);
  const keys = [...rulesetPlane(planes).touched(change, uplinks, view)];
  return keys.flatMap((key) => [...key.plan(uplinks, view)].filter((operation) => operation !== PAUSE));
}

test("the chains of all planes are one table, with what each may pin", () => {
  const view = new View();
  const uplinks = joinUplinks([], view);
  assert.deepEqual(desiredRuleset([chain("a", [ONE]), NONE, chain("b", [TWO])], uplinks, view), {
    text: TEXT,
    pinned: [ONE, TWO],
  });
  assert.equal(desiredRuleset([NONE], uplinks, view), undefined);
});

test("it is written once, in place of what is there, and taken away when nobody has a chain", () => {
  const view = new View();
  const planes = [chain("a"), chain("b")];
  const written = plan(planes, view);
  const ruleset = { text: TEXT, pinned: [] };
  assert.deepEqual(written, [{ kind: "ruleset", verb: "replace", ruleset, instead: undefined }]);
  for (const operation of written) applyOperation(view, operation);
  assert.deepEqual(plan(planes, view), []);
  assert.deepEqual(
    plan([chain("a")], view).map(({ verb }) => verb),
    ["replace"],
  );
  const [removal] = plan([], view);
  assert.deepEqual(removal, { kind: "ruleset", verb: "delete", instead: ruleset });
  if (removal !== undefined) applyOperation(view, removal);
  assert.deepEqual(plan([NONE], view), []);
});

test("a table that is not as we wrote it is written again, or taken away", () => {
  const view = new View();
  view.ruleset = "foreign";
  assert.deepEqual(
    plan([chain("a")], view).map(({ verb }) => verb),
    ["replace"],
  );
  assert.deepEqual(plan([], view), [{ kind: "ruleset", verb: "delete", instead: "foreign" }]);
});

test("before it is written, it is kept that there may be one; what is refused is taken back", () => {
  const view = new View();
  const [operation] = plan([chain("a", [ONE])], view);
  assert.ok(operation);
  applyOperation(view, operation);
  assert.equal(view.kept.ruleset?.listing, "");
  assert.deepEqual([...view.kept.pinned.values()], [ONE]);
  revertOperation(view, operation);
  assert.equal(view.ruleset, undefined);
  assert.equal(plan([chain("a", [ONE])], view).length, 1);
});

test("what one table pins and the next does not, may be there: what both pin may as little as before", () => {
  const view = new View();
  const write = (...planes: HasChains[]) => {
    for (const operation of plan(planes, view)) applyOperation(view, operation);
    return [...view.kept.pinned.values()];
  };
  assert.deepEqual(write(chain("a", [ONE])), [ONE]);
  view.kept.pinned.clear();
  assert.deepEqual(write(chain("a", [ONE]), chain("b", [TWO])), [TWO]);
  view.kept.pinned.clear();
  assert.deepEqual(write(chain("b", [TWO])), [ONE]);
  // The same text for other connections is another table.
  view.kept.pinned.clear();
  assert.deepEqual(write(chain("b", [ONE])), [TWO, ONE]);
  view.kept.pinned.clear();
  assert.deepEqual(write(), [ONE]);
});

test("what is pinned again is what goes by the links concerned", () => {
  const view = new View();
  view.ruleset = { text: "", pinned: [ONE, TWO] };
  view.pinAgain((link) => link === "eth1");
  assert.deepEqual([...view.kept.pinned.values()], [TWO]);
  view.ruleset = "foreign";
  view.pinAgain(() => true);
  assert.deepEqual([...view.kept.pinned.values()], [TWO]);
});

test("links and addresses decide, and what becomes of the table itself; what a link says of itself does not", () => {
  const address = { local: "\x0a\0\0\x02", peer: "\x0a\0\0\x02", prefixLength: 24, ifindex: 2, tentative: false };
  const deciding: Change[] = [
    { kind: "all" },
    { kind: "link", index: 2, names: ["eth0"], lossy: false },
    { kind: "address", address, gone: true },
    { kind: "ruleset", lost: true },
  ];
  for (const change of deciding) assert.equal(plan([chain("a")], new View(), change).length, 1, change.kind);
  assert.deepEqual(plan([chain("a")], new View(), { kind: "operstate", index: 2 }), []);
});
