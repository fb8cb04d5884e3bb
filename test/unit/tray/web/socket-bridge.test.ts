// The bridge of a page over a socket that comes and goes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Known, learned, NOTHING_KNOWN } from "../../../../tray/shared/known.ts";
import type { Told } from "../../../../tray/shared/told.ts";
import { SocketBridge, type SocketEvents } from "../../../../tray/web/socket-bridge.ts";
import { FakeTimers } from "../../common/client/fake-service.ts";
import { link, SERVICE, turn } from "../host/stand-in.ts";

interface Message {
  readonly token?: string;
  readonly id?: number;
  readonly name?: string;
  readonly args?: unknown;
}

function scene() {
  const [timers, sockets, copied] = [
    new FakeTimers(),
    [] as { events: SocketEvents; sent: Message[] }[],
    [] as string[],
  ];
  const bridge = new SocketBridge({
    token: "t",
    after: timers.after,
    open(events) {
      const sent: Message[] = [];
      sockets.push({ events, sent });
      return { send: (text) => sent.push(JSON.parse(text)) };
    },
    async copy(text) {
      if (text === "no") throw new Error("not allowed");
      copied.push(text);
    },
  });
  const told: Told[] = [];
  let known: Known = NOTHING_KNOWN;
  const unlisten = bridge.listen((batch) => {
    told.push(...batch);
    known = learned(known, batch);
  });
  const socket = () => {
    const last = sockets.at(-1);
    assert.ok(last);
    return {
      ...last,
      open: () => last.events.opened(),
      say: (message: unknown) => last.events.said(JSON.stringify(message)),
      close: (code = 1006) => last.events.closed(code),
    };
  };
  return { bridge, timers, sockets, socket, copied, told, unlisten, known: () => known };
}

const all: Told = { kind: "all", standing: { reach: { kind: "ready" }, service: SERVICE, links: [link("eth0")] } };
const names = (sent: readonly Message[]) => sent.map(({ token, name }) => name ?? `token ${token}`);

test("the token goes first, then what was asked before the socket was open", async () => {
  const { bridge, socket } = scene();
  const follow = bridge.call("follow");
  const routes = bridge.call("routes", "eth0", 0, 10);
  assert.deepEqual(socket().sent, []);
  socket().open();
  assert.deepEqual(socket().sent, [
    { token: "t" },
    { id: 1, name: "follow", args: [] },
    { id: 2, name: "routes", args: ["eth0", 0, 10] },
  ]);
  socket().say({ kind: "reply", id: 2, reply: { ok: true, value: { total: 1, texts: ["default"] } } });
  socket().say({ kind: "reply", id: 1, reply: { ok: true } });
  assert.deepEqual(await routes, { ok: true, value: { total: 1, texts: ["default"] } });
  assert.deepEqual(await follow, { ok: true, value: undefined });
});

test("answers find their calls whatever their order, and failures are answers", async () => {
  const { bridge, socket } = scene();
  socket().open();
  const [one, other] = [bridge.call("reconcile"), bridge.call("reload")];
  const failure = { code: "not-authorised", text: "no" } as const;
  socket().say({ kind: "reply", id: 2, reply: { ok: false, failure } });
  socket().say({ kind: "reply", id: 1, reply: { ok: true, value: 3 } });
  socket().say({ kind: "reply", id: 99, reply: { ok: true, value: 3 } });
  assert.deepEqual(await one, { ok: true, value: 3 });
  assert.deepEqual(await other, { ok: false, failure });
});

test("what is told reaches every listener until it listens no more", () => {
  const { bridge, socket, told, unlisten } = scene();
  const others: Told[] = [];
  bridge.listen((batch) => others.push(...batch));
  socket().open();
  socket().say({ kind: "told", told: [all] });
  unlisten();
  socket().say({ kind: "told", told: [{ kind: "link", name: "eth0" }] });
  assert.deepEqual([told.length, others.length], [1, 2]);
});

test("the program goes and comes back: calls fail, the page is told, and it follows again by itself", async () => {
  const { bridge, socket, sockets, timers, known } = scene();
  socket().open();
  void bridge.call("follow");
  socket().say({ kind: "told", told: [all] });
  assert.equal(known().reach.kind, "ready");
  const waiting = bridge.call("reload");
  socket().close();
  const lost = {
    ok: false,
    failure: { code: "bus", text: "the program behind this page cannot be reached; it is tried again" },
  };
  assert.deepEqual(await waiting, lost);
  assert.deepEqual(await bridge.call("reload"), lost, "at once");
  const { reach, links } = known();
  assert.deepEqual([reach, links.size], [{ kind: "disconnected", reason: lost.failure }, 0]);
  timers.next();
  assert.equal(sockets.length, 2);
  socket().open();
  assert.deepEqual(names(socket().sent), ["token t", "follow"]);
  socket().say({ kind: "told", told: [all] });
  assert.equal(known().reach.kind, "ready");
});

test("a page that has not followed is told nothing of a loss, and does not follow by itself", async () => {
  const { socket, timers, told } = scene();
  socket().open();
  socket().close();
  assert.deepEqual(told, []);
  timers.next();
  socket().open();
  assert.deepEqual(names(socket().sent), ["token t"]);
});

test("following while there is no socket: that is told, and everything when there is one", async () => {
  const { bridge, socket, timers, known } = scene();
  socket().close();
  const reply = await bridge.call("follow");
  assert.equal(reply.ok, false);
  assert.equal(known().reach.kind, "disconnected");
  timers.next();
  socket().open();
  assert.deepEqual(names(socket().sent), ["token t", "follow"]);
});

test("follow is sent once, also where it was asked for while the socket was being opened again", async () => {
  const { bridge, socket, timers } = scene();
  socket().open();
  void bridge.call("follow");
  socket().close();
  timers.next();
  void bridge.call("follow");
  socket().open();
  assert.deepEqual(names(socket().sent), ["token t", "follow"]);
});

test("it is tried ever more slowly, and quickly again once the program has said something", () => {
  const { socket, timers, sockets } = scene();
  const waits = () => timers.next();
  socket().close();
  assert.equal(waits(), 250);
  socket().close();
  assert.equal(waits(), 500);
  socket().open(); // open is not yet let in
  socket().close();
  assert.equal(waits(), 1000);
  for (let count = 0; count < 10; count++) {
    socket().close();
    waits();
  }
  socket().close();
  assert.equal(waits(), 30_000);
  socket().open();
  socket().say({ kind: "told", told: [] });
  socket().close();
  assert.equal(waits(), 250);
  assert.equal(timers.waiting.length, 0, "one attempt at a time");
  assert.equal(sockets.length, 16);
});

test("a token that does not count any more is said, and not tried again", async () => {
  const { bridge, socket, timers, known } = scene();
  socket().open();
  const follow = bridge.call("follow");
  socket().close(1008);
  const reply = await follow;
  assert.ok(!reply.ok);
  assert.match(reply.failure.text, /open the address that it shows now/);
  const { reach } = known();
  assert.ok(reach.kind === "disconnected");
  assert.equal(reach.reason.text, reply.failure.text);
  assert.equal(timers.waiting.length, 0);
});

test("copying is done by the browser, with or without a socket", async () => {
  const { bridge, socket, copied } = scene();
  socket().close();
  assert.deepEqual(await bridge.call("copy", "10.1.0.2"), { ok: true, value: undefined });
  assert.deepEqual(copied, ["10.1.0.2"]);
  const refused = { ok: false, failure: { code: "refused", text: "not allowed" } };
  assert.deepEqual(await bridge.call("copy", "no"), refused);
  await turn();
  assert.deepEqual(socket().sent, []);
});
