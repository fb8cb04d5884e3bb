// What the service says of itself is the contract: on every object, for our own client, busctl and gdbus alike.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import {
  BUS_NAME,
  LINK,
  LOG_CONTROL,
  MANAGER,
  OBJECT_MANAGER,
  PATH_LINKS,
  PATH_LOG_CONTROL,
  PATH_MANAGER,
} from "../../common/bus/contract.ts";
import { linkPath } from "../../common/bus/object-path.ts";
import { addLink, addUplink, assign, type Bus, busLab, type Client } from "./lab/index.ts";
import { childNodes, describeXml, interfaceNames } from "./lab/introspection.ts";

const STANDARD = ["Introspectable", "Peer", "Properties"].map((name) => `org.freedesktop.DBus.${name}`);

/** Every object, with the interfaces that it has beside those of every object, and the nodes below. */
const OBJECTS: readonly (readonly [path: string, own: readonly string[], below: readonly string[]])[] = [
  ["/", [], ["org"]],
  ["/org", [], ["freedesktop", "multihomed1"]],
  ["/org/freedesktop", [], ["LogControl1"]],
  [PATH_LOG_CONTROL, [LOG_CONTROL.name], []],
  [PATH_MANAGER, [OBJECT_MANAGER.name, MANAGER.name], ["link"]],
  [PATH_LINKS, [], ["_31x", "absent0", "lo", "u1"]],
  [linkPath("u1"), [LINK.name], []],
  [linkPath("1x"), [LINK.name], []],
  [linkPath("absent0"), [LINK.name], []],
];

busLab("every object has exactly its interfaces, and nodes lead to every object", async (bus) => {
  const client = await start(bus);
  for (const [path, own, below] of OBJECTS) {
    const xml = await introspect(client, path);
    assert.deepEqual(interfaceNames(xml), [...STANDARD, ...own].sort(), path);
    assert.deepEqual(childNodes(xml).sort(), below, path);
  }
  const { code, stdout } = await bus.busctl("denied", "--list", "tree", BUS_NAME);
  assert.equal(code, 0);
  assert.deepEqual(stdout.trim().split("\n").sort(), [...OBJECTS.map(([path]) => path), linkPath("lo")].sort());
});

busLab("the XML in dbus/ and what the service answers are the same contract", async (bus) => {
  const client = await start(bus);
  for (const [path, name] of [
    [PATH_MANAGER, MANAGER.name],
    [linkPath("u1"), LINK.name],
  ] as const) {
    const written = readFileSync(new URL(`../../dbus/${name}.xml`, import.meta.url), "utf8");
    const ours = (owner: string) => owner === name;
    const expected = describeXml(written, ours);
    assert.ok(expected.length > 20, expected.join("\n"));
    assert.deepEqual(describeXml(await introspect(client, path), ours), expected);

    const gdbus = await bus.gdbus("denied", "introspect", "--dest", BUS_NAME, "--object-path", path, "--xml");
    assert.deepEqual(describeXml(gdbus.stdout, ours), expected, gdbus.stderr);
  }
});

busLab("busctl introspect lists every member with its signature, its result and when it changes", async (bus) => {
  await start(bus);
  for (const [path, contract] of [
    [PATH_MANAGER, MANAGER],
    [linkPath("u1"), LINK],
    [PATH_LOG_CONTROL, LOG_CONTROL],
  ] as const) {
    const { code, stdout, stderr } = await bus.busctl("denied", "introspect", BUS_NAME, path, contract.name);
    assert.equal(code, 0, stderr);
    const listed = stdout.split("\n").flatMap((line) => {
      const [member = "", kind = "", signature = "", ...rest] = line.trim().split(/\s+/);
      if (!member.startsWith(".")) return [];
      if (kind === "property") return [`${member} ${kind} ${signature} ${flags(rest)}`];
      return [`${member} ${kind} ${signature} ${rest[0]}`];
    });
    assert.deepEqual(listed.sort(), members(contract).sort(), stdout);
  }
});

/** As busctl lists them. */
function members({ methods, properties, signals }: typeof MANAGER | typeof LINK | typeof LOG_CONTROL): string[] {
  const signature = (args: Readonly<Record<string, string>>) => Object.values(args).join("") || "-";
  return [
    ...Object.entries<{ in: Record<string, string>; out: Record<string, string> }>(methods).map(
      ([name, method]) => `.${name} method ${signature(method.in)} ${signature(method.out)}`,
    ),
    ...Object.entries<Record<string, string>>(signals).map(([name, args]) => `.${name} signal ${signature(args)} -`),
    ...Object.entries<{ type: string; changes: string; writable?: true }>(properties).map(
      ([name, { type, changes, writable }]) =>
        `.${name} property ${type} ${[...(CHANGES[changes] ?? []), ...(writable ? ["writable"] : [])].join(" ")}`,
    ),
  ];
}

const CHANGES: Readonly<Record<string, readonly string[]>> = { true: ["emits-change"], const: ["const"], false: [] };

/** The words behind a property's value. */
const flags = (words: readonly string[]): string =>
  words.filter((word) => ["emits-change", "const", "writable", "emits-invalidation"].includes(word)).join(" ");

async function introspect(client: Client, path: string): Promise<string> {
  const [xml] = await client.call({ path, interface: "org.freedesktop.DBus.Introspectable", member: "Introspect" });
  return String(xml);
}

/** Links u1 and "1x" that exist, and one that is only assigned. */
async function start(bus: Bus): Promise<Client> {
  addUplink(bus, 1);
  addLink(bus, "1x");
  await bus.service();
  await assign(await bus.client("root"), "absent0", 3000);
  return await bus.client("denied");
}
