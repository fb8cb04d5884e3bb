// What Introspect says of every object is the contract, read back by a reader that knows nothing of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  INTROSPECTABLE,
  type InterfaceContract,
  LINK,
  LOG_CONTROL,
  MANAGER,
  OBJECT_MANAGER,
  PEER,
  PROPERTIES,
} from "../../../../common/bus/contract.ts";
import { introspectionOf } from "../../../../service/bus/introspection.ts";
import { Served } from "./served.ts";

const STANDARD: readonly InterfaceContract[] = [PROPERTIES, INTROSPECTABLE, PEER];
const TREE: readonly [path: string, own: readonly InterfaceContract[], children: readonly string[]][] = [
  ["/", [], ["org"]],
  ["/org", [], ["freedesktop", "multihomed1"]],
  ["/org/freedesktop", [], ["LogControl1"]],
  ["/org/freedesktop/LogControl1", [LOG_CONTROL], []],
  ["/org/multihomed1", [MANAGER, OBJECT_MANAGER], ["link"]],
  ["/org/multihomed1/link", [], ["eth0", "wwan_2d0", "_301"]],
  ["/org/multihomed1/link/wwan_2d0", [LINK], []],
];
const OBSERVED = ["link eth0 2", "link wwan-0 3", "link 01 4"];

async function introspect(served: Served, path: string): Promise<string> {
  const { body = [], signature } = await served.call({ path, interface: INTROSPECTABLE.name, member: "Introspect" });
  assert.equal(signature, "s");
  return String(body[0]);
}

for (const [path, own, children] of TREE) {
  test(`what ${path} says of itself is the contract`, async () => {
    const { interfaces, nodes } = read(await introspect(new Served(OBSERVED), path));
    assert.deepEqual(nodes, children);
    // The contract as JSON has no order of keys, but arguments have one: they are lists here.
    assert.deepEqual(interfaces, [...own, ...STANDARD].map(asRead));
  });
}

test("every object that is named is there", async () => {
  const served = new Served(OBSERVED);
  const paths: string[] = [];
  const visit = async (path: string): Promise<void> => {
    paths.push(path);
    for (const node of read(await introspect(served, path)).nodes) await visit(`${path === "/" ? "" : path}/${node}`);
  };
  await visit("/");
  assert.deepEqual(
    paths.sort(),
    [...TREE.map(([path]) => path), "/org/multihomed1/link/eth0", "/org/multihomed1/link/_301"].sort(),
  );
});

test("links come and go in it, and one that is only assigned is there", async () => {
  const served = new Served(["link eth0 2"], ["wwan0 table 1000"]);
  assert.deepEqual(read(await introspect(served, "/org/multihomed1/link")).nodes, ["eth0", "wwan0"]);
  served.view.deleteLink(2);
  assert.deepEqual(read(await introspect(served, "/org/multihomed1/link")).nodes, ["wwan0"]);
});

test("it begins as the specification wants it", () => {
  const text = introspectionOf([], []);
  assert.match(text, /^<!DOCTYPE node PUBLIC "-\/\/freedesktop\/\/DTD D-BUS Object Introspection 1\.0\/\/EN"\n/);
  assert.match(text, /<node>\n<\/node>\n$/);
});

const EMITS = "org.freedesktop.DBus.Property.EmitsChangedSignal";

/** An argument as "direction name type". */
const argumentsOf = (named: Readonly<Record<string, string>>, direction: string) =>
  Object.entries(named).map(([name, type]) => `${direction}${name} ${type}`);

function asRead({ name, methods, properties, signals }: InterfaceContract) {
  return {
    name,
    methods: Object.entries(methods).map(([method, { in: input, out }]) => [
      method,
      ...argumentsOf(input, "in "),
      ...argumentsOf(out, "out "),
    ]),
    signals: Object.entries(signals).map(([signal, args]) => [signal, ...argumentsOf(args, "")]),
    properties: Object.entries(properties).map(([property, { type, changes, writable }]) => [
      property,
      `${type} ${writable ? "readwrite" : "read"} ${EMITS}=${changes}`,
    ]),
  };
}

/** Reads the XML line by line; a line that it does not know is a failure. */
function read(xml: string) {
  const interfaces: ReturnType<typeof asRead>[] = [];
  const nodes: string[] = [];
  /** Where arguments and annotations go. */
  let member: string[] = [];
  for (const line of xml.split("\n").slice(2)) {
    const [, tag = "", rest = "", empty = ""] = /^ *<(\/?[a-z]+)((?: [a-z]+="[^"<>&]*")*)(\/?)>$/.exec(line) ?? [];
    const {
      name = "",
      type = "",
      direction,
      access,
      value,
    } = Object.fromEntries([...rest.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(([, key = "", text = ""]) => [key, text]));
    const current = interfaces.at(-1);
    switch (tag) {
      case "interface":
        interfaces.push({ name, methods: [], signals: [], properties: [] });
        break;
      case "method":
      case "signal":
      case "property":
        assert.ok(current !== undefined && (empty === "" || tag !== "property"), line);
        member = tag === "property" ? [name, `${type} ${access}`] : [name];
        current[({ method: "methods", signal: "signals", property: "properties" } as const)[tag]].push(member);
        break;
      case "arg":
        assert.equal(empty, "/", line);
        member.push(`${direction === undefined ? "" : `${direction} `}${name} ${type}`);
        break;
      case "annotation":
        assert.equal(empty, "/", line);
        member.push(`${member.pop()} ${name}=${value}`);
        break;
      case "node":
        if (empty !== "") nodes.push(name);
        break;
      default:
        assert.ok(["/interface", "/method", "/signal", "/property", "/node"].includes(tag) || line === "", line);
    }
  }
  return { interfaces, nodes };
}
