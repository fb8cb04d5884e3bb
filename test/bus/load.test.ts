// Many clients, greedy clients, clients that never read: each gets its own right answers or an error of its own, memory is
// bounded, and the kernel is served meanwhile.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { BUS_NAME, LINK } from "../../common/bus/contract.ts";
import { linkPath } from "../../common/bus/object-path.ts";
import { Variant } from "../../common/bus/types.ts";
import { type Daemon, eventually, rules } from "../kernel/lab/index.ts";
import {
  addUplink,
  assign,
  type Bus,
  busLab,
  type Client,
  getAllCall,
  getCall,
  linkProperty,
  Mirror,
  managedObjectsCall,
  managerCall,
  managerProperty,
  memory,
  ruleOf,
  settled,
  unwrapped,
} from "./lab/index.ts";

const CLIENTS = 200;
/** The bus lets so many connect at the same time (max_incomplete_connections). */
const CONNECTING = 50;
const LINKS = 300;
/** How long an address may wait for its rule, in ms, while others ask for everything all the time. */
const RULE_PATIENCE = 2000;
/** What the daemon may grow by, in KiB, over a client that does not read. */
const GROWTH = 64 * 1024;

busLab(
  "two hundred clients at once: each gets the answers to its own questions",
  async (bus) => {
    await start(bus, 50);
    const clients: Client[] = [];
    while (clients.length < CLIENTS) {
      clients.push(...(await Promise.all(Array.from({ length: CONNECTING }, () => bus.client("denied")))));
    }
    const ask = async (client: Client, index: number) => {
      const name = `l${index % 50}`;
      const [value, objects, permissions, nothing] = await Promise.all([
        client.call(getCall(linkPath(name), LINK.name, "Name")),
        client.call(managedObjectsCall),
        client.call({ ...managerCall("GetLink"), signature: "s", body: [name] }),
        client.reply({ ...managerCall("GetLink"), signature: "s", body: [`none${index}`] }),
      ]);
      assert.deepEqual(value, [new Variant("s", name)]);
      assert.equal((objects[0] as Map<string, unknown>).size, 52);
      assert.deepEqual(permissions, [linkPath(name)]);
      assert.match(String(nothing.body()[0]), new RegExp(`"none${index}"`));
    };
    await Promise.all(clients.map(ask));
    await Promise.all(clients.map(ask));
    await assign(await bus.client(), "u1", 1000);
  },
  { timeout: 60_000 },
);

busLab(
  "four clients that ask for everything all the time: an address gets its rule all the same, and soon",
  async (bus) => {
    const daemon = await start(bus, LINKS);
    await assign(await bus.client(), "u1", 1000);
    const greedy = await Promise.all(Array.from({ length: 4 }, () => bus.client("denied")));
    let [answers, refusals] = [0, 0];
    const more = (client: Client) => client.send({ type: "call", destination: BUS_NAME, ...managedObjectsCall });
    for (const client of greedy) {
      client.onMessage(({ type }) => {
        if (type === "return") answers += 1;
        else refusals += 1;
        more(client);
      });
      for (let count = 0; count < 8; count++) more(client);
    }
    await eventually(() => assert.ok(answers > 20, `${answers} answers`));
    const waits: number[] = [];
    for (let n = 10; n < 20; n++) {
      const began = performance.now();
      bus.host.ip(`address add 10.1.0.${n}/24 dev u1`);
      const expected = `1000: from 10.1.0.${n} lookup 1000`;
      await eventually(() => assert.ok(rules(bus.host, 4).includes(expected), expected), {
        timeout: RULE_PATIENCE,
        interval: 5,
      });
      waits.push(performance.now() - began);
    }
    // Who asks modestly is answered meanwhile.
    const modest = await bus.client("allowed");
    assert.equal(await linkProperty(modest, "u1", "Table"), 1000);
    for (const client of greedy) client.close();
    assert.ok(refusals > 0, `${answers} answers, ${refusals} refusals`);
    assert.ok(Math.max(...waits) < RULE_PATIENCE, waits.join(" "));
    assert.equal(daemon.exit, undefined);
  },
  { timeout: 60_000 },
);

busLab(
  "a hundred clients that ask for everything while the bus is stuck: answers are made when they can be sent",
  async (bus) => {
    const daemon = await start(bus, LINKS);
    await assign(await bus.client(), "u1", 1000);
    const before = memory(daemon);
    const greedy: Client[] = [];
    while (greedy.length < 100) {
      greedy.push(...(await Promise.all(Array.from({ length: CONNECTING }, () => bus.client("denied")))));
    }
    let answers = 0;
    for (const client of greedy) {
      client.onMessage(({ type }) => {
        if (type === "return") answers += 1;
      });
      for (let count = 0; count < 4; count++)
        client.send({ type: "call", destination: BUS_NAME, ...managedObjectsCall });
    }
    await eventually(() => assert.ok(answers > 20, `${answers} answers`));
    const thaw = bus.freeze();
    bus.host.ip("address add 10.1.0.77/24 dev u1");
    await eventually(() => assert.equal(rules(bus.host, 4).length, 2));
    const atRest = await settled(() => memory(daemon));
    thaw();
    assert.ok(
      atRest - before < GROWTH / 2,
      `${before} KiB, then ${atRest} KiB after ${answers} of ${4 * greedy.length} answers`,
    );
    await eventually(() => assert.equal(answers, 4 * greedy.length), { timeout: 30_000 });
  },
  { timeout: 60_000 },
);

busLab(
  "clients that never read what they asked for: the service does not keep it for them",
  async (bus) => {
    const daemon = await start(bus, LINKS);
    const deaf = await Promise.all(Array.from({ length: 4 }, () => bus.client("denied")));
    const before = memory(daemon);
    for (const client of deaf) {
      client.pause();
      // The bus answers in the service's place where too many replies are open, so it takes a while to get them through.
      for (let count = 0; count < 3000; count++) {
        client.send({
          type: "call",
          destination: BUS_NAME,
          ...(count % 2 ? managedObjectsCall : getAllCall(linkPath("l1"), LINK.name)),
        });
      }
    }
    const listener = await bus.client("allowed");
    const began = performance.now();
    let worst = 0;
    while (performance.now() - began < 3000) {
      const asked = performance.now();
      assert.equal(unwrapped((await listener.call(getCall(linkPath("l1"), LINK.name, "Name")))[0]), "l1");
      worst = Math.max(worst, performance.now() - asked);
      await sleep(20);
    }
    assert.ok(worst < RULE_PATIENCE, `another client waited ${worst} ms`);
    assert.ok(memory(daemon) - before < GROWTH, `${before} KiB, then ${memory(daemon)}`);
    bus.host.ip("address add 10.1.0.77/24 dev u1");
    await assign(await bus.client(), "u1", 1000);
    assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000), "1000: from 10.1.0.77 lookup 1000"]);
    for (const client of deaf) client.close();
    assert.equal(await managerProperty(listener, "State"), "converged");
  },
  { timeout: 60_000 },
);

busLab(
  "a bus that is stuck: the kernel is served meanwhile, memory stays, and listeners know everything when it goes on",
  async (bus) => {
    const daemon = await start(bus, 0);
    await assign(await bus.client(), "u1", 1000);
    const mirror = await Mirror.start(bus);
    const before = memory(daemon);
    const thaw = bus.freeze();
    for (let round = 0; round < 20; round++) {
      const verb = round % 2 ? "delete" : "add";
      bus.host.ipBatch(Array.from({ length: 200 }, (_, n) => `address ${verb} 10.9.0.${n}/32 dev u1`).join("\n"));
      await eventually(() => assert.equal(rules(bus.host, 4).length, round % 2 ? 1 : 201));
    }
    bus.host.ip("address add 10.1.0.77/24 dev u1");
    await eventually(() => assert.equal(rules(bus.host, 4).length, 2));
    const growth = memory(daemon) - before;
    assert.ok(growth < GROWTH, `${before} KiB, and ${growth} KiB more`);
    thaw();
    await eventually(async () => assert.deepEqual(mirror.links, await mirror.asked()));
    assert.deepEqual(mirror.get(linkPath("u1"), "Rules"), 2);
    assert.deepEqual(mirror.faults, []);
  },
  { timeout: 60_000 },
);

/** u1 and u2, and so many links besides. */
async function start(bus: Bus, links: number): Promise<Daemon> {
  for (const n of links === 0 ? [1, 2] : [1]) addUplink(bus, n);
  const names = Array.from({ length: links }, (_, index) => `l${index}`);
  const { namespace } = bus.far;
  bus.host.ipBatch(names.map((name) => `link add ${name} type veth peer name ${name} netns ${namespace}`).join("\n"));
  return await bus.service();
}
