// Typed calls: what goes onto the wire, what comes from it, and what it may not be.
import assert from "node:assert/strict";
import { test } from "node:test";
import { BusError } from "../../../../common/bus/error.ts";
import { Variant } from "../../../../common/bus/types.ts";
import { Client } from "../../../../common/client/client.ts";
import { CallError } from "../../../../common/client/failures.ts";
import { MultihomedError } from "../../../../common/errors.ts";
import { refusalOf } from "../../../../service/bus/refusal.ts";
import { FakeBus, linkProperties } from "./fake-service.ts";

const LINK = {
  name: "eth0",
  index: 2,
  assigned: true,
  table: 1000,
  priority: 1000,
  state: "active",
  problems: [],
  operationalState: "up",
  carrier: true,
  addresses: ["10.1.0.2/24"],
  gateways: ["10.1.0.1"],
  routes: 3,
  rules: 1,
  mark: 0,
  options: { guard: true },
};

test("the service and its links as plain values", async () => {
  const bus = new FakeBus();
  const client = new Client(bus.connection);
  assert.deepEqual(await client.service(), { version: "0.1.0", state: "converged", problems: [] });
  assert.deepEqual(await client.links(), new Map([["eth0", LINK]]));
  assert.deepEqual(await client.link("eth0"), { ...LINK, rxBytes: 5_000_000_000, txBytes: 7 });
  assert.deepEqual(await client.traffic("eth0"), { rxBytes: 5_000_000_000, txBytes: 7 });
});

test("balance and gateway are there where they are in force", async () => {
  const bus = new FakeBus();
  const balance = new Map<string, Variant>([
    ["table", new Variant("u", 900)],
    ["priority", new Variant("u", 32000)],
    ["hash", new Variant("s", "flow")],
  ]);
  const gateway = new Map<string, Variant>([
    ["inside", new Variant("as", ["br0"])],
    ["mark-mask", new Variant("u", 0xff0000)],
    ["translate-ipv6", new Variant("b", true)],
  ]);
  bus.manager = new Map([
    ...bus.manager,
    ["Balance", new Variant("a{sv}", balance)],
    ["Shares", new Variant("a(usu)", [[6, "eth0", 3]])],
    ["Gateway", new Variant("a{sv}", gateway)],
  ]);
  const service = await new Client(bus.connection).service();
  const shares = [{ family: 6, interface: "eth0", weight: 3 }];
  assert.deepEqual(service.balance, { table: 900, priority: 32000, hash: "flow", shares });
  assert.deepEqual(service.gateway, { inside: ["br0"], markMask: 0xff0000, translateIpv6: true });
  gateway.delete("inside");
  await assert.rejects(new Client(bus.connection).service(), /Gateway, inside: expected type as/);
});

test("options go onto the wire by their names and types there, and only those that were given", async () => {
  const bus = new FakeBus();
  bus.answers.set("Assign", async () => ["/org/multihomed1/link/eth0"]);
  const client = new Client(bus.connection);
  await client.assign("eth0", "auto", { unassignedRoutes: "exclude", mptcp: ["subflow"], weight: 2, persist: false });
  const [call] = bus.calls;
  assert.equal(call?.signature, "sua{sv}");
  assert.deepEqual(call?.body?.slice(0, 2), ["eth0", 0]);
  const options = new Map([
    ["weight", new Variant<string>("u", 2)],
    ["unassigned-routes", new Variant<string>("s", "exclude")],
    ["mptcp", new Variant<string>("as", ["subflow"])],
    ["persist", new Variant<string>("b", false)],
  ]);
  assert.deepEqual(call?.body?.[2], options);
});

test("only changes let a person be asked, and they wait for the person", async () => {
  const bus = new FakeBus();
  bus.answers.set("Reload", async () => []);
  const client = new Client(bus.connection, { interactive: true });
  await client.service();
  await client.reload();
  assert.deepEqual(
    bus.calls.map(({ interactive, timeout }) => [interactive, timeout]),
    [
      [undefined, undefined],
      [true, 300_000],
    ],
  );
});

test("what a newer service adds is no trouble: words, properties, options, arguments", async () => {
  const bus = new FakeBus();
  const options = new Map<string, Variant>([
    ["guard", new Variant("b", true)],
    ["colour", new Variant("s", "blue")],
  ]);
  const changes = { State: new Variant("s", "sleeping"), Colour: new Variant("s", "red") };
  bus.links.set("eth0", linkProperties("eth0", { ...changes, Options: new Variant("a{sv}", options) }));
  bus.answers.set("Reconcile", async () => [3, "more"]);
  const client = new Client(bus.connection);
  assert.deepEqual((await client.links()).get("eth0"), { ...LINK, state: "sleeping" });
  assert.equal(await client.reconcile(), 3);
});

test("what is not of the contract is an error that names it", async () => {
  const bus = new FakeBus();
  const client = new Client(bus.connection);
  const refused = async (answer: Promise<unknown>, text: RegExp) => {
    await assert.rejects(answer, (error) => {
      assert.ok(error instanceof MultihomedError);
      assert.equal(error.code, "unexpected-answer");
      assert.match(error.message, text);
      return true;
    });
  };
  const { State: _, ...rest } = Object.fromEntries(bus.manager);
  bus.manager = new Map(Object.entries(rest));
  await refused(client.service(), /Manager\.State is missing/);
  bus.links.set("eth0", linkProperties("eth0", { Table: new Variant("s", "1000") }));
  await refused(client.links(), /Link\.Table: expected type u, not s/);
  bus.links.set("eth0", linkProperties("eth0", { Addresses: new Variant<string>("as", [7]) as Variant }));
  await refused(client.links(), /Link\.Addresses: expected type as/);
  bus.answers.set("GetManagedObjects", async () => [[]]);
  await refused(client.links(), /GetManagedObjects, objects: expected type a\{oa\{sa\{sv\}\}\}/);
  bus.answers.set("Reconcile", async () => []);
  await refused(client.reconcile(), /Reconcile, operations/);
  bus.answers.set("GetPermissions", async () => [new Map([["org.multihomed1.assign", "perhaps"]])]);
  await refused(client.permissions(), /perhaps/);
});

test("a permission that is not told is none", async () => {
  const bus = new FakeBus();
  bus.answers.set("GetPermissions", async () => [new Map([["org.multihomed1.assign", "challenge"]])]);
  assert.deepEqual(await new Client(bus.connection).permissions(), { assign: "challenge", configure: "no" });
});

test("an explanation: what was asked, and both ways as far as they are known", async () => {
  const bus = new FakeBus();
  const kernel = new Map([
    ["rule", "1000: from 10.1.0.2 lookup 1000"],
    ["table", "4294967295"],
    ["colour", "blue"],
  ]);
  const lines = ["table: 7 instead of 1000", "a line of a newer service"];
  bus.answers.set("Explain", async () => [kernel, new Map([["error", "ENETUNREACH: no route leads there"]]), lines]);
  const client = new Client(bus.connection);
  assert.deepEqual(await client.explain({ destination: "203.0.113.1" }), {
    kernel: { rule: "1000: from 10.1.0.2 lookup 1000", table: 4294967295 },
    intended: { error: "ENETUNREACH: no route leads there" },
    differences: [
      { key: "table", text: "7 instead of 1000" },
      { key: "", text: "a line of a newer service" },
    ],
  });
  await client.explain({ source: "10.1.0.2", destination: "203.0.113.1", iif: "eth0", mark: 16 });
  const options = { iif: new Variant("s", "eth0"), mark: new Variant("u", 16) };
  assert.deepEqual(
    bus.calls.map(({ signature, body }) => [signature, ...(body ?? [])]),
    [
      ["ssa{sv}", "", "203.0.113.1", new Map()],
      ["ssa{sv}", "10.1.0.2", "203.0.113.1", new Map<string, Variant>(Object.entries(options))],
    ],
  );
  bus.answers.set("Explain", async () => [new Map([["table", "main"]]), new Map(), []]);
  await assert.rejects(client.explain({ destination: "::1" }), { code: "unexpected-answer", message: /table main/ });
});

test("the log level is read and set as systemd's tools do", async () => {
  const bus = new FakeBus();
  bus.answers.set("Get", async () => [new Variant("s", "info")]);
  bus.answers.set("Set", async () => []);
  const client = new Client(bus.connection);
  assert.equal(await client.logLevel(), "info");
  await client.setLogLevel("debug");
  assert.deepEqual(bus.calls.at(-1)?.body, ["org.freedesktop.LogControl1", "LogLevel", new Variant("s", "debug")]);
});

test("an error of the service has the code here that it had there", async () => {
  const codes = [
    "invalid-interface",
    "reserved-table",
    "table-in-use",
    "not-assigned",
    "invalid-option",
    "configuration",
    "kernel",
    "too-many",
    "storage",
    "timeout",
  ] as const;
  for (const code of codes) {
    const refusal = refusalOf(new MultihomedError(code, "why"));
    assert.equal((await failureOf(refusal?.name ?? "")).code, code);
  }
});

test("errors of the bus have codes of their own", async () => {
  const codes = {
    "org.freedesktop.DBus.Error.AccessDenied": "not-authorised",
    "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired": "not-authorised",
    "org.freedesktop.DBus.Error.ServiceUnknown": "not-reachable",
    "org.freedesktop.DBus.Error.Spawn.ChildExited": "not-reachable",
    "org.freedesktop.systemd1.NoSuchUnit": "not-reachable",
    "org.freedesktop.DBus.Error.NoReply": "not-reachable",
    "org.freedesktop.DBus.Error.Disconnected": "bus",
    "org.freedesktop.DBus.Error.UnknownMethod": "refused",
    "com.example.Whatever": "refused",
    constructor: "refused",
  };
  for (const [name, code] of Object.entries(codes)) {
    const error = await failureOf(name);
    assert.equal(error.code, code, name);
    assert.equal(error.dbusName, name);
    assert.equal(error.needsPassword, name.endsWith("InteractiveAuthorizationRequired"));
  }
});

test("what the service says is fit for a terminal", async () => {
  assert.equal((await failureOf("com.example.Whatever", "red\u001b[31m\n")).message, "red\\x1b[31m\\x0a");
});

async function failureOf(dbusName: string, text = "why"): Promise<CallError> {
  const bus = new FakeBus();
  bus.answers.set("Reload", async () => {
    throw new BusError(dbusName, text);
  });
  try {
    await new Client(bus.connection).reload();
  } catch (error) {
    assert.ok(error instanceof CallError);
    return error;
  }
  throw new Error("nothing was refused");
}

test("routes and rules of a link come page by page", async () => {
  const bus = new FakeBus();
  bus.answers.set("ListRoutes", async () => [3, ["default via 10.1.0.1 dev eth0 proto multihomed"]]);
  bus.answers.set("ListRules", async () => [1, ["1000: from 10.1.0.2 lookup 1000"]]);
  const client = new Client(bus.connection);
  const routes = { total: 3, texts: ["default via 10.1.0.1 dev eth0 proto multihomed"] };
  assert.deepEqual(await client.routes("eth0", { offset: 0, limit: 1 }), routes);
  const rules = { total: 1, texts: ["1000: from 10.1.0.2 lookup 1000"] };
  assert.deepEqual(await client.rules("br-lan", { offset: 7, limit: 1000 }), rules);
  assert.deepEqual(
    bus.calls.map(({ path, signature, body, interactive }) => [path, signature, body, interactive]),
    [
      ["/org/multihomed1/link/eth0", "uu", [0, 1], undefined],
      ["/org/multihomed1/link/br_2dlan", "uu", [7, 1000], undefined],
    ],
  );
});
