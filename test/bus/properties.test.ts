// Every property has the type of the contract and the value of the kernel, for everyone, and none can be set.
import assert from "node:assert/strict";
import {
  type InterfaceContract,
  LINK,
  LOG_CONTROL,
  MANAGER,
  PATH_LOG_CONTROL,
  PATH_MANAGER,
} from "../../common/bus/contract.ts";
import { linkPath } from "../../common/bus/object-path.ts";
import { Variant } from "../../common/bus/types.ts";
import { eventually } from "../kernel/lab/index.ts";
import {
  addUplink,
  assign,
  type Bus,
  busLab,
  type Client,
  getAllCall,
  getCall,
  linkProperties,
  linkProperty,
  managerProperty,
  setCall,
} from "./lab/index.ts";

const OBJECTS: readonly (readonly [path: string, contract: InterfaceContract])[] = [
  [PATH_MANAGER, MANAGER],
  [linkPath("u1"), LINK],
  [linkPath("u2"), LINK],
  [linkPath("absent0"), LINK],
  [linkPath("lo"), LINK],
  [PATH_LOG_CONTROL, LOG_CONTROL],
];

/** A value of each type of the contract that no property has. */
const OTHERS: Readonly<Record<string, unknown>> = {
  s: "other",
  u: 4242,
  b: true,
  t: 42n,
  as: ["other"],
  "a(ss)": [["other", "other"]],
  "a(sss)": [["other", "other", "other"]],
  "a{sv}": new Map([["guard", new Variant("b", false)]]),
};

busLab("each property has its type, by Get and by GetAll, with its interface's name and without", async (bus) => {
  const client = await start(bus);
  for (const [path, { name, properties }] of OBJECTS) {
    for (const owner of [name, ""]) {
      const [all] = await client.call(getAllCall(path, owner));
      assert.ok(all instanceof Map);
      const types = Object.entries(properties).map(([property, { type }]) => [property, type]);
      const found = [...all].map(([property, variant]) => [property, variant instanceof Variant && variant.signature]);
      assert.deepEqual(found.sort(), types.sort(), path);
      for (const property of Object.keys(properties)) {
        const [value] = await client.call(getCall(path, owner, property));
        const steady = property !== "RxBytes" && property !== "TxBytes";
        if (steady) assert.deepEqual(value, all.get(property), `${path} ${property}`);
      }
    }
    for (const standard of ["Properties", "Introspectable", "Peer"]) {
      assert.deepEqual(await client.call(getAllCall(path, `org.freedesktop.DBus.${standard}`)), [new Map()]);
    }
  }
});

busLab("an object without properties of its own has none, by every name that it answers to", async (bus) => {
  const client = await start(bus);
  for (const path of ["/", "/org", "/org/freedesktop", "/org/multihomed1/link"]) {
    for (const owner of ["", "org.freedesktop.DBus.Peer"]) {
      assert.deepEqual(await client.call(getAllCall(path, owner)), [new Map()], path);
      const { errorName } = await client.reply(getCall(path, owner, "State"));
      assert.equal(errorName, "org.freedesktop.DBus.Error.UnknownProperty", path);
    }
    const { errorName } = await client.reply(getAllCall(path, MANAGER.name));
    assert.equal(errorName, "org.freedesktop.DBus.Error.UnknownInterface", path);
  }
});

busLab("nobody can set a property, whatever the value: the error says so, and the value stays", async (bus) => {
  await start(bus);
  for (const user of ["root", "denied"] as const) {
    const client = await bus.client(user);
    for (const [path, { name, properties }] of OBJECTS) {
      for (const [property, { writable }] of Object.entries(properties)) {
        if (writable) continue;
        const before = await client.call(getCall(path, name, property));
        for (const owner of [name, ""]) {
          for (const [type, value] of Object.entries(OTHERS)) {
            const { errorName } = await client.reply(setCall(path, owner, property, new Variant<string>(type, value)));
            assert.equal(errorName, "org.freedesktop.DBus.Error.PropertyReadOnly", `${property} to a ${type}`);
          }
        }
        if (property === "RxBytes" || property === "TxBytes") continue;
        assert.deepEqual(await client.call(getCall(path, name, property)), before, property);
      }
    }
  }
  const { code, stderr } = await bus.busctl(
    "root",
    "set-property",
    "org.multihomed1",
    PATH_MANAGER,
    MANAGER.name,
    "State",
    "s",
    "x",
  );
  assert.notEqual(code, 0);
  assert.match(stderr, /cannot be set|read-only/);
});

busLab("the properties of a link are what the kernel has and what was assigned", async (bus) => {
  const client = await start(bus);
  const { RxBytes, TxBytes, ...u1 } = (await linkProperties(client, "u1")) ?? {};
  const { ifindex } = bus.host.json<{ ifindex: number }[]>("link show u1")[0] ?? {};
  assert.deepEqual(u1, {
    Name: "u1",
    Index: ifindex,
    Assigned: true,
    Table: 1000,
    Priority: 500,
    State: "active",
    Problems: [],
    OperationalState: "up",
    Carrier: true,
    Addresses: await addresses(bus, "u1"),
    Gateways: ["10.1.0.1"],
    Routes: ours(bus, 1000),
    Rules: 1,
    Options: {
      priority: 500,
      guard: false,
      "unassigned-routes": "exclude",
      strict: true,
      weight: 7,
      mptcp: ["subflow"],
    },
    Mark: 0,
  });
  assert.equal(typeof RxBytes, "bigint");
  assert.equal(typeof TxBytes, "bigint"); // the kernel sends now and then by itself; lo, below, is quiet

  const absent = await linkProperties(client, "absent0");
  assert.deepEqual([absent?.Index, absent?.Assigned, absent?.State, absent?.Table], [0, true, "absent", 3000]);
  assert.deepEqual([absent?.OperationalState, absent?.Carrier, absent?.RxBytes], ["notpresent", false, 0n]);
  const lo = await linkProperties(client, "lo");
  assert.deepEqual([lo?.Assigned, lo?.State, lo?.Table, lo?.Priority, lo?.Options], [false, "unassigned", 0, 0, {}]);
  assert.equal(await managerProperty(client, "State"), "converged");
  assert.deepEqual(await managerProperty(client, "Problems"), []);
  assert.match(String(await managerProperty(client, "Version")), /^\d+\.\d+\.\d+/);
});

busLab("a link's counters are those of now, without a signal", async (bus) => {
  const client = await start(bus);
  await client.match("type='signal',interface='org.freedesktop.DBus.Properties'");
  const before = (await linkProperty(client, "lo", "TxBytes")) as bigint;
  await bus.host.ping("127.0.0.1", "127.0.0.1");
  await eventually(async () => {
    const after = (await linkProperty(client, "lo", "TxBytes")) as bigint;
    assert.ok(after >= before + 84n, `${before}, then ${after}`);
    assert.equal(after, BigInt(statistics(bus, "lo").tx.bytes));
  });
  await client.caughtUp();
  assert.deepEqual(
    client.received.flatMap((signal) => signal.body()),
    [],
  );
});

busLab("busctl and gdbus read properties", async (bus) => {
  await start(bus);
  const path = linkPath("u1");
  const table = await bus.busctl("denied", "get-property", "org.multihomed1", path, LINK.name, "Table", "Addresses");
  assert.equal(
    table.stdout,
    `u 1000\nas 1 "10.1.0.2/24"\n`.replace('as 1 "10.1.0.2/24"', asText(await addresses(bus, "u1"))),
  );
  const all = await bus.gdbus(
    ...(["denied", "call", "--dest", "org.multihomed1", "--object-path", path] as const),
    ...["--method", "org.freedesktop.DBus.Properties.GetAll", LINK.name],
  );
  assert.match(all.stdout, /'Table': <uint32 1000>/);
  assert.match(all.stdout, /'Gateways': <\['10\.1\.0\.1'\]>/);
});

const asText = (words: readonly string[]) => `as ${words.length} ${words.map((word) => `"${word}"`).join(" ")}`;

/** u1 assigned with every option but one, an interface that is not there, u2 left alone. */
async function start(bus: Bus): Promise<Client> {
  addUplink(bus, 1);
  addUplink(bus, 2);
  await bus.service();
  const root = await bus.client("root");
  await assign(root, "u1", 1000, {
    priority: ["u", 500],
    guard: ["b", false],
    "unassigned-routes": ["s", "exclude"],
    strict: ["b", true],
    weight: ["u", 7],
    mptcp: ["as", ["subflow"]],
    persist: ["b", true],
  });
  await assign(root, "absent0", 3000);
  return await bus.client("denied");
}

/** As ip(8) has them, IPv4 first. */
async function addresses(bus: Bus, link: string): Promise<string[]> {
  const [{ addr_info: all = [] } = {}] = bus.host.json<{ addr_info?: { local: string; prefixlen: number }[] }[]>(
    `address show ${link}`,
  );
  return all.map(({ local, prefixlen }) => `${local}/${prefixlen}`);
}

const ours = (bus: Bus, table: number): number =>
  [4, 6]
    .flatMap((family) => bus.host.json<{ protocol: string }[]>("-N", `-${family}`, "route show table", String(table)))
    .filter(({ protocol }) => protocol === "77").length;

interface Statistics {
  readonly tx: { readonly bytes: number };
}

const statistics = (bus: Bus, link: string): Statistics =>
  bus.host.json<{ stats64: Statistics }[]>("-s link show", link)[0]?.stats64 ?? { tx: { bytes: -1 } };
