// The other methods of org.multihomed1.Manager, and of the objects below it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { LINK } from "../../../../common/bus/contract.ts";
import { Variant } from "../../../../common/bus/types.ts";
import type { Caller } from "../../../../service/bus/exported.ts";
import { PAUSE } from "../../../../service/planes/plane.ts";
import { Served, toManager } from "./served.ts";

test("GetLink finds links that are there or assigned, and says that there is none", async () => {
  const served = new Served(["link eth0 2"], ["wwan0 table 1000"]);
  for (const name of ["eth0", "wwan0"]) {
    assert.deepEqual((await served.call(toManager("GetLink", "s", name))).body, [`/org/multihomed1/link/${name}`]);
  }
  for (const name of ["eth7", "", "a/b", "constructor", "__proto__"]) {
    assert.equal(await served.refusal(toManager("GetLink", "s", name)), "InvalidInterface");
  }
  assert.deepEqual(served.asked, []);
});

test("a plan is told as it comes; of a very long one the rest as numbers", async () => {
  const served = new Served();
  let turns = 0;
  Object.assign(served.service, {
    *plan() {
      for (let at = 0; at < 10_000; at++) {
        yield { verb: "add", object: `route ${at}` };
        if (at % 1000 === 0) {
          setImmediate(() => turns++);
          yield PAUSE;
        }
      }
      yield { verb: "del", object: "rule" };
      yield { verb: "add", object: "route" };
      yield { verb: "del", object: "rule" };
    },
  });
  const { body = [], signature } = await served.call(toManager("Plan"));
  const [operations] = body;
  assert.equal(signature, "a(ss)");
  assert.ok(Array.isArray(operations));
  assert.equal(operations.length, 10_002);
  assert.deepEqual(operations[0], ["add", "route 0"]);
  assert.deepEqual(operations.slice(-2), [
    ["del", "2 more"],
    ["add", "1 more"],
  ]);
  assert.equal(turns, 10);
  assert.deepEqual(served.asked, []);
});

test("Explain hands on what was asked, answers to anybody, and takes its turn", async () => {
  const served = new Served();
  const options = { iif: new Variant("s", "eth0"), mark: new Variant("u", 0xffffffff) };
  const asked = toManager("Explain", "ssa{sv}", "fd00::1", "2001:DB8::1", new Map(Object.entries(options)));
  const { body = [], signature } = await served.call(asked);
  assert.equal(signature, "a{ss}a{ss}as");
  assert.deepEqual(body, [new Map([["table", "fd00::1 2001:db8::1 eth0 4294967295"]]), new Map(), ["table: another"]]);
  const { body: unbound = [] } = await served.call(toManager("Explain", "ssa{sv}", "", "203.0.113.1", new Map()));
  assert.deepEqual(unbound[0], new Map([["table", "- 203.0.113.1  0"]]));
  assert.deepEqual(served.asked, []);
});

test("Explain refuses what cannot be before anything is asked", async () => {
  const served = new Served();
  const refusal = (source: string, destination: string, options: Record<string, Variant> = {}) =>
    served.refusal(toManager("Explain", "ssa{sv}", source, destination, new Map(Object.entries(options))));
  for (const [source, destination] of [
    ["10.1.0", "203.0.113.1"],
    ["", ""],
    ["10.1.0.2", "::1"],
    ["10.1.0.2", "203.0.113.1/32"],
    ["-", "203.0.113.1"],
    ["", "y".repeat(60_000)],
  ] as const) {
    assert.equal(await refusal(source, destination), "InvalidArgs", destination.slice(0, 20));
  }
  assert.equal(await refusal("", "203.0.113.1", { iif: new Variant("s", "eth0") }), "InvalidArgs");
  const wrong: readonly Record<string, Variant>[] = [
    { oif: new Variant("s", "eth0") },
    { mark: new Variant("s", "1") },
    { iif: new Variant("u", 2) },
    { constructor: new Variant("s", "eth0") },
  ];
  for (const options of wrong) assert.equal(await refusal("10.1.0.2", "203.0.113.1", options), "InvalidOption");
  assert.deepEqual(served.did, []);
});

test("GetPermissions has every action, and asks about the caller", async () => {
  const served = new Served();
  const callers: Caller[] = [];
  served.permission = async (action, caller) => {
    callers.push(caller);
    return action.endsWith("assign") ? "yes" : "challenge";
  };
  const call = { ...toManager("GetPermissions"), sender: ":1.42", interactive: true };
  assert.deepEqual((await served.call(call)).body, [
    new Map([
      ["org.multihomed1.assign", "yes"],
      ["org.multihomed1.configure", "challenge"],
    ]),
  ]);
  const caller = { sender: ":1.42", interactive: true, always: false };
  assert.deepEqual(callers, [caller, caller]);
});

test("Reload and Reconcile ask for one permission, and are done once", async () => {
  const served = new Served();
  assert.deepEqual((await served.call(toManager("Reload"))).body, []);
  assert.deepEqual((await served.call(toManager("Reconcile"))).body, [3]);
  assert.deepEqual(served.did, ["reload", "reconcile"]);
  assert.deepEqual(
    served.asked.map(({ action, details }) => [action, details.size]),
    [
      ["org.multihomed1.configure", 0],
      ["org.multihomed1.configure", 0],
    ],
  );
});

test("GetManagedObjects has every link that is there or assigned, and reads counters once", async () => {
  const links = Array.from({ length: 100 }, (_, at) => `link veth${at} ${at + 2}`);
  const served = new Served(links, ["wwan0 table 1000", "veth7 table 1001"]);
  const { body = [], signature } = await served.call({ member: "GetManagedObjects" });
  const [objects] = body;
  assert.equal(signature, "a{oa{sa{sv}}}");
  assert.ok(objects instanceof Map);
  assert.equal(objects.size, 101);
  assert.deepEqual(served.did, ["traffic"]);
  for (const [path, interfaces] of objects) {
    const { body: each = [] } = await served.call({
      path,
      interface: "org.freedesktop.DBus.Properties",
      member: "GetAll",
      signature: "s",
      body: [LINK.name],
    });
    assert.deepEqual([...interfaces], [[LINK.name, each[0]]]);
  }
});

test("a link whose name is no name in a path has one, and only one", async () => {
  const served = new Served(["link enp0s31f6 2", "link veth-1.5@x 3", "link 0 4"]);
  served.view.setLink({ index: 5, name: "ä_", up: true, carrier: true, operstate: 6 });
  const paths = ["enp0s31f6", "veth_2d1_2e5_40x", "_30", "_c3_a4_5f"];
  for (const path of paths) {
    const ping = { path: `/org/multihomed1/link/${path}`, member: "Ping" };
    assert.equal(await served.refusal(ping), "");
  }
  for (const path of ["0", "_c3_a4_", "_C3_A4_5f", "_65np0s31f6", "veth-1.5@x", "", "_", "_3", "_30/x", "_ff"]) {
    const ping = { path: `/org/multihomed1/link/${path}`, member: "Ping" };
    assert.equal(await served.refusal(ping), "UnknownObject", path);
  }
});
