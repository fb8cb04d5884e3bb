// What a client that stays knows: nothing is lost between asking and being told, and everything comes back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { BusError } from "../../../../common/bus/error.ts";
import { linkPath } from "../../../../common/bus/object-path.ts";
import { Variant } from "../../../../common/bus/types.ts";
import { type Change, LiveClient } from "../../../../common/client/live-client.ts";
import { MultihomedError } from "../../../../common/errors.ts";
import { FakeBus, FakeTimers, linkProperties, MANAGER_PROPERTIES, settled } from "./fake-service.ts";

const DOWN = { State: new Variant("s", "down") };

interface Scene {
  readonly bus: FakeBus;
  readonly timers: FakeTimers;
  readonly live: LiveClient;
  /** What was told, as short words. */
  readonly told: string[];
}

async function scene({
  bus = new FakeBus(),
  start = false,
  connect = async () => bus.connection,
} = {}): Promise<Scene> {
  const timers = new FakeTimers();
  const live = new LiveClient({ connect, after: timers.after, start });
  const told: string[] = [];
  live.watch((change) => told.push(words(change)));
  await settled();
  return { bus, timers, live, told };
}

function words(change: Change): string {
  switch (change.kind) {
    case "reach":
      return change.reach.kind;
    case "service":
      return `service ${change.service.state}`;
    case "link":
      return `${change.name} ${change.link?.state ?? "gone"}`;
    case "applied":
      return `applied ${change.batch.operations.length}`;
    case "permissions":
      return "permissions";
  }
}

test("it asks once, and from then on is told", async () => {
  const { bus, live, told } = await scene();
  assert.deepEqual(told, ["ready"]);
  assert.equal(live.service?.state, "converged");
  bus.changed("eth0", DOWN);
  const added = new Map([["org.multihomed1.Link", linkProperties("eth1")]]);
  bus.tell("/org/multihomed1", "InterfacesAdded", "oa{sa{sv}}", [linkPath("eth1"), added]);
  bus.tell("/org/multihomed1", "InterfacesRemoved", "oas", [linkPath("eth0"), ["org.multihomed1.Link"]]);
  const degraded = ["org.multihomed1.Manager", new Map([["State", new Variant("s", "degraded")]]), []];
  bus.tell("/org/multihomed1", "PropertiesChanged", "sa{sv}as", degraded);
  bus.tell("/org/multihomed1", "Applied", "ta(sss)", [1_700_000_000_123_456n, [["eth1", "add", "-4 rule …"]]]);
  bus.tell("/org/multihomed1", "PermissionsChanged", "", []);
  assert.deepEqual(told.slice(1), [
    "eth0 down",
    "eth1 active",
    "eth0 gone",
    "service degraded",
    "applied 1",
    "permissions",
  ]);
  assert.deepEqual([...live.links.keys()], ["eth1"]);
  const asked = bus.calls.filter(({ member }) => member === "GetManagedObjects");
  assert.equal(asked.length, 1);
});

test("what changes while it asks is not lost", async () => {
  const bus = new FakeBus();
  const old = new Map([[linkPath("eth0"), new Map([["org.multihomed1.Link", linkProperties("eth0")]])]]);
  bus.answers.set("GetManagedObjects", async () => {
    bus.changed("eth0", DOWN);
    return [old];
  });
  const { live, told } = await scene({ bus });
  assert.deepEqual(told, ["ready", "eth0 down"]);
  assert.equal(live.links.get("eth0")?.state, "down");
});

test("a service that stops is not started again, and one that comes back is asked again", async () => {
  const { bus, live, told } = await scene();
  bus.stop();
  await settled();
  assert.deepEqual(live.reach, { kind: "absent", activatable: true });
  assert.deepEqual([...live.links], []);
  assert.equal(live.service, undefined);
  bus.links = new Map([["eth1", linkProperties("eth1")]]);
  bus.start(":1.9");
  await settled();
  assert.deepEqual(told, ["ready", "absent", "ready"]);
  assert.deepEqual([...live.links.keys()], ["eth1"]);
  // By unique names: a call to the well-known one would have started it.
  const destinations = bus.calls.filter(({ member }) => member === "GetManagedObjects");
  assert.deepEqual(
    destinations.map(({ destination }) => destination),
    [":1.1", ":1.9"],
  );
});

test("a service that does not run is started where that is wished, and only then", async () => {
  const absent = () => Object.assign(new FakeBus(), { owner: undefined });
  const waiting = await scene({ bus: absent() });
  assert.deepEqual(waiting.told, ["absent"]);
  const starting = await scene({ bus: absent(), start: true });
  assert.deepEqual(starting.told, ["ready"]);
  const startFailure = new BusError("org.freedesktop.DBus.Error.ServiceUnknown", "nobody knows it");
  const failing = await scene({ bus: Object.assign(absent(), { startFailure, activatable: false }), start: true });
  assert.deepEqual(failing.live.reach, {
    kind: "absent",
    activatable: false,
    reason: { code: "not-reachable", text: "nobody knows it" },
  });
});

test("signals of anybody but the service are nothing to it", async () => {
  const { bus, told } = await scene();
  const body = ["org.multihomed1.Link", new Map(Object.entries(DOWN)), []];
  bus.tell(linkPath("eth0"), "PropertiesChanged", "sa{sv}as", body, ":1.666");
  assert.deepEqual(told, ["ready"]);
});

test("what is not understood is asked again, ever later, until it is", async () => {
  const { bus, live, timers, told } = await scene();
  bus.manager = new Map();
  bus.changed("eth0", { Table: new Variant("s", "many") });
  assert.equal(live.reach.kind, "failed");
  assert.deepEqual(timers.waiting.length, 1);
  const waits = [timers.next()];
  await settled();
  waits.push(timers.next());
  await settled();
  assert.deepEqual(waits, [250, 500]);
  bus.manager = MANAGER_PROPERTIES;
  timers.next();
  await settled();
  assert.deepEqual(told, ["ready", "failed", "failed", "failed", "ready"]);
});

test("a property that is only said to be outdated is asked for", async () => {
  const { bus, live } = await scene();
  bus.links.set("eth0", linkProperties("eth0", DOWN));
  bus.changed("eth0", {}, ["State"]);
  await settled();
  assert.equal(live.links.get("eth0")?.state, "down");
});

test("a lost bus is connected to again, at once and then ever later", async () => {
  const buses = [new FakeBus(), new FakeBus()];
  let refusals = 2;
  const connect = async () => {
    if (buses.length === 1 && refusals-- > 0) throw new MultihomedError("bus", "nobody listens");
    const bus = buses.shift();
    if (bus === undefined) throw new TypeError("one connection too many");
    return bus.connection;
  };
  const [first] = buses;
  const { live, timers, told } = await scene({ connect });
  first?.lose("the bus has gone");
  await settled();
  assert.equal(first?.closed, true);
  assert.deepEqual(live.reach, { kind: "disconnected", reason: { code: "bus", text: "the bus has gone" } });
  assert.throws(() => live.client, { code: "bus" });
  const waits = [];
  for (let attempt = 0; attempt < 3; attempt++) {
    waits.push(timers.next());
    await settled();
  }
  assert.deepEqual(waits, [250, 500, 1000]);
  assert.deepEqual(told, ["ready", "disconnected", "disconnected", "disconnected", "ready"]);
  assert.equal((await live.client.service()).state, "converged");
});

test("the answer of a service that has gone meanwhile is not taken for the new one's", async () => {
  const bus = new FakeBus();
  let answer: ((objects: unknown[]) => void) | undefined;
  bus.answers.set("GetManagedObjects", () => new Promise((resolve) => (answer = resolve)));
  const { live, told } = await scene({ bus });
  const late = answer;
  bus.answers.delete("GetManagedObjects");
  bus.links = new Map([["eth1", linkProperties("eth1")]]);
  bus.start(":1.2");
  await settled();
  late?.([new Map([[linkPath("eth0"), new Map([["org.multihomed1.Link", linkProperties("eth0")]])]])]);
  await settled();
  assert.deepEqual([...live.links.keys()], ["eth1"]);
  assert.deepEqual(told, ["ready"]);
});

test("after closing, nothing is told and nothing waits", async () => {
  const { bus, live, timers, told } = await scene();
  await live.close();
  bus.changed("eth0", DOWN);
  bus.stop();
  await settled();
  assert.deepEqual(told, ["ready"]);
  assert.ok(bus.closed);
  assert.deepEqual(timers.waiting, []);
});

test("it closes while it waits for the bus", async () => {
  const connect = async () => {
    throw new MultihomedError("bus", "nobody listens");
  };
  const { live, timers } = await scene({ connect });
  await live.close();
  assert.deepEqual(timers.waiting, []);
});
