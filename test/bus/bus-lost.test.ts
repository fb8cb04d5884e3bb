// Without a bus the service ends, with one clear line, and what is in the kernel is left for the next start.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { BUS_NAME } from "../../common/bus/contract.ts";
import { type Daemon, eventually, ours, rules, within } from "../kernel/lab/index.ts";
import { addUplink, assign, type Bus, busLab, ruleOf, THE_BUS } from "./lab/index.ts";

const END_TIMEOUT = 10_000;

busLab(
  "the bus is killed: exit 1, everything stays in the kernel, and the next start adopts it without a flap",
  async (bus) => {
    addUplink(bus, 1);
    addUplink(bus, 2);
    const config = '[[uplink]]\ninterface = "u2"\ntable = 2000\n';
    const daemon = await bus.service([], { config });
    await assign(await bus.client(), "u1", 1000);
    const before = ours(bus.host);
    assert.equal(rules(bus.host, 4).length, 2);
    await bus.kill();
    assert.deepEqual(await end(daemon), 1);
    assert.match(daemon.stderr, /the message bus is gone: .*what is in the kernel stays/);
    assert.doesNotMatch(daemon.stderr, /^\s+at /m);
    assert.deepEqual(ours(bus.host), before);

    await bus.restart();
    const monitor = await bus.host.monitor();
    await bus.service([], { config });
    const client = await bus.client();
    await assign(client, "u3", 3000); // answered when all that was to be done is done
    bus.host.ip("address add 10.1.0.9/24 dev u1"); // its rule shows that the new process is at work
    const fresh = "1000: from 10.1.0.9 lookup 1000";
    await eventually(() => assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000), fresh, ruleOf(2, 2000)].sort()));
    const events = (await monitor.events()).filter((event) => /(table|lookup) [12]000\b/.test(event));
    assert.deepEqual(
      events.map((event) => event.replace(/\s+/g, " ").replace(/ proto.*/, "")),
      [fresh],
    );
  },
);

busLab("a name that is taken: exit 1, one line that says so, and the kernel is not touched", async (bus) => {
  addUplink(bus, 1);
  const other = await bus.client();
  const own = { ...THE_BUS, interface: "org.freedesktop.DBus", member: "RequestName", signature: "su" };
  assert.deepEqual(await other.call({ ...own, body: [BUS_NAME, 4] }), [1]);
  // What is there of another multihomed is not to be swept either.
  bus.host.ip("route add default via 10.1.0.1 dev u1 table 7000 proto 77");
  const before = ours(bus.host);
  await refusesToStart(bus, new RegExp(`${BUS_NAME.replace(".", "\\.")} is taken`));
  assert.deepEqual(ours(bus.host), before);

  // A name that can be taken away or waited for is taken all the same.
  const queueing = { ...own, body: [BUS_NAME, 1] };
  await other.call({ ...own, member: "ReleaseName", signature: "s", body: [BUS_NAME] });
  assert.deepEqual(await other.call(queueing), [1]);
  await refusesToStart(bus, /taken/);
  assert.deepEqual(ours(bus.host), before);
});

busLab("system and session are where the environment says", async (bus) => {
  for (const [name, variable] of [
    ["system", "DBUS_SYSTEM_BUS_ADDRESS"],
    ["session", "DBUS_SESSION_BUS_ADDRESS"],
  ] as const) {
    const daemon = await bus.service([], {
      bus: name,
      env: { [variable]: `unix:path=/nowhere;${bus.address},guid=x` },
    });
    await daemon.stop();
  }
});

busLab("a second multihomed does not disturb the first", async (bus) => {
  addUplink(bus, 1);
  await bus.service([], { config: '[[uplink]]\ninterface = "u1"\ntable = 1000\n' });
  await eventually(() => assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000)]));
  const monitor = await bus.host.monitor();
  await refusesToStart(bus, /taken/);
  assert.deepEqual(await monitor.events(), []);
  assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000)]);
});

busLab(
  "no bus, a bus that closes the door, and an address that is none: exit 1 or 2 and one line each",
  async (bus) => {
    addUplink(bus, 1);
    await bus.kill();
    await refusesToStart(bus, /bus.*nobody listens/);
    rmSync(bus.address.replace("unix:path=", ""));
    await refusesToStart(bus, /bus.*no such socket/);
    for (const address of ["unix:path=/dev/null", "tcp:host=127.0.0.1,port=1", "nonsense", ""]) {
      await refusesToStart(bus, /bus/, address, [1, 2]);
    }
    assert.deepEqual(ours(bus.host), []);
  },
);

busLab("the bus is killed in the middle of calls: the end is the same", async (bus) => {
  addUplink(bus, 1);
  const daemon = await bus.service();
  const client = await bus.client();
  for (let count = 0; count < 200; count++) {
    client.send({
      type: "call",
      destination: BUS_NAME,
      path: "/org/multihomed1",
      interface: "org.freedesktop.DBus.ObjectManager",
      member: "GetManagedObjects",
    });
  }
  await bus.kill();
  assert.equal(await end(daemon), 1);
  assert.match(daemon.stderr, /the message bus is gone/);
  assert.doesNotMatch(daemon.stderr, /^\s+at /m);
});

/** Starts multihomed with u1 assigned, which does not come about: no rule, and one line on standard error. */
async function refusesToStart(
  bus: Bus,
  line: RegExp,
  address = bus.address,
  codes: readonly number[] = [1],
): Promise<void> {
  const daemon = bus.host.daemon(["-N", "u1:1000"], {
    bus: address,
    env: { STATE_DIRECTORY: bus.stateDirectory, RUNTIME_DIRECTORY: bus.runtimeDirectory },
  });
  const code = await end(daemon);
  assert.ok(codes.includes(code ?? -1), `exit ${code}: ${daemon.stderr}`);
  const lines = daemon.stderr.trim().split("\n");
  assert.equal(lines.length, 1, daemon.stderr);
  assert.match(lines[0] ?? "", line);
}

async function end(daemon: Daemon): Promise<number | null> {
  const { code } = await within(END_TIMEOUT, "end of multihomed", daemon.exited).finally(() =>
    daemon.signal("SIGKILL"),
  );
  return code;
}
