// Whatever is called with whatever, by whomever: nothing is thrown, and every call has exactly one answer.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  INTROSPECTABLE,
  LINK,
  LOG_CONTROL,
  MANAGER,
  OBJECT_MANAGER,
  PEER,
  PROPERTIES,
} from "../../../../common/bus/contract.ts";
import { Variant } from "../../../../common/bus/types.ts";
import type { Permission } from "../../../../service/bus/authority.ts";
import { Refusal } from "../../../../service/bus/refusal.ts";
import { Served } from "./served.ts";

const CONTRACTS = [MANAGER, LINK, LOG_CONTROL, PROPERTIES, INTROSPECTABLE, PEER, OBJECT_MANAGER];
const PATHS = ["/", "/org", "/org/freedesktop", "/org/freedesktop/LogControl1", "/org/multihomed1"];
const LINKS = ["/org/multihomed1/link", "/org/multihomed1/link/eth0", "/org/multihomed1/link/eth7"];
const INHERITED = ["constructor", "__proto__", "toString", "hasOwnProperty", ""];

const text = fc.oneof(fc.constantFrom("eth0", "eth1", "lo", "wwan*", ...INHERITED), fc.string({ unit: "binary" }));
const path = fc.oneof(fc.constantFrom(...PATHS, ...LINKS), text);
const interfaceName = fc.oneof(fc.constantFrom(undefined, ...CONTRACTS.map(({ name }) => name)), text);
const METHODS = CONTRACTS.flatMap(({ methods }) => Object.entries(methods));
const member = fc.oneof(fc.constantFrom(...METHODS.map(([name]) => name)), text);
const signature = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...METHODS.map(([, method]) => Object.values(method.in).join(""))) },
  fc.constantFrom("s", "v", "ay", "a{sv}", "(", "zz"),
);

const variant = fc.oneof(
  fc.boolean().map((value) => new Variant("b", value)),
  fc.nat({ max: 0xffff_ffff }).map((value) => new Variant("u", value)),
  text.map((value) => new Variant("s", value)),
  fc.array(fc.constantFrom("signal", "subflow", "backup", "x")).map((value) => new Variant("as", value)),
  fc.constant(new Variant<string>("ay", Buffer.from("x"))),
);
const OPTIONS = ["priority", "weight", "strict", "guard", "unassigned-routes", "mptcp", "gateway", "persist", "x"];
const options = fc
  .array(fc.tuple(fc.constantFrom(...OPTIONS, ...INHERITED), variant), { maxLength: 3 })
  .map((entries) => new Map(entries));
/** A value of one of the types that methods take. */
const VALUES: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  s: text,
  u: fc.oneof(fc.constantFrom(0, 1, 254, 1000, 4294967295), fc.nat()),
  v: variant,
  "a{sv}": options,
};

/** A body that is what its signature says, as the reader gives it; or, where it cannot be, what a reader throws. */
function bodyOf(types: string): fc.Arbitrary<readonly unknown[] | (() => never)> {
  const each = types.match(/a\{sv\}|./g) ?? [];
  const values = each.map((type) => VALUES[type]);
  if (!values.every((value) => value !== undefined)) {
    return fc.constant(() => assert.fail("the bytes end early"));
  }
  return fc.oneof(
    { weight: 9, arbitrary: fc.tuple(...values) },
    fc.constant((): never => assert.fail("the bytes end early")),
  );
}

const call = signature.chain((types) =>
  fc.record({
    path,
    interface: interfaceName,
    member,
    signature: fc.constant(types),
    body: bodyOf(types),
    sender: fc.constantFrom(":1.1", ":1.2", ":1.3"),
    interactive: fc.boolean(),
    oversized: fc.boolean(),
  }),
);

/** Calls of methods that are there, with arguments of the types that they take: what the one above seldom hits. */
const properCall = fc
  .constantFrom(
    ...CONTRACTS.flatMap((contract) => Object.entries(contract.methods).map((entry) => [contract, entry] as const)),
  )
  .chain(([{ name }, [method, { in: args }]]) => {
    const types = Object.values(args).join("");
    return fc.record({
      path: fc.constantFrom(...PATHS, ...LINKS),
      interface: fc.constantFrom(name, undefined),
      member: fc.constant(method),
      signature: fc.constant(types),
      body: bodyOf(types),
      sender: fc.constantFrom(":1.1", ":1.2"),
      interactive: fc.boolean(),
      oversized: fc.nat({ max: 20 }).map((drawn) => drawn === 0),
    });
  });

const PROPERTIES_AT = (
  [
    [MANAGER, "/org/multihomed1"],
    [LINK, "/org/multihomed1/link/eth0"],
    [LOG_CONTROL, "/org/freedesktop/LogControl1"],
  ] as const
).flatMap(([{ name, properties }, at]) => Object.keys(properties).map((property) => [at, name, property] as const));
const propertyCall = fc
  .tuple(fc.constantFrom(...PROPERTIES_AT), fc.boolean(), variant)
  .map(([[at, ...named], sets, value]) => ({
    path: at,
    interface: PROPERTIES.name,
    member: sets ? "Set" : "Get",
    signature: sets ? "ssv" : "ss",
    body: sets ? [...named, value] : named,
    sender: ":1.4",
  }));

/** How polkit and the service behave: they agree, refuse, break, or take some time for it. */
const outcome = fc.constantFrom<() => Promise<void>>(
  async () => {},
  async () => {
    throw new Refusal("AccessDenied", "no");
  },
  async () => {
    throw new Error("broken");
  },
  () => new Promise((resolve) => setImmediate(resolve)),
);

test("every call has exactly one answer, and nothing escapes", async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(call, properCall, propertyCall), { maxLength: 40, size: "max" }),
      outcome,
      outcome,
      async (calls, may, act) => {
        const served = new Served(["link eth0 2", "link eth1 3"], ["eth0 table 1000"]);
        served.may = may;
        served.act = act;
        served.permission = () => may().then(() => "challenge" as Permission);
        const serials = calls.map(({ interface: name, body, ...rest }) =>
          served.send({
            ...rest,
            body: body as readonly unknown[],
            ...(name === undefined ? {} : { interface: name }),
          }),
        );
        for (let turns = 0; turns < 200; turns++) {
          if (served.connection.answers.length >= calls.length) break;
          await new Promise((resolve) => setImmediate(resolve));
        }
        assert.deepEqual(served.connection.answers.map(({ serial }) => serial).sort(), [...serials].sort());
        for (const { error = "success", text: why = "" } of served.connection.answers) {
          seen.add(error);
          assert.doesNotMatch(why, /[\p{Cc}\u2028\u2029\u202a-\u202e]|\bat .*\.ts/u);
          assert.ok(why.length < 700, why);
        }
      },
    ),
    { numRuns: 200 },
  );
  const standard = ["AccessDenied", "Failed", "InvalidArgs", "LimitsExceeded", "PropertyReadOnly", "UnknownInterface"];
  const also = ["UnknownMethod", "UnknownObject", "UnknownProperty"];
  const reached = [...standard, ...also].map((name) => `org.freedesktop.DBus.Error.${name}`);
  // What is never reached here proves nothing.
  for (const name of ["success", ...reached, "org.multihomed1.Error.InvalidOption"]) {
    assert.ok(seen.has(name), `${name} was never answered; ${[...seen].join(", ")}`);
  }
});
