// Properties of every object: each is read as the contract says, and only what the contract says can be set is set.
import assert from "node:assert/strict";
import { test } from "node:test";
import { LINK, LOG_CONTROL, MANAGER } from "../../../../common/bus/contract.ts";
import { Variant } from "../../../../common/bus/types.ts";
import { Refusal } from "../../../../service/bus/refusal.ts";
import { configDefaults } from "../../../../service/config/defaults.ts";
import { marksOf } from "../../../../service/planes/gateway/marks.ts";
import { joinUplinks } from "../../../../service/planes/uplinks.ts";
import { assignmentOf } from "../planes/assignment.ts";
import { viewOf } from "../view/from-text/state.ts";
import { getProperty, PROPERTIES, Served, setProperty } from "./served.ts";

const MANAGER_PATH = "/org/multihomed1";
const LINK_PATH = "/org/multihomed1/link/eth0";
const LOG_PATH = "/org/freedesktop/LogControl1";
const OBJECTS = [
  [MANAGER_PATH, MANAGER],
  [LINK_PATH, LINK],
  [LOG_PATH, LOG_CONTROL],
] as const;

const OBSERVED = [
  "link eth0 2",
  "address 192.0.2.10/24 dev eth0",
  "address 2001:db8::10/64 dev eth0",
  "route default via 192.0.2.1 dev eth0",
  "route -6 default via fe80::1 dev eth0",
  "route default via 192.0.2.1 dev eth0 table 1000 proto 77",
  "rule from 192.0.2.10 lookup 1000",
];
const ASSIGNED = "eth0 table 1000 weight 3";
const TOGETHER = {
  balance: { ...configDefaults.balance, enabled: true },
  gateway: { ...configDefaults.gateway, enabled: true, inside: ["br0"] },
};
const served = () => {
  const on = new Served(OBSERVED, [ASSIGNED]);
  on.together = TOGETHER;
  on.balanced();
  return on;
};
const value = async (on: Served, path: string, name: string, property: string) => {
  const { body = [] } = await on.call(getProperty(path, name, property));
  return body[0];
};

const v = (type: string, of: unknown) => new Variant<string>(type, of);
const EXPECTED: Readonly<Record<string, Readonly<Record<string, Variant>>>> = {
  [MANAGER.name]: {
    Version: v("s", "0.1.0"),
    State: v("s", "starting"),
    Problems: v("a(sss)", []),
    Balance: v(
      "a{sv}",
      new Map([
        ["table", v("u", 900)],
        ["priority", v("u", 32000)],
        ["hash", v("s", "flow")],
      ]),
    ),
    Shares: v("a(usu)", [
      [4, "eth0", 3],
      [6, "eth0", 3],
    ]),
    Gateway: v(
      "a{sv}",
      new Map([
        ["inside", v("as", ["br0"])],
        ["mark-mask", v("u", 0xff0000)],
        ["translate-ipv6", v("b", false)],
      ]),
    ),
  },
  [LINK.name]: {
    Name: v("s", "eth0"),
    Index: v("u", 2),
    Assigned: v("b", true),
    Table: v("u", 1000),
    Priority: v("u", 1000),
    State: v("s", "active"),
    Problems: v("a(ss)", []),
    OperationalState: v("s", "unknown"),
    Carrier: v("b", true),
    Addresses: v("as", ["192.0.2.10/24", "2001:db8::10/64"]),
    Gateways: v("as", ["192.0.2.1", "fe80::1"]),
    Routes: v("u", 1),
    Rules: v("u", 1),
    Options: v(
      "a{sv}",
      new Map([
        ["guard", v("b", true)],
        ["unassigned-routes", v("s", "include")],
        ["strict", v("b", false)],
        ["mptcp", v("as", [])],
        ["weight", v("u", 3)],
      ]),
    ),
    Mark: v("u", marksOf(joinUplinks([assignmentOf(ASSIGNED)], viewOf(OBSERVED), TOGETHER)).byTable.get(1000)),
    RxBytes: v("t", 5_000_000_000n),
    TxBytes: v("t", 7n),
  },
  [LOG_CONTROL.name]: {
    LogLevel: v("s", "info"),
    LogTarget: v("s", "journal"),
    SyslogIdentifier: v("s", "multihomed"),
  },
};

for (const [path, { name, properties }] of OBJECTS) {
  test(`${name}: Get and GetAll give every property of the contract`, async () => {
    const expected = EXPECTED[name] ?? {};
    assert.deepEqual(Object.keys(expected).sort(), Object.keys(properties).sort());
    const on = served();
    for (const [property, is] of Object.entries(expected)) {
      for (const by of [name, ""]) assert.deepEqual(await value(on, path, by, property), is, property);
    }
    for (const by of [name, ""]) {
      const call = { path, interface: PROPERTIES, member: "GetAll", signature: "s", body: [by] };
      const { body, signature } = await on.call(call);
      assert.deepEqual([signature, body], ["a{sv}", [new Map(Object.entries(expected))]]);
    }
  });

  test(`${name}: what cannot be set is not, by whatever name it is called`, async () => {
    const writable = new Set(["LogLevel", "LogTarget"]);
    for (const property of Object.keys(properties).filter((each) => !writable.has(each))) {
      const on = served();
      const before = await value(on, path, name, property);
      on.did.length = 0;
      for (const by of [name, ""]) {
        for (const to of [before, v("s", "x"), v("u", 1)]) {
          assert.ok(to instanceof Variant);
          assert.equal(await on.refusal(setProperty(path, by, property, to)), "PropertyReadOnly");
        }
      }
      // Nobody is asked either: no permission is enough.
      assert.deepEqual([on.asked, on.did], [[], []]);
      assert.deepEqual(await value(on, path, name, property), before);
    }
  });

  test(`${name}: what is no property can be neither read nor set`, async () => {
    const on = served();
    for (const by of [name, "", "org.freedesktop.DBus.Peer"]) {
      assert.equal(await on.refusal(getProperty(path, by, "Colour")), "UnknownProperty");
      assert.equal(await on.refusal(setProperty(path, by, "Colour", v("s", "red"))), "UnknownProperty");
    }
    assert.equal(await on.refusal(getProperty(path, "org.example.Other", "State")), "UnknownInterface");
    assert.equal(await on.refusal(setProperty(path, "org.example.Other", "State", v("s", "x"))), "UnknownInterface");
    const all = { path, interface: PROPERTIES, member: "GetAll", signature: "s" };
    assert.equal(await on.refusal({ ...all, body: ["org.example.Other"] }), "UnknownInterface");
    assert.deepEqual((await on.call({ ...all, body: ["org.freedesktop.DBus.Peer"] })).body, [new Map()]);
  });
}

test("an object without properties says so, and says nothing for all its interfaces", async () => {
  const on = served();
  for (const path of ["/", "/org", "/org/freedesktop", "/org/multihomed1/link"]) {
    const all = { path, interface: PROPERTIES, member: "GetAll", signature: "s", body: [""] };
    assert.deepEqual((await on.call(all)).body, [new Map()]);
    assert.equal(await on.refusal(getProperty(path, "", "State")), "UnknownProperty");
    assert.equal(await on.refusal(getProperty(path, MANAGER.name, "State")), "UnknownInterface");
  }
});

const setLevel = (to: Variant) => setProperty(LOG_PATH, LOG_CONTROL.name, "LogLevel", to);

test("the log level is set by whoever may configure", async () => {
  const on = served();
  for (const level of ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"]) {
    assert.equal(await on.refusal(setLevel(v("s", level))), "");
    assert.equal(on.logLevel, level);
  }
  assert.deepEqual(
    [...new Set(on.asked.map(({ action, details }) => `${action} ${details.size}`))],
    ["org.multihomed1.configure 0"],
  );
});

test("a log level that is none, or of another type, is refused before anybody is asked", async () => {
  const on = served();
  for (const to of [
    v("s", "trace"),
    v("s", "INFO"),
    v("s", ""),
    v("s", "constructor"),
    v("u", 3),
    v("v", v("s", "info")),
  ]) {
    assert.equal(await on.refusal(setLevel(to)), "InvalidArgs");
  }
  assert.deepEqual([on.asked, on.logLevel], [[], "info"]);
});

test("who may not configure does not set the log level", async () => {
  const on = served();
  on.may = async () => {
    throw new Refusal("AccessDenied", "no");
  };
  assert.equal(await on.refusal(setLevel(v("s", "debug"))), "AccessDenied");
  assert.equal(on.logLevel, "info");
});

test("where the log goes is said on the command line: only the same can be set", async () => {
  const on = served();
  const set = (to: Variant) => setProperty(LOG_PATH, LOG_CONTROL.name, "LogTarget", to);
  assert.equal(await on.refusal(set(v("s", "console"))), "NotSupported");
  assert.equal(await on.refusal(set(v("b", true))), "InvalidArgs");
  assert.deepEqual(on.asked, []);
  assert.equal(await on.refusal(set(v("s", "journal"))), "");
  assert.equal(on.asked.length, 1);
});

test("the counters of a link are read when they are asked for, and only then", async () => {
  const on = served();
  for (const property of Object.keys(LINK.properties).filter((each) => !each.endsWith("Bytes"))) {
    await value(on, LINK_PATH, LINK.name, property);
  }
  assert.deepEqual(on.did, []);
  await value(on, LINK_PATH, LINK.name, "RxBytes");
  assert.deepEqual(on.did, ["traffic"]);
});

test("a link that the kernel does not count has carried nothing", async () => {
  const on = new Served(["link eth7 9"]);
  assert.deepEqual(await value(on, "/org/multihomed1/link/eth7", LINK.name, "RxBytes"), v("t", 0n));
});
