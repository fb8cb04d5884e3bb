// The options of Assign and Release: which there are, of which type, what they mean, and who has to be asked for them.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Variant } from "../../../../common/bus/types.ts";
import { MultihomedError } from "../../../../common/errors.ts";
import { questions, readAssignOptions, readReleaseOptions } from "../../../../service/bus/options.ts";
import type { UplinkOptions } from "../../../../service/config/uplink.ts";

const options = (...entries: [key: string, type: string, value: unknown][]) =>
  new Map(entries.map(([key, type, value]) => [key, new Variant<string>(type, value)]));
const said = (...entries: [key: string, type: string, value: unknown][]) => readAssignOptions(options(...entries)).said;

const TAKEN: readonly [key: string, type: string, ...values: unknown[]][] = [
  ["priority", "u", 1, 32765, 4294967295],
  ["guard", "b", true, false],
  ["unassigned-routes", "s", "include", "exclude"],
  ["strict", "b", true, false],
  ["weight", "u", 1, 256],
  ["mptcp", "as", [], ["signal"], ["subflow", "backup"], ["fullmesh", "subflow", "backup"]],
  ["gateway", "s", "192.0.2.1", "2001:db8::1"],
];
for (const [key, type, ...values] of TAKEN) {
  test(`${key} is taken as it is said`, () => {
    for (const value of values) assert.deepEqual(said([key, type, value]), { [key]: value });
  });

  test(`${key} of another type is refused, whatever its value`, () => {
    for (const other of ["b", "u", "i", "s", "as", "ay", "v", "a{sv}", "x", "t", "o", "g", "y"]) {
      if (other === type) continue;
      for (const value of values) {
        assert.throws(() => said([key, other, value]), {
          code: "invalid-option",
          message: `${key}: expected type ${type}, not "${other}"`,
        });
      }
    }
  });
}

const IMPOSSIBLE: readonly [key: string, type: string, value: unknown, expected: RegExp][] = [
  ["priority", "u", 0, /^priority: expected a whole number from 1 to 4294967295$/],
  ["weight", "u", 0, /^weight: expected a whole number from 1 to 256$/],
  ["weight", "u", 257, /^weight: expected a whole number from 1 to 256$/],
  ["unassigned-routes", "s", "Include", /^unassigned-routes: expected "include", "exclude"$/],
  ["unassigned-routes", "s", "", /^unassigned-routes: /],
  ["mptcp", "as", ["laminar"], /^mptcp: expected "signal", "subflow", "backup", "fullmesh"$/],
  ["mptcp", "as", ["signal", "signal"], /^mptcp: expected each flag once$/],
  ["mptcp", "as", ["signal", "fullmesh"], /^mptcp: expected signal or fullmesh, not both$/],
  ["gateway", "s", "", /^gateway: expected an IPv4 or IPv6 address$/],
  ["gateway", "s", "192.0.2.1/24", /^gateway: /],
  ["gateway", "s", "fe80::1%eth0", /^gateway: /],
  ["gateway", "s", "router", /^gateway: /],
];
for (const [key, type, value, message] of IMPOSSIBLE) {
  test(`refused: ${key} ${JSON.stringify(value)}`, () => {
    assert.throws(() => said([key, type, value]), { name: "MultihomedError", code: "invalid-option", message });
  });
}

test("an option that is none is refused with those that there are", () => {
  for (const key of ["", "Priority", "table", "interface", "origin", "constructor", "__proto__", "hasOwnProperty"]) {
    const expected =
      /: unknown option, expected one of priority, guard, unassigned-routes, strict, weight, mptcp, gateway, persist$/;
    assert.throws(() => said([key, "s", "x"]), { code: "invalid-option", message: expected });
    assert.throws(() => readReleaseOptions(options([key, "s", "x"])), {
      code: "invalid-option",
      message: /: unknown option, expected one of persist$/,
    });
  }
});

test("an address is kept in its one form", () => {
  assert.deepEqual(said(["gateway", "s", "2001:DB8:0:0:0::1"]), { gateway: "2001:db8::1" });
});

test("persist is for good unless it says otherwise, and is not an option of the uplink", () => {
  for (const [entries, layer] of [
    [options(), "persistent"],
    [options(["persist", "b", true]), "persistent"],
    [options(["persist", "b", false]), "temporary"],
  ] as const) {
    assert.deepEqual(readAssignOptions(entries), { said: {}, layer });
    assert.equal(readReleaseOptions(entries), layer);
  }
  for (const read of [readAssignOptions, readReleaseOptions]) {
    assert.throws(() => read(options(["persist", "s", "no"])), {
      code: "invalid-option",
      message: 'persist: expected type b, not "s"',
    });
  }
});

test("options of Assign are none of Release", () => {
  for (const [key, type, value] of TAKEN) {
    assert.throws(() => readReleaseOptions(options([key, type, value])), { code: "invalid-option" });
  }
});

test("whatever is said is understood or refused in one printable line", () => {
  const key = fc.oneof(fc.constantFrom(...TAKEN.map(([name]) => name), "persist"), fc.string({ unit: "binary" }));
  const value = fc.oneof(
    fc.tuple(fc.constant("u"), fc.nat({ max: 0xffff_ffff })),
    fc.tuple(fc.constant("b"), fc.boolean()),
    fc.tuple(fc.constant("s"), fc.string({ unit: "binary" })),
    fc.tuple(fc.constant("as"), fc.array(fc.string({ unit: "binary" }))),
    fc.tuple(fc.constant("a{sv}"), fc.constant(new Map())),
  );
  const entry = fc.tuple(key, value).map(([name, [type, of]]): [string, string, unknown] => [name, type, of]);
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 4 }), (entries) => {
      try {
        readAssignOptions(options(...entries));
      } catch (error) {
        assert.ok(error instanceof MultihomedError, String(error));
        assert.equal(error.code, "invalid-option");
        assert.doesNotMatch(error.message, /[\p{Cc}\u2028-\u202e]/u);
      }
    }),
  );
});

const asked = (before: UplinkOptions, after: UplinkOptions) => askedOfAll([before], [after]);
const askedOfAll = (before: readonly UplinkOptions[], after: readonly UplinkOptions[]) =>
  questions("eth0", 1000, before, after).map(({ action }) => action.replace("org.multihomed1.", ""));
const NOTHING: UplinkOptions = {};
const DEFAULTS: UplinkOptions = { guard: true, "unassigned-routes": "include", strict: false, mptcp: [] };

const REACHES: readonly (readonly [what: string, UplinkOptions])[] = [
  ["weight", { weight: 1 }],
  ["strict", { strict: true }],
  ["mptcp", { mptcp: ["subflow"] }],
];
for (const [what, reaching] of REACHES) {
  test(`${what} reaches beyond the uplink: to add, to change and to drop it needs both permissions, to keep it one`, () => {
    for (const rest of [NOTHING, DEFAULTS]) {
      assert.deepEqual(asked(rest, { ...rest, ...reaching }), ["assign", "configure"]);
      assert.deepEqual(asked({ ...rest, ...reaching }, rest), ["assign", "configure"]);
      // A release has no options.
      assert.deepEqual(asked({ ...rest, ...reaching }, NOTHING), ["assign", "configure"]);
      assert.deepEqual(asked({ ...rest, ...reaching }, { ...rest, ...reaching, priority: 7 }), ["assign"]);
    }
  });
}

test("another share, another flag, the one for the other: each is a change", () => {
  assert.deepEqual(asked({ weight: 1 }, { weight: 2 }), ["assign", "configure"]);
  assert.deepEqual(asked({ mptcp: ["subflow"] }, { mptcp: ["subflow", "backup"] }), ["assign", "configure"]);
  assert.deepEqual(asked({ strict: true }, { weight: 1 }), ["assign", "configure"]);
});

test("what says the same in other words is no change", () => {
  assert.deepEqual(asked({ strict: false }, {}), ["assign"]);
  assert.deepEqual(asked({ mptcp: [] }, {}), ["assign"]);
  assert.deepEqual(asked({ mptcp: ["subflow", "backup"] }, { mptcp: ["backup", "subflow"] }), ["assign"]);
});

test("nothing else reaches beyond the uplink", () => {
  const own: UplinkOptions = { priority: 7, guard: false, "unassigned-routes": "exclude", gateway: "192.0.2.1" };
  assert.deepEqual(asked(NOTHING, own), ["assign"]);
  assert.deepEqual(asked(own, NOTHING), ["assign"]);
  assert.deepEqual(asked({ ...own, strict: true }, { strict: true }), ["assign"]);
});

test("of several uplinks on the interface, each counts: what reaches beyond them is in any of them", () => {
  const [one, other] = [{ gateway: "192.0.2.1" }, { gateway: "192.0.2.2" }];
  assert.deepEqual(askedOfAll([one, other], []), ["assign"]);
  assert.deepEqual(askedOfAll([one, other], [{}]), ["assign"]);
  for (const [, reaching] of REACHES) {
    const reaches = { ...other, ...reaching };
    for (const before of [
      [one, reaches],
      [reaches, one],
    ]) {
      for (const after of [[], [{}], [one]]) assert.deepEqual(askedOfAll(before, after), ["assign", "configure"]);
      assert.deepEqual(askedOfAll(before, [reaches]), ["assign"]);
      assert.deepEqual(askedOfAll(before, [reaching]), ["assign"]);
    }
    // Two shares are more than one of them.
    assert.deepEqual(askedOfAll([reaches, reaches], [reaches]), ["assign", "configure"]);
    assert.deepEqual(askedOfAll([reaches, { ...one, weight: 9 }], [reaches]), ["assign", "configure"]);
  }
});

test("polkit is told which interface and which table", () => {
  const details = (table: number) =>
    questions("eth0", table, [{ weight: 1 }], []).map((question) => [...question.details]);
  const expected = (table: string) => [
    ["interface", "eth0"],
    ["table", table],
  ];
  assert.deepEqual(details(1000), [expected("1000"), expected("1000")]);
  assert.deepEqual(details(0), [expected("auto"), expected("auto")]);
});
