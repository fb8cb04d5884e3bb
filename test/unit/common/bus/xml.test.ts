// dbus/*.xml and the contract in code are the same, and everything in them is described.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { type InterfaceContract, LINK, MANAGER } from "../../../../common/bus/contract.ts";
import { Variant } from "../../../../common/bus/types.ts";
import type { Way } from "../../../../common/client/domain.ts";
import { readAssignOptions, readExplainOptions } from "../../../../service/bus/options.ts";
import type { LinkState } from "../../../../service/status/link-status.ts";
import type { ProblemCode } from "../../../../service/status/problems.ts";
import type { ServiceProblem, ServiceState } from "../../../../service/status/service-status.ts";
import { childrenOf, type Element, parseXml } from "./xml.ts";

const folder = new URL("../../../../dbus/", import.meta.url);
const contracts: readonly InterfaceContract[] = [MANAGER, LINK];
const EMITS = "org.freedesktop.DBus.Property.EmitsChangedSignal";

const interfaceIn = (name: string): Element => {
  const node = parseXml(readFileSync(new URL(`${name}.xml`, folder), "utf8"));
  const [element, ...others] = node.children;
  assert.ok(element !== undefined && others.length === 0, "one interface a file");
  return element;
};

test("there is a file for every interface of ours, and no other", () => {
  const files = readdirSync(folder).filter((file) => file.endsWith(".xml"));
  assert.deepEqual(files.sort(), contracts.map(({ name }) => `${name}.xml`).sort());
});

for (const contract of contracts) {
  const element = interfaceIn(contract.name);

  test(`${contract.name}: the same members, arguments, types and access, in the same order`, () => {
    assert.deepEqual(asContract(element), {
      name: contract.name,
      methods: entries(contract.methods, ({ in: input, out }) => [...args(input, "in"), ...args(out, "out")]),
      signals: entries(contract.signals, (named) => args(named, undefined)),
      properties: entries(contract.properties, ({ type, changes, writable }) => ({
        type,
        access: writable ? "readwrite" : "read",
        annotations: [[EMITS, changes]],
      })),
    });
  });

  for (const described of [element, ...element.children]) {
    const { name } = described.attributes;
    test(`${contract.name}: ${described.name} ${name} is described`, () => {
      const { symbol, parameters, text } = documentation(described.comment);
      assert.equal(symbol, name);
      const expected = described === element ? ["short_description"] : argumentNames(described);
      assert.deepEqual([...parameters.keys()], expected);
      for (const [parameter, meaning] of parameters) assert.match(meaning, /\w+ \w+/, parameter);
      assert.match(text, /\w+ \w+ \w+/);
    });
  }
}

test("the options of Assign are those that the service takes, of the types that it takes", () => {
  const samples: Readonly<Record<string, unknown>> = {
    priority: 1,
    guard: true,
    "unassigned-routes": "exclude",
    strict: true,
    weight: 256,
    mptcp: ["signal", "subflow", "backup"],
    gateway: "10.0.0.1",
    persist: false,
  };
  const described = new Map(
    [...textOf(MANAGER.name, "Assign").matchAll(/^"([a-z-]+)" \((\w+)\):/gm)].map(([, key = "", type = ""]) => [
      key,
      type,
    ]),
  );
  assert.deepEqual([...described.keys()].sort(), Object.keys(samples).sort());
  for (const [key, type] of described) {
    readAssignOptions(new Map([[key, new Variant<string>(type, samples[key])]]));
  }
  const unknown = new Map([["colour", new Variant<string>("s", "red")]]);
  assert.throws(
    () => readAssignOptions(unknown),
    ({ message }: Error) => {
      const taken = /expected one of (.*)$/.exec(message)?.[1]?.split(", ") ?? [];
      assert.deepEqual(taken.sort(), [...described.keys()].sort());
      return true;
    },
  );
});

test("the options of Explain, and the keys of a way, are the ones that are described", () => {
  const text = textOf(MANAGER.name, "Explain");
  const options = [...text.matchAll(/^"([a-z-]+)" \((\w+)\):/gm)].map(
    ([, key = "", type = ""]) => [key, type] as const,
  );
  assert.deepEqual(options, Object.entries({ iif: "s", mark: "u" }));
  const samples: Readonly<Record<string, unknown>> = { iif: "eth0", mark: 16 };
  assert.deepEqual(
    readExplainOptions(new Map(options.map(([key, type]) => [key, new Variant<string>(type, samples[key])]))),
    samples,
  );
  const keys = [...text.matchAll(/^"([a-z-]+)": /gm)].map(([, key = ""]) => key);
  assert.deepEqual(keys.sort(), Object.keys(WAY).sort());
});

// That these are all words of their types is what the compiler checks.
const LINK_STATES: Readonly<Record<LinkState, true>> = {
  unassigned: true,
  absent: true,
  down: true,
  "no-carrier": true,
  "no-address": true,
  active: true,
  degraded: true,
};
const WAY: Readonly<Record<keyof Way, true>> = {
  rule: true,
  table: true,
  uplink: true,
  route: true,
  interface: true,
  gateway: true,
  source: true,
  shares: true,
  error: true,
  note: true,
};
const SERVICE_STATES: Readonly<Record<ServiceState, true>> = {
  starting: true,
  converged: true,
  reconciling: true,
  degraded: true,
};
const LINK_PROBLEMS: Readonly<Record<ProblemCode, true>> = {
  "kernel-refused": true,
  contended: true,
  "table-shared": true,
  "behind-main": true,
  "not-balanced": true,
  "endpoint-left-out": true,
  "endpoint-taken": true,
  "no-mptcp": true,
  "no-mark": true,
};
const SERVICE_PROBLEMS: Readonly<Record<Exclude<ServiceProblem["code"], ProblemCode>, true>> = {
  configuration: true,
  state: true,
};

for (const [name, property, words] of [
  [LINK.name, "State", LINK_STATES],
  [LINK.name, "Problems", LINK_PROBLEMS],
  [MANAGER.name, "State", SERVICE_STATES],
  [MANAGER.name, "Problems", SERVICE_PROBLEMS],
] as const) {
  test(`${name}.${property}: every word is explained`, () => {
    const explained = [...textOf(name, property).matchAll(/^"([a-z-]+)": /gm)].map(([, word]) => word);
    assert.deepEqual(explained.sort(), Object.keys(words).sort());
  });
}

test("every error of ours is named by the method that answers with it", () => {
  const of = (method: string) =>
    [...textOf(MANAGER.name, method).matchAll(/^org\.multihomed1\.Error\.(\w+): /gm)].map(([, error]) => error);
  assert.deepEqual(of("Assign"), ["InvalidInterface", "ReservedTable", "TableInUse", "InvalidOption"]);
  assert.deepEqual(of("Release"), ["NotAssigned", "InvalidOption"]);
  assert.deepEqual(of("GetLink"), ["InvalidInterface"]);
  assert.deepEqual(of("Reload"), ["InvalidConfiguration"]);
  assert.deepEqual(of("Reconcile"), ["KernelRejected"]);
});

const entries = <T, R>(record: Readonly<Record<string, T>>, convert: (value: T) => R): [string, R][] =>
  Object.entries(record).map(([name, value]) => [name, convert(value)]);

const args = (named: Readonly<Record<string, string>>, direction: string | undefined) =>
  Object.entries(named).map(([name, type]) => ({ name, type, ...(direction === undefined ? {} : { direction }) }));

/** An interface element as the contract would be written; fails on what the contract has no word for. */
function asContract(element: Element) {
  const kinds = ["method", "signal", "property"];
  assert.deepEqual(
    [...new Set(element.children.map(({ name }) => name))].sort(),
    [...kinds].sort().filter((kind) => childrenOf(element, kind).length > 0),
  );
  const named = <R>(kind: string, convert: (child: Element) => R): [string, R][] =>
    childrenOf(element, kind).map((child) => [child.attributes.name ?? "", convert(child)]);
  const argsIn = (member: Element) => {
    assert.deepEqual(Object.keys(member.attributes), ["name"]);
    assert.deepEqual(childrenOf(member, "arg"), member.children);
    return member.children.map(({ attributes }) => attributes);
  };
  return {
    name: element.attributes.name,
    methods: named("method", argsIn),
    signals: named("signal", argsIn),
    properties: named("property", ({ attributes: { name: _name, ...attributes }, children }) => ({
      ...attributes,
      annotations: children.map((child) => [child.attributes.name, child.attributes.value]),
    })),
  };
}

const argumentNames = (member: Element): (string | undefined)[] =>
  childrenOf(member, "arg").map(({ attributes }) => attributes.name);

/** A comment as gdbus-codegen reads it: the symbol, one line for each parameter, then the text. */
function documentation(comment: string) {
  const lines = comment.split("\n").map((line) => line.trim());
  const [symbol = "", ...rest] = lines.filter((line, at) => line !== "" || at > 1);
  assert.match(symbol, /^[\w.]+:$/);
  const end = rest.findIndex((line) => !line.startsWith("@"));
  const parameters = rest.slice(0, end).map((line): [string, string] => {
    const [, name = "", meaning = ""] = /^@(\w+): (.*)$/.exec(line) ?? [];
    return [name, meaning];
  });
  return { symbol: symbol.slice(0, -1), parameters: new Map(parameters), text: rest.slice(end).join("\n").trim() };
}

function textOf(interfaceName: string, member: string): string {
  const found = interfaceIn(interfaceName).children.find(({ attributes }) => attributes.name === member);
  assert.ok(found !== undefined);
  return documentation(found.comment).text;
}
