// Calls that the bus delivers and that no service should obey: wrong in where they go, in what they carry, or in both. A seed
// determines them.
import {
  type InterfaceContract,
  LINK,
  LOG_CONTROL,
  MANAGER,
  PATH_LOG_CONTROL,
  PATH_MANAGER,
  PROPERTIES,
} from "../../../common/bus/contract.ts";
import { linkPath } from "../../../common/bus/object-path.ts";
import { Variant } from "../../../common/bus/types.ts";
import type { Random } from "../../kernel/property/random.ts";
import type { Call } from "./client.ts";

type Choices<T> = readonly [T, ...T[]];

const PATHS: Choices<string> = [PATH_MANAGER, linkPath("u1"), PATH_LOG_CONTROL, "/", "/org/multihomed1/link"];
const WRONG_PATHS: Choices<string> = [
  "/org/multihomed1/link/nothing0",
  "/org/multihomed1/link/_75_31",
  "/org/multihomed1/link/u1/u1",
  "/org/multihomed1/link/_00",
  "/org/multihomed1/link/_zz",
  "/org/multihomed1/link/__proto__",
  "/org/multihomed1/links",
  "/__proto__",
  `/${"a".repeat(4000)}`,
  `${"/a".repeat(2000)}`,
];
const INTERFACES: Choices<string> = [MANAGER.name, LINK.name, LOG_CONTROL.name, PROPERTIES.name];
const WRONG_INTERFACES: Choices<string> = ["org.example.Other", "a.__proto__", `a.${"b".repeat(250)}`, "_.constructor"];
const WRONG_MEMBERS: Choices<string> = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "then",
  "assign",
  "Assign2",
  "m".repeat(255),
];
const KEYS: Choices<string> = [
  "__proto__",
  "constructor",
  "prototype",
  "",
  "PERSIST",
  "k".repeat(5000),
  "a\nb",
  "\u202e",
];
const TEXTS: Choices<string> = [
  "",
  "u1",
  "__proto__",
  "\u{1f600}",
  "x\x1b[31m",
  "y".repeat(3000),
  "../../etc/passwd",
  "%s%n",
];
const BASIC: Choices<string> = ["y", "b", "n", "q", "i", "u", "x", "t", "d", "s", "o", "g"];
/** The bus's bounds are 32 arrays and 32 structures in each other. */
const DEEPEST = 30;

/** A call that has to be answered with an error. */
export function wrongCall(random: Random): Call {
  return random.pick<(random: Random) => Call>([
    nowhere,
    unknownInterface,
    unknownMember,
    wrongSignature,
    wrongSignature,
    wrongOptions,
    wrongOptions,
    wrongProperty,
    wrongName,
    withoutInterface,
    tooLong,
  ])(random);
}

const nowhere = (random: Random): Call => ({
  path: random.pick(WRONG_PATHS),
  interface: random.pick(INTERFACES),
  member: random.pick(["Assign", "Get", "Introspect", "Ping"]),
  ...anything(random),
});

const unknownInterface = (random: Random): Call => ({
  path: random.pick(PATHS),
  interface: random.pick(WRONG_INTERFACES),
  member: random.pick(["Assign", "Ping"]),
  ...anything(random),
});

const unknownMember = (random: Random): Call => ({
  path: random.pick(PATHS),
  interface: random.pick(INTERFACES),
  member: random.pick(WRONG_MEMBERS),
  ...anything(random),
});

function wrongSignature(random: Random): Call {
  const [contract, path] = random.pick<readonly [InterfaceContract, string]>([
    [MANAGER, PATH_MANAGER],
    [LINK, linkPath("u1")],
    [PROPERTIES, PATH_MANAGER],
  ]);
  const [member, expected] = random.maybe(Object.entries(contract.methods)) ?? ["Get", PROPERTIES.methods.Get];
  const right = Object.values<string>(expected.in).join("");
  let wrong = anything(random);
  while (wrong.signature === right) wrong = anything(random);
  return { path, interface: contract.name, member, ...wrong };
}

function wrongOptions(random: Random): Call {
  const options = new Map<string, Variant>();
  if (random.chance(0.5)) options.set("priority", new Variant("u", random.int(1, 1000)));
  if (random.chance(0.5)) options.set(random.pick(["guard", "strict", "persist"]), new Variant("b", true));
  const [key, type] = random.chance(0.5)
    ? [random.pick(KEYS), random.pick(BASIC)]
    : [random.pick(["priority", "guard", "mptcp", "gateway", "persist"]), "a{sv}"];
  options.set(key, new Variant<string>(type, value(random, type, 0)));
  return {
    path: PATH_MANAGER,
    interface: MANAGER.name,
    member: "Assign",
    signature: "sua{sv}",
    body: ["u1", 1000, options],
  };
}

function wrongProperty(random: Random): Call {
  const member = random.pick(["Get", "Set"]);
  const owner = random.pick([...INTERFACES, "", "__proto__", "constructor"]);
  const body: unknown[] = [owner, random.pick([...WRONG_MEMBERS, ...KEYS])];
  if (member === "Set") body.push(nested(random));
  return {
    path: random.pick(PATHS),
    interface: PROPERTIES.name,
    member,
    signature: member === "Set" ? "ssv" : "ss",
    body,
  };
}

function wrongName(random: Random): Call {
  const name = `${random.pick(TEXTS)}/`;
  const table = random.int(0, 2 ** 32 - 1);
  const [member, signature, body] = random.pick<readonly [string, string, unknown[]]>([
    ["Assign", "sua{sv}", [name, table, new Map()]],
    ["Release", "sa{sv}", [name, new Map()]],
    ["GetLink", "s", [name]],
  ]);
  return { path: PATH_MANAGER, interface: MANAGER.name, member, signature, body };
}

/** It is looked for in all interfaces of the object, and found in none. */
const withoutInterface = (random: Random): Call => ({
  path: random.pick(PATHS),
  member: random.pick(WRONG_MEMBERS),
  ...anything(random),
});

const tooLong = (random: Random): Call => ({
  path: PATH_MANAGER,
  interface: MANAGER.name,
  member: "Release",
  signature: "sa{sv}",
  body: ["u1".repeat(random.int(40_000, 200_000)), new Map()],
});

/** Arguments of any types. */
function anything(random: Random): { readonly signature: string; readonly body: readonly unknown[] } {
  const types = Array.from({ length: random.int(0, 4) }, () => type(random, 0));
  const body = types.map((each) => value(random, each, 0));
  if (random.chance(0.1)) return { signature: "v", body: [nested(random)] };
  return { signature: types.join(""), body };
}

/** A complete type. */
function type(random: Random, depth: number): string {
  const kind = depth > 4 ? 0 : random.int(0, 9);
  if (kind < 6) return random.pick(BASIC);
  if (kind === 6) return `a${type(random, depth + 1)}`;
  if (kind === 7) return `a{${random.pick(BASIC)}${type(random, depth + 1)}}`;
  if (kind === 8) return "v";
  return `(${Array.from({ length: random.int(1, 3) }, () => type(random, depth + 1)).join("")})`;
}

/** Variants in variants, as deep as the bus lets pass. */
function nested(random: Random): Variant {
  let variant = new Variant<string>("s", random.pick(TEXTS));
  for (let depth = random.int(1, 2 * DEEPEST); depth > 0; depth--) variant = new Variant<string>("v", variant);
  return variant;
}

function value(random: Random, of: string, depth: number): unknown {
  const code = of[0] ?? "";
  if (code in BASIC_VALUES) return BASIC_VALUES[code]?.(random);
  if (code === "v") {
    const inner = type(random, depth + 1);
    return new Variant<string>(inner, value(random, inner, depth + 1));
  }
  if (code === "(") return split(of.slice(1, -1)).map((field) => value(random, field, depth + 1));
  const length = random.int(0, 3);
  if (of.startsWith("a{")) {
    const entries = Array.from({ length }, () => [
      value(random, of[2] ?? "s", depth + 1),
      value(random, of.slice(3, -1), depth + 1),
    ]);
    return new Map(entries as [unknown, unknown][]);
  }
  return Array.from({ length }, () => value(random, of.slice(1), depth + 1));
}

const BASIC_VALUES: Readonly<Record<string, (random: Random) => unknown>> = {
  y: (random) => random.int(0, 255),
  b: (random) => random.chance(0.5),
  n: (random) => random.int(-32768, 32767),
  q: (random) => random.int(0, 65535),
  i: (random) => random.int(-(2 ** 31), 2 ** 31 - 1),
  u: (random) => random.int(0, 2 ** 32 - 1),
  x: (random) => -BigInt(random.int(0, 2 ** 32)),
  t: (random) => BigInt(random.int(0, 2 ** 32)) << 32n,
  d: (random) => random.pick([0, -0, Number.NaN, Number.POSITIVE_INFINITY, 1e308]),
  s: (random) => random.pick([...TEXTS]),
  o: (random) => random.pick([...PATHS, ...WRONG_PATHS]),
  g: (random) => random.pick(["", "s", "a{sv}", "(((((u)))))"]),
};

/** A signature, taken apart into complete types. */
function split(signature: string): string[] {
  const types: string[] = [];
  for (let at = 0; at < signature.length; ) {
    const begin = at;
    while (signature[at] === "a") at++;
    for (let open = 0; ; at++) {
      if (signature[at] === "(" || signature[at] === "{") open++;
      if (signature[at] === ")" || signature[at] === "}") open--;
      if (open === 0) break;
    }
    at++;
    types.push(signature.slice(begin, at));
  }
  return types;
}
