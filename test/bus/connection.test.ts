// A connection on a real dbus-daemon: names, signals and who sends them, what clients send that is hostile, the bus gone.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { BusError, type Call, type Connection, type Match, type Message } from "../../common/bus/connection.ts";
import { encodeMessage } from "../../common/bus/outgoing.ts";
import { Variant } from "../../common/bus/types.ts";
import { eventually, within } from "../kernel/lab/eventually.ts";
import { requireAll, unmetRequirement } from "../kernel/lab/requirements.ts";
import { Client } from "./lab/client.ts";
import { bigEndianCall } from "./lab/odd-bytes.ts";
import { PrivateBus } from "./private-bus.ts";

const unmet = unmetRequirement(["dbus-daemon", "busctl"]);
const BUS = { destination: "org.freedesktop.DBus", path: "/org/freedesktop/DBus", interface: "org.freedesktop.DBus" };
const NAME = "test.multihomed.Echo";
const echo = { destination: NAME, path: "/", interface: NAME, member: "Echo" };
const CHANGED: Match = { sender: NAME, interface: NAME, member: "Changed" };

function busTest(name: string, body: (bus: PrivateBus, context: TestContext) => Promise<void>): void {
  const skip = unmet !== undefined && !requireAll() ? unmet : false;
  test(name, { skip, timeout: 60_000 }, async (context) => body(await PrivateBus.start(context), context));
}

/** Who answers to a call with its own body, but to Silence with nothing. */
async function startEcho(bus: PrivateBus, maxBody?: number): Promise<{ service: Connection; calls: Message[] }> {
  const calls: Message[] = [];
  const service = await bus.connect(maxBody === undefined ? {} : { maxBody });
  service.onCall((call) => {
    calls.push(call);
    if (call.oversized) service.replyError(call, "test.Error.TooLong", "too long");
    else if (call.member !== "Silence") service.reply(call, call.signature, call.body());
  });
  assert.equal(await service.requestName(NAME), true);
  return { service, calls };
}

/** Writes bytes to the bus as root would by hand. */
async function rawClient(bus: PrivateBus, context: TestContext): Promise<Client> {
  const client = await Client.connect(bus.path, 0);
  context.after(() => client.close());
  return client;
}

/** Everything that was sent to this connection before has arrived. */
const caughtUp = (connection: Connection) => connection.call({ ...BUS, member: "GetId" });

const named = (dbusName: string) => (error: unknown) => {
  assert.ok(error instanceof BusError, String(error));
  assert.equal(error.dbusName, `org.freedesktop.DBus.Error.${dbusName}`);
  return true;
};

busTest("calls and answers of every type and of a megabyte", async (bus) => {
  await startEcho(bus);
  const client = await bus.connect();
  assert.match(client.name, /^:1\.\d+$/);
  const signature = "ybnqiuxtdsogvasaya{sv}a(sss)";
  const body = [
    ...[255, true, -1, 65535, -2, 4294967295, -3n, 18446744073709551615n, 1.5, "ä", "/a", "a{sv}"],
    ...[new Variant("v", new Variant("s", "x")), ["a"], Buffer.from([0]), new Map([["k", new Variant("u", 1)]])],
    [["a", "b", "c".repeat(1_000_000)]],
  ];
  assert.deepEqual(await client.call({ ...echo, signature, body }), body);
});

busTest("busctl is answered, and answers", async (bus) => {
  await startEcho(bus);
  const words = [`--address=${bus.address}`, "call", NAME, "/", NAME, "Echo", "sa{sv}", "hello", "1", "k", "u", "5"];
  const busctl = spawn("busctl", words, { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  for await (const chunk of busctl.stdout) said += chunk;
  assert.equal(said, 'sa{sv} "hello" 1 "k" u 5\n');
});

busTest("a caller of the other byte order is answered", async (bus, context) => {
  const { calls } = await startEcho(bus);
  const client = await rawClient(bus, context);
  const serial = client.nextSerial();
  client.write(bigEndianCall(serial, NAME, ["/", NAME, "Echo"], ["a", "bc"]));
  const answer = await client.replyTo(serial);
  assert.deepEqual(answer.body(), ["a", "bc"]);
  assert.equal(calls[0]?.sender, client.name);
});

busTest("calls that fail, take too long or are aborted", async (bus) => {
  await startEcho(bus);
  const client = await bus.connect();
  await assert.rejects(client.call({ ...echo, destination: "no.such.name" }), named("ServiceUnknown"));
  await assert.rejects(client.call({ ...BUS, member: "NoSuch" }), named("UnknownMethod"));
  await assert.rejects(client.call({ ...echo, member: "Silence", timeout: 50 }), named("NoReply"));
  const abort = AbortSignal.timeout(50);
  await assert.rejects(client.call({ ...echo, member: "Silence", signal: abort }), { name: "TimeoutError" });
  assert.deepEqual(await client.call(echo), []);
});

busTest("a name belongs to one, until that one gives it back or goes", async (bus) => {
  const [first, second, third] = [await bus.connect(), await bus.connect(), await bus.connect()];
  assert.equal(await first.requestName(NAME), true);
  assert.equal(await first.requestName(NAME), true);
  assert.equal(await second.requestName(NAME), false);
  await first.releaseName(NAME);
  // Who was refused does not wait for it.
  const owner = third.call({ ...BUS, member: "GetNameOwner", signature: "s", body: [NAME] });
  await assert.rejects(owner, named("NameHasNoOwner"));
  assert.equal(await second.requestName(NAME), true);
  await second.close();
  await eventually(async () => assert.equal(await third.requestName(NAME), true));
});

busTest("signals of a name come from whoever has it, and from nobody else", async (bus, context) => {
  const client = await bus.connect();
  const seen: unknown[] = [];
  await client.onSignal(CHANGED, (signal) => seen.push(...signal.body()));
  const [first, second, liar] = [await bus.connect(), await bus.connect(), await rawClient(bus, context)];
  const signal = { path: "/", interface: NAME, member: "Changed", signature: "s" };
  const tell = async (from: Connection, text: string) => {
    // To everybody, and to the client by name: the second is delivered without any rule.
    from.signal({ ...signal, body: [`${text} to all`] });
    from.signal({ ...signal, body: [`${text} to one`], destination: client.name });
    await caughtUp(from);
  };
  const lie = async () => {
    liar.send({ type: "signal", ...signal, body: ["lie"], destination: client.name });
    liar.send({ type: "signal", ...signal, body: ["lie"] });
    await liar.caughtUp();
  };
  await lie();
  await tell(first, "before it has the name");
  await first.requestName(NAME);
  await tell(first, "first");
  await lie();
  await first.releaseName(NAME);
  await tell(first, "after it had the name");
  await second.requestName(NAME);
  await tell(second, "second");
  await lie();
  await caughtUp(client);
  assert.deepEqual(seen, ["first to all", "first to one", "second to all", "second to one"]);
});

busTest("a lie about who has a name is not believed", async (bus, context) => {
  const client = await bus.connect();
  const { service } = await startEcho(bus);
  const liar = await rawClient(bus, context);
  const seen: unknown[] = [];
  await client.onSignal(CHANGED, (signal) => seen.push(...signal.body()));
  const lie = { path: BUS.path, interface: BUS.interface, member: "NameOwnerChanged", signature: "sss" };
  liar.send({ type: "signal", ...lie, body: [NAME, service.name, liar.name], destination: client.name });
  const changed = { path: "/", interface: NAME, member: "Changed", signature: "s" };
  liar.send({ type: "signal", ...changed, body: ["lie"], destination: client.name });
  await liar.caughtUp();
  service.signal({ ...changed, body: ["truth"] });
  await caughtUp(service);
  await caughtUp(client);
  assert.deepEqual(seen, ["truth"]);
});

busTest("a lie as answer to a call is not believed", async (bus, context) => {
  const { service } = await startEcho(bus);
  const [client, liar] = [await bus.connect(), await rawClient(bus, context)];
  const waiting = client.call({ ...echo, destination: service.name, member: "Silence", timeout: 500 });
  const unanswered = assert.rejects(waiting, named("NoReply"));
  for (let serial = 1; serial < 50; serial++) {
    const lie = { type: "return", replySerial: serial, destination: client.name, signature: "s" } as const;
    liar.send({ ...lie, body: ["lie"] });
  }
  await liar.caughtUp();
  await unanswered;
});

busTest("signals are told by path and by first argument, whatever characters that has", async (bus) => {
  const { service } = await startEcho(bus);
  const client = await bus.connect();
  const seen: string[] = [];
  const odd = `it's, 'a' \\ "test"=ä`;
  await client.onSignal({ ...CHANGED, arg0: odd }, () => seen.push("odd"));
  await client.onSignal({ ...CHANGED, path: "/b" }, () => seen.push("at /b"));
  await client.onSignal({ ...CHANGED, sender: service.name }, () => seen.push("any"));
  for (const [path, signature, body] of [
    ["/a", "s", [odd]],
    ["/b", "s", ["other"]],
    ["/c", "u", [1]],
    ["/d", "", []],
  ] as const) {
    service.signal({ path, interface: NAME, member: "Changed", signature, body });
    service.signal({ path, interface: NAME, member: "Other", signature, body });
  }
  await caughtUp(service);
  await caughtUp(client);
  assert.deepEqual(seen, ["odd", "any", "at /b", "any", "any", "any"]);
});

busTest("a listener that is taken away hears nothing more, and the bus sends nothing more", async (bus) => {
  const { service } = await startEcho(bus);
  const client = await bus.connect();
  const seen: string[] = [];
  const [first, second] = [
    await client.onSignal(CHANGED, () => seen.push("first")),
    await client.onSignal(CHANGED, () => seen.push("second")),
  ];
  const changed = async () => {
    service.signal({ path: "/", interface: NAME, member: "Changed" });
    await caughtUp(service);
    await caughtUp(client);
  };
  await changed();
  first();
  first();
  await changed();
  second();
  await changed();
  assert.deepEqual(seen, ["first", "second", "second"]);
  // Neither rule is left, nor those that told who has the name.
  const stats = { ...BUS, interface: "org.freedesktop.DBus.Debug.Stats", member: "GetConnectionStats" };
  const [numbers] = await client.call({ ...stats, signature: "s", body: [client.name] });
  assert.ok(numbers instanceof Map);
  assert.deepEqual(numbers.get("MatchRules"), new Variant("u", 0));
});

busTest("who comes and goes on the bus is told by the bus itself", async (bus) => {
  const client = await bus.connect();
  const seen: unknown[] = [];
  const match = { sender: BUS.destination, interface: BUS.interface, member: "NameOwnerChanged" };
  await client.onSignal(match, (signal) => seen.push(signal.body()));
  const other = await bus.connect();
  await other.close();
  await eventually(() =>
    assert.deepEqual(seen, [
      [other.name, "", other.name],
      [other.name, other.name, ""],
    ]),
  );
});

busTest("a call that is too long is told as such, however often, and the next is answered", async (bus, context) => {
  const { calls } = await startEcho(bus, 64 * 1024);
  const client = await rawClient(bus, context);
  const before = process.memoryUsage().rss;
  for (let round = 0; round < 20; round++) {
    const reply = await client.reply({ ...echo, signature: "s", body: ["a".repeat(8 * 1024 * 1024)] });
    assert.equal(reply.errorName, "test.Error.TooLong");
  }
  assert.deepEqual(await client.call({ ...echo, signature: "s", body: ["short"] }), ["short"]);
  assert.equal(calls.filter((call) => call.oversized).length, 20);
  const grown = process.memoryUsage().rss - before;
  // This process is the client too, which has the 8 MB.
  assert.ok(grown < 200 * 1024 * 1024, `${grown} bytes more`);
});

busTest("a header that is too long is skipped, and the next call is answered", async (bus, context) => {
  const { calls } = await startEcho(bus);
  const client = await rawClient(bus, context);
  for (const length of [17_000, 200_000, 5_000_000]) {
    client.send({ ...echo, type: "call", path: `/${"a".repeat(length)}`, signature: "s", body: ["x".repeat(1000)] });
  }
  assert.deepEqual(await client.call({ ...echo, signature: "s", body: ["good"] }), ["good"]);
  assert.equal(calls.length, 1);
});

busTest("whoever sends nonsense is thrown out by the bus, and nobody else is troubled", async (bus, context) => {
  await startEcho(bus);
  const good = encodeMessage({ ...echo, type: "call", signature: "s", body: ["text"] }, 99);
  let seed = 1;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return seed % below;
  };
  const client = await bus.connect();
  for (let round = 0; round < 200; round++) {
    const liar = await Client.connect(bus.path, 0);
    context.after(() => liar.close());
    const bad = Buffer.from(good);
    for (let edits = 0; edits <= random(3); edits++) bad[random(bad.length)] = random(256);
    liar.write(bad);
    liar.write(good.subarray(0, random(good.length)));
    assert.deepEqual(await client.call({ ...echo, signature: "u", body: [round] }), [round]);
    liar.close();
  }
});

busTest("ten thousand calls wait at once, and end when who was asked goes", async (bus) => {
  const { service } = await startEcho(bus);
  const client = await bus.connect();
  const call: Call = { ...echo, member: "Silence", timeout: Number.POSITIVE_INFINITY };
  const answers = Promise.allSettled(Array.from({ length: 10_000 }, () => client.call(call)));
  await caughtUp(client);
  assert.deepEqual(await client.call(echo), []);
  await service.close();
  const settled = await within(20_000, "the end of all calls", answers);
  for (const answer of settled) assert.ok(answer.status === "rejected" && named("NoReply")(answer.reason));
});

busTest("while reading is paused, the bus keeps what comes", async (bus) => {
  const { service, calls } = await startEcho(bus);
  const client = await bus.connect();
  const resume = service.pause();
  const answers = Array.from({ length: 500 }, (_, at) => client.call({ ...echo, signature: "u", body: [at] }));
  await caughtUp(client);
  await sleep(100);
  assert.equal(calls.length, 0);
  resume();
  assert.deepEqual(
    await Promise.all(answers),
    answers.map((_, at) => [at]),
  );
});

busTest("what was sent before closing arrives", async (bus) => {
  const { service } = await startEcho(bus);
  const client = await bus.connect();
  let seen = 0;
  await client.onSignal(CHANGED, () => seen++);
  for (let at = 0; at < 5000; at++) service.signal({ path: "/", interface: NAME, member: "Changed" });
  await service.close();
  await caughtUp(client);
  await eventually(() => assert.equal(seen, 5000));
});

busTest("the bus is killed: that is told, and nothing waits any longer", async (bus) => {
  await startEcho(bus);
  const client = await bus.connect();
  const waiting = client.call({ ...echo, member: "Silence", timeout: Number.POSITIVE_INFINITY });
  await caughtUp(client);
  await Promise.all([assert.rejects(waiting, named("Disconnected")), bus.kill()]);
  assert.match(await within(5000, "the loss", client.lost), /ECONNRESET|EPIPE|the bus closed the connection/);
  await assert.rejects(
    client.onSignal(CHANGED, () => {}),
    named("Disconnected"),
  );
  await client.close();
  await assert.rejects(bus.connect(), { code: "bus", message: /: (nobody listens there|there is no such socket)$/ });
});
