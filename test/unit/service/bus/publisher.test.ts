// What is told on the bus: what came, went or is different from what was told, once.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Signal } from "../../../../common/bus/connection.ts";
import { LINK } from "../../../../common/bus/contract.ts";
import { Variant } from "../../../../common/bus/types.ts";
import { Publisher } from "../../../../service/bus/publisher.ts";
import { configDefaults } from "../../../../service/config/defaults.ts";
import { assignmentOf } from "../planes/assignment.ts";
import { eventOf, hear, indexIn, Recorder } from "../view/from-text/state.ts";
import { Served } from "./served.ts";

const PATH = "/org/multihomed1";
const MORE_THAN_ENOUGH = 4 * 1024 * 1024 + 1;

/** A publisher that hears what the status says, as on a bus. */
class Published extends Served {
  readonly publisher = new Publisher(this.connection, this.objects, this.clock);

  /** The kernel says so. */
  hear(...lines: string[]): void {
    const recorder = new Recorder();
    for (const line of lines) hear(this.view, eventOf(line, indexIn(this.view)), recorder);
    for (const change of recorder.changes) this.status.mark(change);
  }

  assign(...lines: string[]): void {
    const before = this.assignments;
    this.assignments = lines.map(assignmentOf);
    this.status.assigned([...before, ...this.assignments].map(({ interface: name }) => name));
  }

  /** What is told until there is nothing more to tell. */
  async told(): Promise<string[]> {
    await this.clock.pass(1000);
    return this.connection.take().map(inWords);
  }
}

function published(observed: readonly string[], assigned: readonly string[] = []): Published {
  const all = new Published(observed, assigned);
  all.status.listen(all.publisher);
  return all;
}

/** "path member what". */
function inWords({ path, member, body = [] }: Signal): string {
  const [first, second, third] = body;
  const short = path.replace(PATH, "");
  if (member === "PropertiesChanged") {
    assert.ok(second instanceof Map);
    assert.deepEqual(third, []);
    const name = String(first).replace("org.multihomed1.", "");
    const changed = [...second].map(([property, variant]) => `${property}=${JSON.stringify(variant.value)}`);
    return `${short} ${name}: ${changed.join(" ")}`;
  }
  return `${short} ${member} ${String(first).replace(`${PATH}/link/`, "")}`;
}

test("nothing is told of what is there when it begins", async () => {
  const all = published(["link eth0 2"], ["eth0 table 1000"]);
  assert.deepEqual(await all.told(), []);
});

test("what changes is told once, with the new value, and nothing else with it", async () => {
  const all = published(["link eth0 2", "link eth1 3"], ["eth0 table 1000"]);
  all.hear("address 192.0.2.10/24 dev eth0");
  assert.deepEqual(await all.told(), ['/link/eth0 Link: State="active" Addresses=["192.0.2.10/24"]']);
  all.hear("address 192.0.2.10/24 dev eth0");
  assert.deepEqual(await all.told(), []);
  all.hear("address 198.51.100.1/24 dev eth1");
  assert.deepEqual(await all.told(), ['/link/eth1 Link: Addresses=["198.51.100.1/24"]']);
});

test("a change has its signature and its types", async () => {
  const all = published(["link eth0 2"]);
  all.hear("link eth0 2 down");
  await all.clock.pass(100);
  const [signal, ...more] = all.connection.take();
  assert.deepEqual(more, []);
  assert.deepEqual(signal, {
    path: "/org/multihomed1/link/eth0",
    interface: "org.freedesktop.DBus.Properties",
    member: "PropertiesChanged",
    signature: "sa{sv}as",
    body: [LINK.name, new Map([["Carrier", new Variant<string>("b", false)]]), []],
  });
});

test("what changes to and fro before it is told has not changed", async () => {
  const all = published(["link eth0 2"]);
  all.hear(
    "link eth0 2 down",
    "link eth0 2 up",
    "address 192.0.2.10/24 dev eth0",
    "gone address 192.0.2.10/24 dev eth0",
  );
  assert.deepEqual(await all.told(), []);
});

test("only what may have changed is looked at", async () => {
  const all = published(["link eth0 2", "link eth1 3"]);
  const looked: string[][] = [];
  const { links } = all.objects;
  all.objects.links = (names) => {
    looked.push([...(names ?? [])]);
    return links.call(all.objects, names);
  };
  all.hear("address 192.0.2.10/24 dev eth0");
  await all.told();
  all.hear("link eth1 3 down");
  await all.told();
  assert.deepEqual(looked, [["eth0"], ["eth1"]]);
});

test("many changes are told in one signal", async () => {
  const all = published(["link eth0 2"], ["eth0 table 1000"]);
  all.hear(...Array.from({ length: 200 }, (_, at) => `address 10.0.0.${at}/24 dev eth0`));
  all.hear("route default via 10.0.0.254 dev eth0", "rule from 10.0.0.1 lookup 1000");
  const told = await all.told();
  assert.equal(told.length, 1);
  assert.match(
    told[0] ?? "",
    /^\/link\/eth0 Link: State="active" Addresses=\[.*\] Gateways=\["10\.0\.0\.254"\] Rules=1$/,
  );
});

test("every property that changes is told, and no counter ever", async () => {
  const all = published(["link eth0 2"], ["eth0 table 1000"]);
  let bytes = 0n;
  Object.assign(all.service, { traffic: () => new Map([["eth0", { received: bytes++, sent: bytes++ }]]) });
  all.assign();
  all.hear("gone link eth0 2");
  all.hear("link eth0 7 no-carrier");
  all.view.setLink({ index: 7, name: "eth0", up: true, carrier: true, operstate: 6 });
  all.status.mark({ kind: "operstate", index: 7 });
  all.assign("eth0 table 1001 priority 5 guard off");
  all.hear(
    "address 10.0.0.1/24 dev eth0",
    "route default via 10.0.0.2 dev eth0",
    "route 10.9.0.0/16 dev eth0 table 1001 proto 77",
    "rule from 10.0.0.1 lookup 1001 priority 5",
  );
  all.status.raise("id", 1001, { code: "contended", text: "someone keeps deleting" });
  await all.told();
  all.assign();
  all.hear("gone link eth0 7");
  const names = new Set<string>();
  const note = () => {
    for (const { body } of all.connection.take()) {
      if (body?.[1] instanceof Map) for (const name of body[1].keys()) names.add(String(name));
    }
  };
  const again = published(["link eth0 2"]);
  again.assign("eth0 table 1001 priority 5 guard off");
  again.hear("gone link eth0 2", "link eth0 7 no-carrier");
  again.view.setLink({ index: 7, name: "eth0", up: true, carrier: false, operstate: 6 });
  again.status.mark({ kind: "operstate", index: 7 });
  again.hear(
    "address 10.0.0.1/24 dev eth0",
    "route default via 10.0.0.2 dev eth0",
    "route 10.9.0.0/16 dev eth0 table 1001 proto 77",
    "rule from 10.0.0.1 lookup 1001 priority 5",
  );
  again.status.raise("id", 1001, { code: "contended", text: "someone keeps deleting" });
  again.together = { ...again.together, gateway: { ...configDefaults.gateway, enabled: true } };
  await again.clock.pass(1000);
  all.connection.signals.push(...again.connection.take());
  note();
  const expected = Object.entries(LINK.properties).filter(([, { changes }]) => changes === "true");
  for (const [name] of expected) assert.ok(names.has(name), name);
  for (const name of ["Name", "RxBytes", "TxBytes"]) assert.ok(!names.has(name), name);
});

test("a link that comes is told with all its properties, and is gone when it goes", async () => {
  const all = published([]);
  all.hear("link eth0 2");
  await all.clock.pass(100);
  const [added, ...more] = all.connection.take();
  assert.deepEqual(more, []);
  assert.deepEqual(
    [added?.path, added?.interface, added?.member, added?.signature],
    [PATH, "org.freedesktop.DBus.ObjectManager", "InterfacesAdded", "oa{sa{sv}}"],
  );
  const [object, interfaces] = added?.body ?? [];
  assert.equal(object, "/org/multihomed1/link/eth0");
  assert.ok(interfaces instanceof Map);
  assert.deepEqual([...interfaces.keys()], [LINK.name]);
  assert.deepEqual([...interfaces.get(LINK.name).keys()], Object.keys(LINK.properties));
  assert.deepEqual(interfaces.get(LINK.name).get("RxBytes"), new Variant<string>("t", 5_000_000_000n));
  all.hear("address 192.0.2.10/24 dev eth0");
  assert.deepEqual(await all.told(), ['/link/eth0 Link: Addresses=["192.0.2.10/24"]']);
  all.hear("gone link eth0 2");
  await all.clock.pass(100);
  assert.deepEqual(all.connection.take(), [
    {
      path: PATH,
      interface: "org.freedesktop.DBus.ObjectManager",
      member: "InterfacesRemoved",
      signature: "oas",
      body: ["/org/multihomed1/link/eth0", [LINK.name]],
    },
  ]);
  assert.deepEqual(await all.told(), []);
});

test("a renamed link is gone under its old name before it is there under its new one", async () => {
  const all = published(["link eth0 2", "link eth1 3"]);
  all.hear("link wan0 2");
  assert.deepEqual(await all.told(), [" InterfacesRemoved eth0", " InterfacesAdded wan0"]);
  // Two that swap their names by way of a third are other links under the same names.
  all.hear("link swap 2", "link wan0 3", "link eth1 2");
  assert.deepEqual((await all.told()).sort(), ["/link/eth1 Link: Index=2", "/link/wan0 Link: Index=3"]);
});

test("an option that alone is another is a change, and one that is the same in another object is none", async () => {
  const all = published(["link eth0 2"], ["eth0 table 1000"]);
  all.assign("eth0 table 1000");
  assert.deepEqual(await all.told(), []);
  all.assign("eth0 table 1000 guard off");
  const [told = "", ...more] = await all.told();
  assert.match(told, /^\/link\/eth0 Link: Options=/);
  assert.deepEqual(more, []);
  const [{ strict, ...rest } = assert.fail()] = all.assignments;
  all.assignments = [{ ...rest, strict: !strict, mptcp: ["subflow"] }];
  all.status.assigned(["eth0"]);
  assert.equal((await all.told()).length, 1);
  all.assignments = [{ ...rest, strict: !strict, mptcp: ["backup"] }];
  all.status.assigned(["eth0"]);
  assert.equal((await all.told()).length, 1);
});

test("an uplink stays when its link goes, and comes when it is assigned before there is one", async () => {
  const all = published(["link eth0 2"], ["eth0 table 1000"]);
  all.hear("gone link eth0 2");
  assert.deepEqual(await all.told(), [
    '/link/eth0 Link: Index=0 State="absent" OperationalState="notpresent" Carrier=false',
  ]);
  all.assign("eth0 table 1000", "wwan0 table 1001");
  assert.deepEqual(await all.told(), [" InterfacesAdded wwan0"]);
  all.assign("wwan0 table 1001");
  assert.deepEqual(await all.told(), [" InterfacesRemoved eth0"]);
});

test("a link that comes and goes before it is told was never there", async () => {
  const all = published([]);
  all.hear("link eth0 2");
  all.hear("gone link eth0 2");
  assert.deepEqual(await all.told(), []);
});

test("the service's own state and problems are told when they change", async () => {
  const all = published(["link eth0 2"], ["eth0 table 1000"]);
  all.status.started();
  assert.deepEqual(await all.told(), [' Manager: State="converged"']);
  all.status.own("reload", "multihomed.toml:3: no");
  assert.deepEqual(await all.told(), [
    ' Manager: State="degraded" Problems=[["","configuration","multihomed.toml:3: no"]]',
  ]);
  all.status.own("reload", undefined);
  assert.deepEqual(await all.told(), [' Manager: State="converged" Problems=[]']);
});

test("while the bus does not take what is sent, nothing is; then what is still different is told, once", async () => {
  const all = published(["link eth0 2", "link eth1 3"]);
  all.connection.backlog = MORE_THAN_ENOUGH;
  all.hear("address 192.0.2.10/24 dev eth0", "link eth1 3 down", "link eth2 4");
  assert.deepEqual(await all.told(), []);
  all.hear("link eth1 3 up", "gone address 192.0.2.10/24 dev eth0", "address 192.0.2.11/24 dev eth0");
  assert.deepEqual(await all.told(), []);
  all.connection.backlog = 0;
  assert.deepEqual(await all.told(), ['/link/eth0 Link: Addresses=["192.0.2.11/24"]', " InterfacesAdded eth2"]);
  assert.deepEqual(await all.told(), []);
  assert.equal(all.clock.waiting, 0);
});

test("nothing waits after it is closed", async () => {
  const all = published(["link eth0 2"]);
  all.connection.backlog = MORE_THAN_ENOUGH;
  all.hear("link eth0 2 down");
  await all.clock.pass(100);
  assert.equal(all.clock.waiting, 1);
  all.publisher.close();
  assert.equal(all.clock.waiting, 0);
});

test("what was done is told with its time, in words of ip(8)", () => {
  const all = published(["link eth0 2"]);
  const before = BigInt(Date.now()) * 1000n;
  all.publisher.applied([
    { interface: "eth0", verb: "add", object: "-4 rule from 192.0.2.10 lookup 1000" },
    { interface: "eth0", verb: "del", object: "12 more" },
  ]);
  const [signal] = all.connection.take();
  assert.deepEqual(
    [signal?.path, signal?.interface, signal?.member, signal?.signature],
    [PATH, "org.multihomed1.Manager", "Applied", "ta(sss)"],
  );
  const [time, operations] = signal?.body ?? [];
  assert.ok(typeof time === "bigint" && time >= before && time <= BigInt(Date.now()) * 1000n);
  assert.deepEqual(operations, [
    ["eth0", "add", "-4 rule from 192.0.2.10 lookup 1000"],
    ["eth0", "del", "12 more"],
  ]);
  all.connection.backlog = MORE_THAN_ENOUGH;
  all.publisher.applied([{ interface: "eth0", verb: "add", object: "x" }]);
  assert.deepEqual(all.connection.take(), []);
});

test("who looks at everything does not see what nobody was told", async () => {
  const all = published(["link eth0 2"]);
  all.hear("link eth1 3", "gone link eth0 2");
  const { reply } = all.connection;
  const events: string[] = [];
  all.connection.reply = (...answer) => {
    events.push(...all.connection.take().map(inWords), "answered");
    reply.apply(all.connection, answer);
  };
  const { body = [] } = await all.call({ member: "GetManagedObjects" });
  assert.deepEqual(events, [" InterfacesRemoved eth0", " InterfacesAdded eth1", "answered"]);
  assert.ok(body[0] instanceof Map);
  assert.deepEqual([...body[0].keys()], ["/org/multihomed1/link/eth1"]);
  assert.deepEqual(await all.told(), []);
});

test("that permissions may be others is told without a word more", () => {
  const all = published([]);
  all.publisher.permissionsChanged();
  const [signal] = all.connection.take();
  assert.deepEqual(
    [signal?.path, signal?.member, signal?.signature, signal?.body],
    [PATH, "PermissionsChanged", "", []],
  );
});

test("links that come together have their counters read once", async () => {
  const all = published([]);
  let reads = 0;
  Object.assign(all.service, {
    traffic: () => {
      reads++;
      return new Map();
    },
  });
  all.hear(...Array.from({ length: 50 }, (_, at) => `link veth${at} ${at + 2}`));
  assert.equal((await all.told()).length, 50);
  assert.equal(reads, 1);
});

test("who carries unbound connections is told when it changes, and that nothing is forwarded any more", async () => {
  const lines = ["link eth0 2", "address 192.0.2.10/24 dev eth0", "link eth1 3", "address 198.51.100.10/24 dev eth1"];
  const all = new Published(lines, ["eth0 table 1000 weight 1", "eth1 table 1001 weight 3"]);
  all.status.listen(all.publisher);
  const balance = { ...configDefaults.balance, enabled: true };
  all.together = { balance, gateway: undefined };
  all.hear("route default via 192.0.2.1 dev eth0");
  all.balanced();
  assert.match((await all.told()).join(), / Manager: Balance=.* Shares=\[\[4,"eth0",1\]\]$/);
  all.hear("route default via 198.51.100.1 dev eth1 metric 5");
  all.balanced();
  assert.match((await all.told()).join(), / Manager: Shares=\[\[4,"eth0",1\],\[4,"eth1",3\]\]$/);
  all.hear("link eth0 2 no-carrier");
  all.balanced();
  assert.match((await all.told()).join(), / Manager: Shares=\[\[4,"eth1",3\]\]$/);
});
