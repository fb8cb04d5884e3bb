// Clients that do what they like: wrong calls by the thousand, odd bytes, signals of others' making. Each wrong call gets an
// error, nothing is logged by the thousand, memory stays, and the next good call is answered.
import assert from "node:assert/strict";
import { BUS_NAME, LINK, MANAGER, PATH_MANAGER, PROPERTIES } from "../../common/bus/contract.ts";
import { linkPath } from "../../common/bus/object-path.ts";
import { encodeMessage } from "../../common/bus/outgoing.ts";
import { Variant } from "../../common/bus/types.ts";
import { type Daemon, eventually, rules } from "../kernel/lab/index.ts";
import { Random } from "../kernel/property/random.ts";
import {
  addUplink,
  assign,
  assignCall,
  type Bus,
  busLab,
  type Call,
  type Client,
  getCall,
  linkProperty,
  managerProperty,
  memory,
  release,
  ruleOf,
  startAgent,
} from "./lab/index.ts";
import { bigEndianCall, ofType, withUnknownField } from "./lab/odd-bytes.ts";
import { wrongCall } from "./lab/wrong-calls.ts";

const CALLS = 10_000;
/** So many before memory is looked at for the first time: until then V8 makes itself at home. */
const WARM_UP = 10_000;
/** The bus lets a connection wait for 128 replies. */
const OUTSTANDING = 100;
/** What the daemon may grow by meanwhile, in KiB: V8 frees when it likes. */
const GROWTH = 10 * 1024;
const LOG_LINES = 5;

busLab(
  "ten thousand wrong calls: an error each, no word in the log, memory flat, and the next good call is answered",
  async (bus) => {
    const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32));
    const random = new Random(seed);
    const daemon = await start(bus);
    const client = await bus.client();
    await assign(client, "u1", 1000);
    const logged = lines(daemon);
    const kinds = new Map<string, number>();
    await inflict(client, random, WARM_UP, kinds, seed);
    const before = memory(daemon);
    await inflict(client, random, CALLS, kinds, seed);
    const growth = memory(daemon) - before;
    assert.ok(growth < GROWTH, `SEED=${seed}: ${before} KiB, and ${growth} KiB more after ${CALLS} wrong calls`);
    assert.ok(lines(daemon) - logged <= LOG_LINES, `SEED=${seed}: ${daemon.stderr}`);
    assert.ok(kinds.size >= 8, [...kinds].join(" "));
    assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000)]);
    await assign(client, "u1", 2000);
    assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 2000)]);
  },
  { timeout: 120_000 },
);

busLab("wrong calls that want no answer get none, and cost nothing", async (bus) => {
  const daemon = await start(bus);
  const client = await bus.client();
  const random = new Random(3);
  const logged = lines(daemon);
  for (let count = 0; count < 2000; count++) {
    client.send({ type: "call", destination: BUS_NAME, ...wrongCall(random), noReply: true });
  }
  assert.equal(await managerProperty(client, "State"), "converged");
  assert.deepEqual(client.received, []);
  assert.ok(lines(daemon) - logged <= LOG_LINES, daemon.stderr);
  // A good call that wants no answer is carried out all the same.
  client.send({ type: "call", destination: BUS_NAME, ...assignCall("u1", 1000), noReply: true });
  await assign(client, "u2", 2000);
  assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000), ruleOf(2, 2000)]);
  assert.deepEqual(client.received, []);
});

busLab("messages of the other byte order are understood, and unknown header fields are passed over", async (bus) => {
  await start(bus);
  const client = await bus.client();
  const get = [PATH_MANAGER, PROPERTIES.name, "Get"] as const;
  for (const [args, expected] of [
    [[MANAGER.name, "State"], new Variant("s", "converged")],
    [["", "Problems"], new Variant("a(sss)", [])],
  ] as const) {
    const serial = client.nextSerial();
    const reply = client.replyTo(serial);
    client.write(bigEndianCall(serial, BUS_NAME, get, args));
    assert.deepEqual((await reply).body(), [expected]);
  }
  for (const code of [42, 255]) {
    const serial = client.nextSerial();
    const reply = client.replyTo(serial);
    const call = { type: "call", destination: BUS_NAME, ...getCall(PATH_MANAGER, MANAGER.name, "State") } as const;
    client.write(withUnknownField(encodeMessage(call, serial), code));
    assert.deepEqual((await reply).body(), [new Variant("s", "converged")]);
  }
});

busLab(
  "signals and replies that nobody asked for are not believed, whatever they say",
  async (bus) => {
    const daemon = await start(bus);
    const agent = await startAgent(bus, "never");
    const asked = await bus.client("challenged");
    asked.send({ type: "call", destination: BUS_NAME, ...assignCall("u1", 1000), interactive: true });
    await eventually(() => assert.equal(agent.asked.length, 1));
    const liar = await bus.client("denied");
    const random = new Random(4);
    const signals: readonly (readonly [owner: string, member: string, signature: string, body: unknown[]])[] = [
      ["org.freedesktop.DBus", "NameLost", "s", [BUS_NAME]],
      ["org.freedesktop.DBus", "NameAcquired", "s", ["org.freedesktop.PolicyKit1"]],
      ["org.freedesktop.DBus", "NameOwnerChanged", "sss", [asked.name, asked.name, ""]],
      ["org.freedesktop.DBus", "NameOwnerChanged", "sss", [BUS_NAME, ":1.1", ""]],
      [MANAGER.name, "Applied", "ta(sss)", [0n, []]],
      [PROPERTIES.name, "PropertiesChanged", "sa{sv}as", [LINK.name, new Map(), []]],
    ];
    for (let count = 0; count < 3000; count++) {
      const [owner, member, signature, body] = random.pick(signals as [(typeof signals)[number]]);
      const path = random.pick(["/org/freedesktop/DBus", PATH_MANAGER, linkPath("u1")]);
      liar.send({ type: "signal", destination: BUS_NAME, path, interface: owner, member, signature, body });
      const replySerial = random.int(1, 100);
      liar.send({
        type: "return",
        destination: BUS_NAME,
        replySerial,
        signature: "(bba{ss})",
        body: [[true, false, new Map()]],
      });
      const errorName = "org.freedesktop.DBus.Error.Failed";
      liar.send({ type: "error", destination: BUS_NAME, replySerial, errorName });
    }
    await liar.caughtUp();
    assert.equal(await managerProperty(liar, "State"), "converged");
    assert.equal(agent.asked.length, 1);
    assert.equal(agent.cancelled, 0, "who is asked is there still, whatever another says");
    assert.deepEqual(rules(bus.host, 4), []);
    assert.ok(lines(daemon) <= LOG_LINES, daemon.stderr);
    asked.close();
  },
  { polkit: true },
);

busLab("messages of types that there are not do no harm", async (bus) => {
  await start(bus);
  for (const type of [0, 5, 9, 255]) {
    const client = await bus.client();
    const serial = client.nextSerial();
    const call = { type: "call", destination: BUS_NAME, ...getCall(PATH_MANAGER, MANAGER.name, "State") } as const;
    client.write(ofType(encodeMessage(call, serial), type)); // the bus may disconnect who sends this
    assert.equal(await managerProperty(await bus.client(), "State"), "converged");
  }
});

busLab(
  "a table of properties is no prototype: what every object has in JavaScript is unknown on the bus",
  async (bus) => {
    const daemon = await start(bus);
    const client = await bus.client();
    for (const name of ["__proto__", "constructor", "toString", "valueOf", "hasOwnProperty"]) {
      const options = new Map([[name, new Variant("a{sv}", new Map([["guard", new Variant("b", false)]]))]]);
      const call = { ...assignCall("u1", 1000), body: ["u1", 1000, options] };
      assert.equal((await client.reply(call)).errorName, "org.multihomed1.Error.InvalidOption");
      assert.equal(
        (await client.reply(getCall(linkPath("u1"), LINK.name, name))).errorName,
        `${STANDARD}.UnknownProperty`,
      );
      const wrong: Call = { path: PATH_MANAGER, interface: MANAGER.name, member: name };
      assert.equal((await client.reply(wrong)).errorName, `${STANDARD}.UnknownMethod`);
    }
    await assign(client, "u1", 1000);
    const has = (await linkProperty(client, "u1", "Options")) as Map<string, Variant>;
    assert.equal(has.get("guard")?.value, true);
    await release(client, "u1");
    assert.equal(daemon.exit, undefined);
  },
);

/** So many wrong calls, each answered with an error that is fit to be shown. */
async function inflict(
  client: Client,
  random: Random,
  count: number,
  kinds: Map<string, number>,
  seed: number,
): Promise<void> {
  for (let done = 0; done < count; done += OUTSTANDING) {
    const calls = Array.from({ length: OUTSTANDING }, () => wrongCall(random));
    const replies = await Promise.all(calls.map((call) => client.reply(call)));
    replies.forEach((reply, at) => {
      const shown = () => `SEED=${seed}: ${describe(calls[at])}`;
      assert.equal(reply.type, "error", shown());
      const { errorName = "" } = reply;
      assert.match(errorName, /^org\.(freedesktop\.DBus|multihomed1)\.Error\.[A-Z]/, shown());
      assert.notEqual(errorName, `${STANDARD}.Failed`, shown());
      const [text] = reply.body();
      assert.ok(typeof text === "string" && /^\P{C}{1,500}$/u.test(text), `${shown()}: ${text}`);
      assert.doesNotMatch(text, /\bat .*:\d+:\d+|node:/, shown());
      kinds.set(errorName, (kinds.get(errorName) ?? 0) + 1);
    });
  }
}

const STANDARD = "org.freedesktop.DBus.Error";

const describe = (call: Call | undefined): string =>
  JSON.stringify(call, (_, value: unknown) => {
    if (typeof value === "bigint") return `${value}n`;
    if (value instanceof Map) return [...value];
    return typeof value === "string" && value.length > 200 ? `${value.slice(0, 200)}…(${value.length})` : value;
  });

const lines = (daemon: Daemon): number => daemon.stderr.split("\n").length;

async function start(bus: Bus): Promise<Daemon> {
  for (const n of [1, 2]) addUplink(bus, n);
  return await bus.service();
}
