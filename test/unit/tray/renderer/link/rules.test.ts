// Rules as the service lists them, put to the addresses that they are for.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRule, ruled } from "../../../../../tray/renderer/pages/link/addresses/rules.ts";
import { link } from "../../lab/link.ts";

const assigned = link("eth0", {
  assigned: true,
  table: 2000,
  addresses: ["10.1.0.2/24", "10.1.0.20/24", "2001:db8::2/64", "fe80::1/64"],
});
const [FIRST, OTHER, SIX] = [
  "2000: from 10.1.0.2 lookup 2000",
  "2000: from 10.1.0.20 lookup 2000",
  "2000: from 2001:db8::2 lookup 2000",
];

test("an address that is there twice, with two peers, is said once", () => {
  const { addresses } = ruled({ ...assigned, addresses: ["10.1.0.2/32", "10.1.0.2/32"] }, [FIRST]);
  assert.deepEqual(
    addresses.map(({ address }) => address),
    ["10.1.0.2/32"],
  );
});

test("a rule by a source is taken apart", () => {
  assert.deepEqual(parseRule(FIRST), { text: FIRST, from: "10.1.0.2", table: "2000" });
  const marked = "950: from all fwmark 0x10000/0xff0000 lookup 2000";
  assert.deepEqual(parseRule(marked), { text: marked, from: "all", table: "2000" });
  assert.deepEqual(parseRule("5: from 10.0.0.0/8 blackhole"), {
    text: "5: from 10.0.0.0/8 blackhole",
    from: "10.0.0.0/8",
  });
  for (const text of ["", "nonsense", "5: not from 10.1.0.2 lookup 2000", "from all lookup main"]) {
    assert.equal(parseRule(text), undefined, text);
  }
});

test("each address has its rules, and not those of one that begins alike", () => {
  const { addresses, others, tables } = ruled(assigned, [FIRST, OTHER, SIX]);
  assert.deepEqual(
    addresses.map(({ address, rules, reason }) => [address, rules.map(({ text }) => text), reason]),
    [
      ["10.1.0.2/24", [FIRST], undefined],
      ["10.1.0.20/24", [OTHER], undefined],
      ["2001:db8::2/64", [SIX], undefined],
      ["fe80::1/64", [], "link-local"],
    ],
  );
  assert.deepEqual(others, []);
  assert.deepEqual(tables, ["2000"]);
});

test("what is for no address of the link is told apart, once", () => {
  const marked = "950: from all fwmark 0x10000/0xff0000 lookup 2000";
  const inverted = "7: not from 10.1.0.2 lookup 2000";
  const gone = "2000: from 10.1.0.99 lookup 2000";
  const { others } = ruled(assigned, [marked, FIRST, inverted, gone, marked]);
  assert.deepEqual(others, [marked, inverted, gone]);
});

test("an address in several uplinks of one link has all its rules", () => {
  const second = "2001: from 10.1.0.2 lookup 2001";
  const { addresses, tables } = ruled(assigned, [FIRST, second]);
  assert.deepEqual(
    addresses[0]?.rules.map(({ text }) => text),
    [FIRST, second],
  );
  assert.deepEqual(tables, ["2000", "2001"]);
});

test("why an address has no rule", () => {
  const reasons = (more: Partial<typeof assigned>) =>
    ruled(
      { ...assigned, addresses: ["10.1.0.2/24", "2001:db8::2/64", "fe80::1/64", "febf::1/10"], ...more },
      [],
    ).addresses.map(({ reason }) => reason);
  assert.deepEqual(reasons({}), ["pending", "pending", "link-local", "link-local"]);
  assert.deepEqual(reasons({ assigned: false }), ["not-used", "not-used", "not-used", "not-used"]);
  assert.deepEqual(reasons({ options: { gateway: "10.1.0.1" } }), [
    "pending",
    "other-family",
    "link-local",
    "link-local",
  ]);
  assert.deepEqual(reasons({ options: { gateway: "fe80::ff" } }).slice(0, 2), ["other-family", "pending"]);
  assert.deepEqual(reasons({ addresses: ["fec0::1/64"] }), ["pending"]);
});
