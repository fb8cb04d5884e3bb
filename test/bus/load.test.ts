// Many clients, greedy clients, clients that never read: each gets its own right answers or an error of its own, memory is
// bounded, and the kernel is served meanwhile.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { ACTION_ASSIGN, ACTION_CONFIGURE, BUS_NAME, LINK } from "../../common/bus/contract.ts";
import type { Message } from "../../common/bus/message.ts";
import { linkPath } from "../../common/bus/object-path.ts";
import { Variant } from "../../common/bus/types.ts";
import { type Daemon, eventually, rules } from "../kernel/lab/index.ts";
import {
  addUplink,
  assign,
  assignCall,
  type Bus,
  busLab,
  type Client,
  getAllCall,
  getCall,
  linkProperty,
  managedObjectsCall,
  managerCall,
  managerProperty,
  ruleOf,
  startAgent,
  THE_BUS,
  unwrapped,
} from "./lab/index.ts";
import { Mirror } from "./lab/mirror.ts";

const CLIENTS = 200;
/** The bus lets so many connect at the same time (max_incomplete_connections). */
const CONNECTING = 50;
const LINKS = 300;
/** How long an address may wait for its rule, in ms, while others ask for everything all the time. */
const RULE_PATIENCE = 2000;
/** So many questions to persons one user may leave open. */
const OPEN_QUESTIONS = 8;
const LIMITS_EXCEEDED = "org.freedesktop.DBus.Error.LimitsExceeded";
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

busLab("who has too many calls under way is refused more, and nobody else is", async (bus) => {
  await start(bus, 0);
  const { asked, answer } = await silentPolkit(bus);
  const greedy = await bus.client("allowed");
  const refused: string[] = [];
  greedy.onMessage(({ type, errorName = "" }) => {
    if (type === "error") refused.push(errorName);
  });
  for (let count = 0; count < 40; count++) {
    greedy.send({ type: "call", destination: BUS_NAME, ...assignCall("u1", 1000 + count) });
  }
  await eventually(() => assert.equal(asked.length, 32));
  // What needs no waiting is answered, to this one too, and after what was refused before.
  assert.equal(await managerProperty(greedy, "State"), "converged");
  assert.deepEqual(
    refused,
    Array.from({ length: 8 }, () => LIMITS_EXCEEDED),
  );
  const other = await bus.client("particular");
  const assigned = other.call(assignCall("u2", 2000));
  answer();
  await assigned;
  await assign(greedy, "u1", 1000);
  assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000), ruleOf(2, 2000)]);
});

busLab(
  "a user who leaves questions to a person open is asked no more, on no connection, until some are closed",
  async (bus) => {
    await start(bus, 0);
    const agent = await startAgent(bus, "never");
    const clients = await Promise.all(Array.from({ length: 3 }, () => bus.client("challenged")));
    const refused: string[] = [];
    for (const client of clients) {
      client.onMessage(({ errorName = "" }) => refused.push(errorName));
      for (let count = 0; count < 8; count++) {
        client.send({ type: "call", destination: BUS_NAME, ...assignCall("u1", 1000 + count), interactive: true });
      }
    }
    await eventually(() => assert.equal(refused.length, 3 * 8 - OPEN_QUESTIONS));
    await eventually(() => assert.equal(agent.asked.length, OPEN_QUESTIONS));
    assert.deepEqual([...new Set(refused)], [LIMITS_EXCEEDED]);
    for (const client of clients) client.close();
    await eventually(() => assert.equal(agent.cancelled, OPEN_QUESTIONS));
    agent.answer = "approve";
    const fresh = await bus.client("challenged");
    for (let count = 0; count < 2 * OPEN_QUESTIONS; count++) {
      await fresh.call({ ...assignCall("u2", 3000 + count), interactive: true });
    }
    assert.deepEqual(rules(bus.host, 4), [ruleOf(2, 2999 + 2 * OPEN_QUESTIONS)]);
  },
  { polkit: true },
);

busLab(
  "questions that one user leaves open, on many connections, do not keep polkit from answering others",
  async (bus) => {
    await start(bus, 0);
    const agent = await startAgent(bus, "never");
    const greedy = await Promise.all(Array.from({ length: 8 }, () => bus.client("challenged")));
    const refused: string[] = [];
    for (const client of greedy) {
      client.onMessage(({ type, errorName = "" }) => {
        if (type === "error") refused.push(errorName);
      });
      for (let count = 0; count < 32; count++) {
        client.send({ type: "call", destination: BUS_NAME, ...assignCall("u1", 1000), interactive: true });
      }
      await managerProperty(client, "State");
    }
    const allowed = await bus.client("allowed");
    await assign(allowed, "u1", 1100);
    assert.deepEqual(await allowed.call(managerCall("GetPermissions")), [
      new Map([
        [ACTION_ASSIGN, "yes"],
        [ACTION_CONFIGURE, "yes"],
      ]),
    ]);
    const asked = agent.asked.length;
    const other = await bus.client("alsoChallenged");
    const answer = other.call({ ...assignCall("u2", 2000), interactive: true });
    await eventually(() => assert.equal(agent.asked.length, asked + 1), { timeout: 2000 });
    assert.deepEqual([...new Set(refused)], [LIMITS_EXCEEDED]);
    for (const client of greedy) client.close();
    await eventually(() => assert.equal(agent.cancelled, asked));
    await agent.approveNow();
    await answer;
    assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1100), ruleOf(2, 2000)]);
  },
  { polkit: true },
);

busLab(
  "more plain calls than the bus lets the service ask about at once: polkit answers every one",
  async (bus) => {
    await start(bus, 0);
    const expected = {
      allowed: "",
      denied: "org.freedesktop.DBus.Error.AccessDenied",
      challenged: "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired",
      alsoChallenged: "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired",
      particular: "org.freedesktop.DBus.Error.AccessDenied",
    } as const;
    const users = Object.keys(expected) as (keyof typeof expected)[];
    const clients = await Promise.all(
      users.flatMap((user) => [0, 1].map(async () => [user, await bus.client(user)] as const)),
    );
    await Promise.all(
      clients.map(async ([user, client]) => {
        const replies = await Promise.all(Array.from({ length: 30 }, () => client.reply(managerCall("Reload"))));
        assert.deepEqual([...new Set(replies.map(({ errorName = "" }) => errorName))], [expected[user]], user);
      }),
    );
    // One who asks for more than that is refused some; who asks little is not.
    const greedy = await Promise.all(Array.from({ length: 12 }, () => bus.client("denied")));
    const refusals = greedy.map(async (client) => {
      const replies = await Promise.all(Array.from({ length: 30 }, () => client.reply(managerCall("Reload"))));
      for (const { errorName = "" } of replies) assert.match(errorName, /\.(AccessDenied|LimitsExceeded)$/);
    });
    await (await bus.client("allowed")).call(managerCall("Reload"));
    await Promise.all(refusals);
  },
  { polkit: true },
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

/** A polkit that says nothing until `answer` is called, and yes to everything from then on. */
async function silentPolkit(bus: Bus) {
  const authority = await bus.client("root");
  const asked: Message[] = [];
  let talks = false;
  const say = ({ sender = "", serial: replySerial }: Message) => {
    const body = [[true, false, new Map()]];
    authority.send({ type: "return", destination: sender, replySerial, signature: "(bba{ss})", body });
  };
  authority.onMessage((call) => {
    if (call.member !== "CheckAuthorization") return;
    asked.push(call);
    if (talks) say(call);
  });
  const own = { interface: "org.freedesktop.DBus", member: "RequestName", signature: "su" };
  await authority.call({ ...THE_BUS, ...own, body: ["org.freedesktop.PolicyKit1", 4] });
  const answer = () => {
    talks = true;
    for (const call of asked) say(call);
  };
  return { asked, answer };
}

/** The value, when it has not grown for a while. */
async function settled(value: () => number): Promise<number> {
  let [largest, since] = [value(), performance.now()];
  while (performance.now() - since < 1000) {
    await sleep(50);
    const now = value();
    if (now > largest) [largest, since] = [now, performance.now()];
  }
  return largest;
}

/** KiB that are in memory (proc_pid_status(5)). */
const memory = ({ pid }: Daemon): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);

/** u1 and u2, and so many links besides. */
async function start(bus: Bus, links: number): Promise<Daemon> {
  for (const n of links === 0 ? [1, 2] : [1]) addUplink(bus, n);
  const names = Array.from({ length: links }, (_, index) => `l${index}`);
  const { namespace } = bus.far;
  bus.host.ipBatch(names.map((name) => `link add ${name} type veth peer name ${name} netns ${namespace}`).join("\n"));
  return await bus.service();
}
