// Signals while everything changes at random, what Applied says, and the tools with which people listen and wait.
import assert from "node:assert/strict";
import { BUS_NAME, LINK, MANAGER, PATH_MANAGER } from "../../common/bus/contract.ts";
import { linkPath } from "../../common/bus/object-path.ts";
import { commandText } from "../../common/command-text.ts";
import { eventually, ours } from "../kernel/lab/index.ts";
import { Random } from "../kernel/property/random.ts";
import { addLink, addUplink, assign, type Bus, busLab, CallError, type Client, Mirror, release } from "./lab/index.ts";

const STEPS = 300;
const NAMES = ["u1", "u2", "u3", "u4"] as const;

busLab(
  "whoever listens while links, addresses and assignments change at random knows in the end what one knows who asks",
  async (bus) => {
    const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32));
    const random = new Random(seed);
    await bus.service();
    const client = await bus.client();
    const mirror = await Mirror.start(bus);
    const steps: string[] = [];
    try {
      for (let count = 0; count < STEPS; count++) {
        steps.push(await change(bus, client, random));
        if (random.chance(0.1)) await mirror.agrees();
      }
      await mirror.agrees();
    } catch (error) {
      throw new Error(`SEED=${seed} after:\n${steps.join("\n")}`, { cause: error });
    }
  },
  { timeout: 60_000 },
);

busLab(
  "addresses that come and go within a moment are told together, and not at all where nothing is different",
  async (bus) => {
    addUplink(bus, 1);
    await bus.service();
    await assign(await bus.client(), "u1", 1000);
    const mirror = await Mirror.start(bus);
    bus.host.ipBatch(Array.from({ length: 100 }, (_, n) => `address add 10.9.0.${n}/24 dev u1`).join("\n"));
    await eventually(() => assert.equal(mirror.get(linkPath("u1"), "Rules"), 101));
    await mirror.agrees();
    assert.ok(mirror.heard.length < 50, `${mirror.heard.length} signals for 100 addresses of one batch`);
    mirror.heard.length = 0;
    // A route of somebody else's, of a table that is none of ours: nothing that a link's object tells.
    bus.host.ip("route add 192.0.2.0/24 dev u1 table 77");
    await bus.host.ping("127.0.0.1", "127.0.0.1");
    await mirror.agrees();
    assert.deepEqual(mirror.heard, []);
  },
);

busLab("Applied tells what was done, when, and in words that do the same again", async (bus) => {
  addUplink(bus, 1);
  addUplink(bus, 2);
  await bus.service();
  const client = await bus.client();
  const listener = await bus.client("denied");
  await listener.match(`type='signal',interface='${MANAGER.name}',member='Applied',path='${PATH_MANAGER}'`);
  const began = Date.now();
  await assign(client, "u1", 1000);
  const first = await applied(listener, began);
  assert.ok(first.every(({ interface: name, verb }) => name === "u1" && verb === "add"));
  assert.ok(first.some(({ object }) => object.startsWith("-4 rule from 10.1.0.2 ")));
  await assign(client, "u2", 2000);
  await release(client, "u1");
  const then = await applied(listener, began);
  assert.deepEqual([...new Set(then.map(({ interface: name, verb }) => `${verb} ${name}`))].sort(), [
    "add u2",
    "del u1",
  ]);

  // The same commands, in another namespace with the same links.
  const copy = bus.host.lab.host("copy");
  for (const link of ["u1", "u2"]) copy.ip("link add", link, "type veth peer name", `${link}x`);
  for (const link of ["u1", "u1x", "u2", "u2x"]) copy.ip("link set", link, "up");
  for (const n of [1, 2]) copy.ip(`address add 10.${n}.0.2/24 dev u${n}`);
  for (const operation of [...first, ...then]) copy.ip(commandText(operation).replace(/^ip /, ""));
  assert.deepEqual(ours(copy), ours(bus.host));
  for (const operation of then.filter(({ verb }) => verb === "add").reverse()) {
    copy.ip(commandText({ ...operation, verb: "del" }).replace(/^ip /, ""));
  }
  assert.deepEqual(ours(copy), []);
  assert.equal(first.length, then.filter(({ verb }) => verb === "del").length);

  await client.call({ path: PATH_MANAGER, interface: MANAGER.name, member: "Reconcile" });
  assert.deepEqual(await applied(listener, began), [], "nothing was done, so nothing is told");
});

busLab("gdbus and busctl show the signals, and gdbus waits for the service", async (bus) => {
  addUplink(bus, 1);
  const waiting = bus.start("denied", "gdbus", "wait", "--address", bus.address, BUS_NAME);
  const gdbus = bus.start("denied", "gdbus", "monitor", "--address", bus.address, "--dest", BUS_NAME);
  const busctl = bus.start("root", "busctl", `--address=${bus.address}`, "monitor", BUS_NAME);
  await gdbus.printed((text) => text.includes("Monitoring signals"));
  await eventually(() => assert.match(busctl.stderr + busctl.stdout, /Monitoring bus/));
  await bus.service();
  assert.equal((await waiting.ended()).code, 0);
  await gdbus.printed((text) => text.includes("is owned by"));

  const path = linkPath("u1");
  const call = await bus.busctl(
    "root",
    "call",
    BUS_NAME,
    PATH_MANAGER,
    MANAGER.name,
    "Assign",
    "sua{sv}",
    "u1",
    "1000",
    "1",
    "guard",
    "b",
    "false",
  );
  assert.equal(call.stdout, `o "${path}"\n`, call.stderr);
  await gdbus.printed((text) =>
    text.includes(`${path}: org.freedesktop.DBus.Properties.PropertiesChanged ('${LINK.name}'`),
  );
  await gdbus.printed((text) => text.includes(`${PATH_MANAGER}: ${MANAGER.name}.Applied (uint64 `));
  assert.match(gdbus.stdout, /'Options': <\{'guard': <false>/);
  addLink(bus, "u2");
  await gdbus.printed((text) => text.includes(`InterfacesAdded (objectpath '${linkPath("u2")}', {'${LINK.name}': {`));
  await busctl.printed((text) => text.includes("Member=InterfacesAdded") && text.includes("Member=PropertiesChanged"));

  const options = "{'priority': <uint32 5>, 'persist': <false>}";
  const again = await bus.gdbus(
    ...(["root", "call", "--dest", BUS_NAME, "--object-path", path] as const),
    ...["--method", `${LINK.name}.Assign`, "2000", options],
  );
  assert.equal(again.stdout, "()\n", again.stderr);
  const priority = await bus.busctl("denied", "get-property", BUS_NAME, path, LINK.name, "Priority", "Table");
  assert.equal(priority.stdout, "u 5\nu 2000\n");
  assert.equal((await bus.gdbus("denied", "wait", "--timeout", "5", BUS_NAME)).code, 0);
});

/** One change somewhere, in words; what cannot be is no change. */
async function change(bus: Bus, client: Client, random: Random): Promise<string> {
  const name = random.pick([...NAMES] as [string, ...string[]]);
  const n = random.int(1, 6);
  const [verb, command] = random.pick<readonly [string, string] | readonly [string]>([
    ["add"],
    ["add"],
    ["add"],
    ["ip", `link delete ${name}`],
    ["ip", `link set ${name} up`],
    ["ip", `link set ${name} down`],
    ["ip", `link set ${name} name u${n}`],
    ["ip", `address add 10.${n}.0.2/24 dev ${name}`],
    ["ip", `address delete 10.${n}.0.2/24 dev ${name}`],
    ["ip", `-6 address add fd00:${n}::2/64 dev ${name}`],
    ["ip", `-6 address flush dev ${name}`],
    ["ip", `route add default via 10.${n}.0.1 dev ${name} metric ${n}`],
    ["ip", `route delete default dev ${name} metric ${n}`],
    ["far", `link set ${name} down`],
    ["far", `link set ${name} up`],
    ["assign"],
    ["release"],
  ]);
  try {
    if (verb === "add") addLink(bus, name);
    else if (verb === "assign") await assign(client, name, random.chance(0.3) ? 0 : 2000 + n, { priority: ["u", n] });
    else if (verb === "release") await release(client, name);
    else (verb === "far" ? bus.far : bus.host).ip(command ?? "");
    return [verb, command ?? name, n].join(" ");
  } catch (error) {
    // There is no such link, or it has that address already, or the table is taken.
    assert.ok(error instanceof CallError || (error instanceof Error && error.message.startsWith("ip ")), String(error));
    return `(not) ${[verb, command ?? name, n].join(" ")}`;
  }
}

interface Told {
  readonly interface: string;
  readonly verb: string;
  readonly object: string;
}

/** What was told since it was asked last; every batch with a time between `began` and now. */
async function applied(listener: Client, began: number): Promise<Told[]> {
  await listener.caughtUp();
  return listener.received.splice(0).flatMap((signal) => {
    const [time, operations] = signal.body() as [bigint, [string, string, string][]];
    const milliseconds = Number(time / 1000n);
    assert.ok(milliseconds >= began && milliseconds <= Date.now(), `${milliseconds} is not since ${began}`);
    return operations.map(([name, verb, object]) => ({ interface: name, verb, object }));
  });
}
