// What a connection makes of a bus that is not there, is broken, or lies; a real one is in test/bus/connection.test.ts.
import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import { BusError, type Call, type Connection, connectBus } from "../../../../common/bus/connection.ts";
import { encodeMessage } from "../../../../common/bus/outgoing.ts";
import { BUS, connected, FakeBus, type FromBus, Peer } from "./fake-bus.ts";

const call: Call = { destination: "a.b", path: "/", interface: "a.b", member: "C" };
const incoming: FromBus = { type: "call", sender: ":1.1", path: "/", interface: "a.b", member: "C" };

const fails = (promise: Promise<unknown>, dbusName: string, message?: string | RegExp) =>
  assert.rejects(promise, (error) => {
    assert.ok(error instanceof BusError, String(error));
    assert.equal(error.dbusName, `org.freedesktop.DBus.Error.${dbusName}`);
    if (typeof message === "string") assert.equal(error.message, message);
    else if (message) assert.match(error.message, message);
    return true;
  });

/** What connecting to a bus that greets like this ends with. */
async function refusal(context: TestContext, greet: (socket: Socket) => unknown, timeout = 5000): Promise<unknown> {
  const fake = await new FakeBus(context, greet).listen();
  const failure = await connectBus(fake.address, { timeout }).catch((error) => error);
  assert.equal(failure?.code, "bus", String(failure));
  return failure.message.replace(fake.path, "BUS");
}

test("connecting to what is no bus fails with one line that says so", async (context) => {
  await assert.rejects(connectBus("unix:path=/nonexistent/bus"), {
    code: "bus",
    retryable: true,
    message: "cannot reach the message bus at /nonexistent/bus: there is no such socket",
  });
  const { path } = new FakeBus(context, () => {});
  writeFileSync(path, "");
  await assert.rejects(connectBus(`unix:path=${path}`), { message: /: nobody listens there$/ });
  await assert.rejects(connectBus(`unix:path=/${"a".repeat(200)}`), { code: "bus" });
});

test("a bus that refuses to authenticate us", async (context) => {
  const rejected = await refusal(context, (socket) => socket.on("data", () => socket.write("REJECTED EXTERNAL\r\n")));
  assert.equal(rejected, "cannot reach the message bus at BUS: No authentication methods left to try");
  const closed = await refusal(context, (socket) => socket.end());
  assert.equal(closed, "cannot reach the message bus at BUS: it closed the connection");
});

test("a bus that does not answer is given up", async (context) => {
  assert.equal(await refusal(context, () => {}, 50), "cannot reach the message bus at BUS: no answer within 50 ms");
  const silent = await refusal(context, (socket) => new Peer(socket), 50);
  assert.equal(silent, `the message bus at BUS does not want us: ${BUS} did not answer within 50 ms`);
});

test("a bus that has no room for us", async (context) => {
  const full = await refusal(context, async (socket) => {
    const peer = new Peer(socket);
    const { serial } = await peer.next();
    const errorName = "org.freedesktop.DBus.Error.LimitsExceeded";
    peer.send({ type: "error", replySerial: serial, sender: BUS, errorName, signature: "s", body: ["too many"] });
  });
  assert.equal(full, "the message bus at BUS does not want us: too many");
});

test("the next address is tried where one leads nowhere", async (context) => {
  const fake = await new FakeBus(context, async (socket) => {
    const peer = new Peer(socket);
    peer.answer(await peer.next(), [":1.3"]);
  }).listen();
  const bus = await connectBus(`unix:path=/nonexistent/bus;${fake.address}`);
  assert.equal(bus.name, ":1.3");
  await bus.close();
});

test("an answer is its body", async (context) => {
  const { bus, peer } = await connected(context);
  assert.equal(bus.name, ":1.7");
  const answer = bus.call({ ...call, signature: "s", body: ["a"], interactive: true });
  const asked = await peer.next();
  assert.deepEqual([asked.member, asked.interactive, asked.noReply, asked.body()], ["C", true, false, ["a"]]);
  peer.answer(asked, ["b"], ":1.1");
  assert.deepEqual(await answer, ["b"]);
});

for (const [what, reply, maxBody, dbusName, message] of [
  ["an error", { type: "error", errorName: `${BUS}.Error.Failed`, signature: "s", body: ["no"] }, 99, "Failed", "no"],
  ["an error without a text", { type: "error", errorName: `${BUS}.Error.Failed` }, 99, "Failed", `${BUS}.Error.Failed`],
  ["an error of numbers", { type: "error", errorName: `${BUS}.Error.Failed`, signature: "u", body: [1] }, 99, "Failed"],
  ["an answer that is too long", { type: "return", signature: "s", body: ["long"] }, 5, "LimitsExceeded"],
  [
    "an error that is too long",
    { type: "error", errorName: "a.b", signature: "s", body: ["long"] },
    5,
    "LimitsExceeded",
  ],
] as const) {
  test(`a call fails with ${what}`, async (context) => {
    const { bus, peer } = await connected(context, { maxBody: maxBody + 8 });
    const answer = bus.call(call);
    const { serial } = await peer.next();
    const body = "body" in reply && maxBody === 5 ? ["much too long"] : "body" in reply ? reply.body : [];
    peer.send({ ...reply, body, replySerial: serial, sender: ":1.1" });
    await fails(answer, dbusName, message);
  });
}

test("a call fails with an answer that is broken", async (context) => {
  const { bus, peer } = await connected(context);
  const answer = bus.call(call);
  const { serial } = await peer.next();
  const bytes = encodeMessage({ type: "return", replySerial: serial, signature: "y", body: [1] }, 1);
  bytes[bytes.lastIndexOf("y", -2)] = "b".charCodeAt(0);
  peer.socket.write(bytes);
  await fails(answer, "InconsistentMessage", /^the answer is broken: /);
});

test("a call is given up after its time, and an answer that comes then is of no use", async (context) => {
  const { bus, peer } = await connected(context);
  await fails(bus.call({ ...call, timeout: 30 }), "NoReply", "a.b did not answer within 30 ms");
  peer.answer(await peer.next(), ["late"], ":1.1");
  const next = bus.call({ ...call, timeout: Number.POSITIVE_INFINITY });
  peer.answer(await peer.next(), ["in time"], ":1.1");
  assert.deepEqual(await next, ["in time"]);
});

test("a call that is aborted fails with the reason, and is not sent where that was before", async (context) => {
  const { bus, peer } = await connected(context);
  const abort = new AbortController();
  const reason = new Error("nobody wants to know any more");
  const answer = bus.call({ ...call, signal: abort.signal });
  await peer.next();
  abort.abort(reason);
  await assert.rejects(answer, reason);
  await assert.rejects(bus.call({ ...call, signal: abort.signal }), reason);
  await sleep(20);
  assert.deepEqual(peer.received, []);
});

test("an answer of somebody else than who was asked is none", async (context) => {
  const { bus, peer } = await connected(context);
  for (const [destination, liar, honest] of [
    [":1.4", ":1.5", ":1.4"],
    [BUS, ":1.5", BUS],
    [":1.4", undefined, BUS],
  ] as const) {
    const answer = bus.call({ ...call, destination });
    const { serial } = await peer.next();
    const lie: FromBus = { type: "return", replySerial: serial, signature: "s", body: ["lie"] };
    peer.send(liar === undefined ? lie : { ...lie, sender: liar }, { ...lie, sender: honest, body: ["truth"] });
    assert.deepEqual(await answer, ["truth"]);
  }
});

test("an answer to nothing, and a signal that nobody waits for, are ignored", async (context) => {
  const { bus, peer } = await connected(context);
  const signal: FromBus = { type: "signal", sender: ":1.1", path: "/", interface: "a.b", member: "S" };
  peer.send({ type: "return", replySerial: 4711, sender: ":1.1" }, signal);
  const answer = bus.call(call);
  peer.answer(await peer.next(), [], ":1.1");
  assert.deepEqual(await answer, []);
});

test("answers go to the caller, and nowhere where it wants none", async (context) => {
  const { bus, peer } = await connected(context);
  bus.onCall((message) => bus.reply(message, "s", [message.member]));
  bus.onCall((message) => bus.replyError(message, "a.b.Error", "no"));
  peer.send({ ...incoming, noReply: true }, { ...incoming, member: "D" });
  const [answer, error] = [await peer.next(), await peer.next()];
  assert.deepEqual([answer.type, answer.replySerial, answer.destination, answer.noReply], ["return", 1, ":1.1", true]);
  assert.deepEqual(answer.body(), ["D"]);
  assert.deepEqual([error.type, error.replySerial, error.destination], ["error", 1, ":1.1"]);
  assert.deepEqual([error.errorName, ...error.body()], ["a.b.Error", "no"]);
});

test("a descriptor that is announced and not there breaks the body, and dbus-next does not see it", async (context) => {
  const { bus, peer } = await connected(context);
  bus.onCall((message) => {
    assert.throws(() => message.body(), { name: "BodyError", message: "file descriptors are not accepted" });
    bus.reply(message, "", []);
  });
  const bytes = encodeMessage({ ...incoming, signature: "u", body: [0] }, 1);
  bytes[bytes.lastIndexOf("u", -5)] = "h".charCodeAt(0);
  peer.socket.write(bytes);
  assert.equal((await peer.next()).type, "return");
});

test("where nobody listens a call is answered with an error", async (context) => {
  const { peer } = await connected(context);
  peer.send(incoming);
  assert.equal((await peer.next()).errorName, "org.freedesktop.DBus.Error.UnknownMethod");
});

test("a call right behind the answer to Hello finds who listens as soon as it is connected", async (context) => {
  const { bus, peer } = await connected(context, { behind: [incoming] });
  bus.onCall((message) => bus.reply(message, "", []));
  assert.equal((await peer.next()).type, "return");
});

test("what the bus would not take is refused before it is sent", async (context) => {
  const { bus, peer } = await connected(context);
  bus.onCall((message) => {
    assert.throws(() => bus.reply(message, "o", ["no path"]), TypeError);
    assert.throws(() => bus.replyError(message, "no name", ""), TypeError);
    bus.reply(message, "", []);
  });
  await assert.rejects(bus.call({ ...call, path: "no path" }), TypeError);
  await assert.rejects(bus.call({ ...call, signature: "u", body: ["a"] }), TypeError);
  await assert.rejects(
    bus.onSignal({ sender: "no name", interface: "a.b", member: "S" }, () => {}),
    TypeError,
  );
  assert.throws(() => bus.signal({ path: "/", interface: "none", member: "S" }), TypeError);
  peer.send(incoming);
  assert.equal((await peer.next()).type, "return");
});

test("nothing escapes from a listener", async (context) => {
  const broke: unknown[] = [];
  const { bus, peer } = await connected(context, {
    broke(error) {
      broke.push(error);
      throw new Error("telling it breaks too");
    },
  });
  const warnings: Error[] = [];
  const listener = (warning: Error) => warnings.push(warning);
  process.on("warning", listener);
  context.after(() => process.off("warning", listener));
  bus.onCall(() => {
    throw new Error("first");
  });
  bus.onCall(async () => {
    throw new Error("second");
  });
  bus.onCall((message) => bus.reply(message, "", []));
  peer.send(incoming);
  assert.equal((await peer.next()).type, "return");
  await turn();
  assert.deepEqual(
    broke.map((error) => error instanceof Error && error.message),
    ["first", "second"],
  );
  assert.equal(warnings.length, 2);
});

test("others have their turn while thousands of calls come", async (context) => {
  const { bus, peer } = await connected(context);
  let calls = 0;
  let most = 0;
  bus.onCall(() => {
    if (++calls % 1000 === 0) bus.signal({ path: "/", interface: "a.b", member: "S" });
  });
  let ended = false;
  const watch = async () => {
    while (!ended) {
      const before = calls;
      await turn();
      most = Math.max(most, calls - before);
    }
  };
  const watching = watch();
  peer.send(...Array<FromBus>(20_000).fill(incoming));
  for (let signals = 0; signals < 20; signals++) await peer.next();
  ended = true;
  await watching;
  // A turn of what was left over and one of what came anew may follow each other.
  assert.ok(most > 0 && most <= 128, `${most} calls in one turn`);
});

test("a pause stops reading until everybody who asked for it is done", async (context) => {
  const { bus, peer } = await connected(context);
  const seen: unknown[] = [];
  const resumes: (() => void)[] = [];
  bus.onCall((message) => {
    seen.push(message.member);
    if (message.member === "Stop") resumes.push(bus.pause(), bus.pause());
  });
  peer.send({ ...incoming, member: "Stop" }, { ...incoming, member: "A" });
  await sleep(30);
  peer.send({ ...incoming, member: "B" });
  await sleep(30);
  assert.deepEqual(seen, ["Stop"]);
  resumes[0]?.();
  resumes[0]?.();
  await sleep(30);
  assert.deepEqual(seen, ["Stop"]);
  resumes[1]?.();
  await sleep(30);
  assert.deepEqual(seen, ["Stop", "A", "B"]);
});

async function isLost(bus: Connection, reason: string | RegExp): Promise<void> {
  assert.match(await bus.lost, new RegExp(reason));
  await fails(bus.call(call), "Disconnected", new RegExp(reason));
  bus.signal({ path: "/", interface: "a.b", member: "S" });
  await bus.close();
}

test("a bus that sends what is not D-Bus is lost, and so is what was asked", async (context) => {
  const { bus, peer } = await connected(context);
  const answer = bus.call({ ...call, timeout: Number.POSITIVE_INFINITY });
  peer.socket.write("this is not D-Bus at all");
  await fails(answer, "Disconnected", /^what the bus sent is not D-Bus/);
  await once(peer.socket, "close");
  await isLost(bus, "^what the bus sent is not D-Bus");
});

test("a bus that closes the connection is lost", async (context) => {
  const { bus, peer } = await connected(context);
  const answer = bus.call(call);
  peer.socket.end();
  await fails(answer, "Disconnected", "the bus closed the connection");
  await isLost(bus, "^the bus closed the connection$");
});

test("a bus that closes the connection is lost also while it does not read what it is sent", async (context) => {
  const { bus, peer } = await connected(context);
  peer.socket.pause();
  bus.signal({ path: "/", interface: "a.b", member: "S", signature: "s", body: ["a".repeat(5_000_000)] });
  peer.socket.end();
  assert.equal(await bus.lost, "the bus closed the connection");
  peer.socket.resume();
});

test("a bus that breaks the connection is lost", async (context) => {
  const { bus, peer } = await connected(context);
  peer.socket.destroy();
  while (!(await Promise.race([bus.lost, turn()]))) bus.signal({ path: "/", interface: "a.b", member: "S" });
  await isLost(bus, "EPIPE|ECONNRESET|the bus closed the connection");
});

test("closing sends what is still to be sent, however much it is", async (context) => {
  const { bus, peer } = await connected(context);
  const text = "a".repeat(100_000);
  for (let at = 0; at < 100; at++) {
    bus.signal({ path: "/", interface: "a.b", member: "S", signature: "s", body: [text] });
  }
  const waiting = bus.call({ ...call, timeout: Number.POSITIVE_INFINITY });
  const closed = bus.close();
  await fails(waiting, "Disconnected", "closed by this program");
  await closed;
  await bus.close();
  assert.equal(await bus.lost, "closed by this program");
  assert.equal(peer.received.length, 101);
});

test("closing does not wait for ever for a bus that takes nothing", async (context) => {
  const { bus, peer } = await connected(context);
  peer.socket.pause();
  bus.signal({ path: "/", interface: "a.b", member: "S", signature: "s", body: ["a".repeat(5_000_000)] });
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const closed = bus.close();
  context.mock.timers.tick(5_000);
  await closed;
});

test("after closing nothing is delivered, also of what is here already", async (context) => {
  const { bus, peer } = await connected(context);
  let calls = 0;
  let closed: Promise<void> | undefined;
  bus.onCall(() => {
    calls++;
    closed ??= bus.close();
  });
  peer.send(...Array<FromBus>(200).fill(incoming));
  await bus.lost;
  await closed;
  await turn();
  assert.equal(calls, 1);
});

test("what the bus does not take is counted", async (context) => {
  const { bus, peer } = await connected(context);
  assert.equal(bus.backlog, 0);
  peer.socket.pause();
  const text = "a".repeat(1_000_000);
  for (let at = 0; at < 10; at++)
    bus.signal({ path: "/", interface: "a.b", member: "S", signature: "s", body: [text] });
  await sleep(30);
  assert.ok(bus.backlog > 5_000_000 && bus.backlog < 10_100_000, String(bus.backlog));
  peer.socket.resume();
  for (let at = 0; at < 10; at++) await peer.next();
  assert.equal(bus.backlog, 0);
});
