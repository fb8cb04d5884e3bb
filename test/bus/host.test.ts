// The tray's host over a real bus, with the real service and polkitd: what a window knows is what is so, and what is refused
// is answered with the reason.

import assert from "node:assert/strict";
import { after } from "../../common/client/after.ts";
import { LiveClient } from "../../common/client/live-client.ts";
import { MultihomedError } from "../../common/errors.ts";
import { Host } from "../../tray/host/host.ts";
import type { Activity } from "../../tray/shared/activity.ts";
import type { Failure } from "../../tray/shared/bridge.ts";
import type { AnswerOf, ArgumentsOf, CallName } from "../../tray/shared/calls.ts";
import { type Known, learned, NOTHING_KNOWN } from "../../tray/shared/known.ts";
import { WebDesktop } from "../../tray/web/desktop.ts";
import { eventually, rules } from "../kernel/lab/index.ts";
import { connectAs } from "./lab/connection.ts";
import { addUplink, type Bus, busLab, ruleOf, startAgent, type User } from "./lab/index.ts";

/** A window of `user` that follows. */
class Window {
  known: Known = NOTHING_KNOWN;
  readonly mistakes: unknown[] = [];
  readonly #live: LiveClient;
  readonly #host: Host;
  readonly #session: ReturnType<Host["open"]>;

  private constructor(bus: Bus, user: User) {
    this.#live = new LiveClient({
      after,
      interactive: true,
      connect: () =>
        connectAs(bus.address, user).catch((cause: unknown) => {
          throw new MultihomedError("bus", "there is no bus", { cause });
        }),
    });
    this.#host = new Host({
      live: this.#live,
      desktop: new WebDesktop(),
      after,
      now: Date.now,
      monotonic: () => performance.now(),
      mistake: (error) => this.mistakes.push(error),
    });
    this.#session = this.#host.open((told) => {
      this.known = learned(this.known, told);
    });
    bus.host.lab.onEnd(() => void this.close());
  }

  static async open(bus: Bus, user: User): Promise<Window> {
    const window = new Window(bus, user);
    await window.call("follow");
    await eventually(() => assert.equal(window.known.reach.kind, "ready"));
    await eventually(() => assert.notEqual(window.known.permissions, undefined));
    return window;
  }

  async call<C extends CallName>(name: C, ...args: ArgumentsOf<C>): Promise<AnswerOf<C>> {
    const reply = await this.#session.answer(name, args);
    assert.ok(reply.ok, `${name}: ${JSON.stringify(reply)}`);
    return reply.value as AnswerOf<C>; // of this very call
  }

  async refused<C extends CallName>(name: C, ...args: ArgumentsOf<C>): Promise<Failure> {
    const reply = await this.#session.answer(name, args);
    assert.ok(!reply.ok, `${name} was done`);
    return reply.failure;
  }

  link(name: string) {
    const link = this.known.links.get(name);
    assert.ok(link, `${name} is not known`);
    return link;
  }

  async close(): Promise<void> {
    this.#host.close();
    await this.#live.close();
  }
}

busLab("an uplink is assigned and released, and the window knows it when its call is answered", async (bus) => {
  addUplink(bus, 1);
  await bus.service();
  const window = await Window.open(bus, "root");
  assert.deepEqual(window.known.permissions, { assign: "yes", configure: "yes" });
  assert.equal(window.link("u1").assigned, false);

  await window.call("assign", "u1", 1000, { weight: 3 });
  const { assigned, table, state, options } = window.link("u1");
  assert.deepEqual([assigned, table, state, options.weight], [true, 1000, "active", 3]);
  assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000)]);

  const routes = await window.call("routes", "u1", 0, 2);
  assert.equal(routes.texts.length, 2);
  assert.equal(routes.total, window.link("u1").routes);
  assert.match(routes.texts[0] ?? "", /^default via 10\.1\.0\.1/);
  const page = await window.call("rules", "u1", 0, 10);
  assert.equal(page.total, 1);
  assert.match(page.texts[0] ?? "", /from 10\.1\.0\.2 lookup 1000/);
  const way = await window.call("explain", { source: "10.1.0.2", destination: "192.0.2.1" });
  assert.deepEqual([way.kernel.table, way.kernel.interface, way.differences], [1000, "u1", []]);
  assert.equal(await window.call("reconcile"), 0);
  await window.call("reload");

  const first = await window.call("traffic", ["u1", "nothing"]);
  assert.deepEqual(Object.keys(first.links), ["u1"]);
  bus.host.exec("ping", "-c1", "-W1", "-n", "127.0.0.1");
  const second = await window.call("traffic", ["u1"]);
  assert.ok(second.time > first.time);
  assert.ok((second.links.u1?.txBytes ?? 0) >= (first.links.u1?.txBytes ?? 0));

  await window.call("release", "u1", {});
  assert.equal(window.link("u1").assigned, false);
  assert.deepEqual(rules(bus.host, 4), []);
  assert.deepEqual(window.mistakes, []);
});

busLab("the history says first what became of a link, then what was changed for it", async (bus) => {
  addUplink(bus, 1);
  await bus.service();
  const window = await Window.open(bus, "root");
  await window.call("assign", "u1", 1000, {});
  const applied = (notes: readonly Activity[]) => {
    assert.equal(notes.at(-1)?.kind, "applied");
    return notes;
  };
  const assigned = await eventually(async () => applied(await window.call("activity")));
  assert.deepEqual(
    assigned.map(({ kind }) => kind),
    ["reach", "link", "applied"],
  );
  bus.host.ip("addr add 10.1.0.7/24 dev u1");
  const notes = await eventually(async () => {
    return applied((await window.call("activity")).slice(assigned.length));
  });
  assert.deepEqual(notes.map(inShort), [
    "u1 address 10.1.0.7/24",
    "applied add -4 rule from 10.1.0.7 lookup 1000 priority 1000 protocol 77",
  ]);
  const times = notes.map(({ time }) => time);
  assert.deepEqual(times, [...times].sort());
});

busLab(
  "a table in use, a reserved interface, what is not assigned: refused with the reason, and nothing is different",
  async (bus) => {
    addUplink(bus, 1);
    addUplink(bus, 2);
    await bus.service(["-N", "u1:1000"]);
    const window = await Window.open(bus, "root");
    await eventually(() => assert.equal(window.link("u1").state, "active"));
    const before = window.known;
    const inUse = await window.refused("assign", "u2", 1000, {});
    assert.equal(inUse.code, "table-in-use");
    assert.match(inUse.text, /u1/);
    assert.equal((await window.refused("assign", "lo", 1000, {})).code, "invalid-interface");
    assert.equal((await window.refused("assign", "u2", 1001, { gateway: "nonsense" })).code, "invalid-option");
    assert.equal((await window.refused("release", "u2", {})).code, "not-assigned");
    assert.equal((await window.refused("explain", { destination: "nowhere" })).code, "invalid-argument");
    assert.equal((await window.refused("routes", "u9", 0, 1)).code, "refused");
    assert.deepEqual(window.known, before);
    assert.deepEqual(window.mistakes, []);
  },
);

busLab(
  "polkit decides: who may not is told so, who has to type a password is asked",
  async (bus) => {
    addUplink(bus, 1);
    await bus.service();
    const allowed = await Window.open(bus, "allowed");
    const denied = await Window.open(bus, "denied");
    const challenged = await Window.open(bus, "challenged");
    assert.deepEqual(allowed.known.permissions, { assign: "yes", configure: "yes" });
    assert.deepEqual(denied.known.permissions, { assign: "no", configure: "no" });
    assert.deepEqual(challenged.known.permissions, { assign: "challenge", configure: "challenge" });

    assert.equal((await denied.refused("assign", "u1", 1000, {})).code, "not-authorised");
    assert.equal((await challenged.refused("assign", "u1", 1000, {})).code, "not-authorised");
    assert.deepEqual(rules(bus.host, 4), []);
    const agent = await startAgent(bus, "refuse");
    assert.equal((await challenged.refused("assign", "u1", 1000, {})).code, "not-authorised");
    assert.equal(agent.asked.length, 1);
    assert.equal(challenged.link("u1").assigned, false);

    agent.answer = "approve";
    await challenged.call("assign", "u1", 1000, {});
    assert.deepEqual(rules(bus.host, 4), [ruleOf(1, 1000)]);
    await eventually(() => assert.equal(denied.link("u1").assigned, true));
    await allowed.call("release", "u1", {});

    bus.rules("polkit.addRule(function () { return polkit.Result.NO; });");
    await eventually(() => assert.deepEqual(allowed.known.permissions, { assign: "no", configure: "no" }));
    for (const window of [allowed, denied, challenged]) assert.deepEqual(window.mistakes, []);
  },
  { polkit: true },
);

busLab("the service is killed and comes back, the bus too, and the window knows each of it", async (bus) => {
  addUplink(bus, 1);
  const config = { config: '[[uplink]]\ninterface = "u1"\ntable = 1000\n' };
  const daemon = await bus.service([], config);
  const window = await Window.open(bus, "root");
  await eventually(() => assert.equal(window.link("u1").state, "active"));

  await daemon.kill9();
  await eventually(() => assert.deepEqual(window.known.reach, { kind: "absent", activatable: false }));
  assert.equal(window.known.links.size, 0);
  assert.equal(window.known.permissions, undefined);
  assert.equal((await window.refused("assign", "u1", 1000, {})).code, "not-reachable");
  assert.equal((await window.refused("start")).code, "not-reachable");

  const again = await bus.service([], config);
  await eventually(() => assert.equal(window.link("u1").state, "active"));
  await eventually(() => assert.notEqual(window.known.permissions, undefined));

  await bus.kill();
  await eventually(() => assert.equal(window.known.reach.kind, "disconnected"));
  assert.equal((await window.refused("reload")).code, "bus");
  await again.exited;
  await bus.restart();
  await eventually(() => assert.equal(window.known.reach.kind, "absent"));
  await bus.service([], config);
  await eventually(() => assert.equal(window.link("u1").state, "active"), { timeout: 10_000 });

  const reaches = (await window.call("activity")).flatMap((note) => (note.kind === "reach" ? [note.reach.kind] : []));
  assert.deepEqual(withoutRepetition(reaches).join(" "), "ready absent ready disconnected absent ready");
  assert.deepEqual(window.mistakes, []);
});

function inShort(note: Activity): string {
  if (note.kind === "applied") {
    return `applied ${note.operations.map(({ verb, object }) => `${verb} ${object}`).join(", ")}`;
  }
  if (note.kind !== "link") return note.kind;
  return `${note.name} ${note.changes.map((change) => `${change.what} ${"gained" in change ? change.gained : ""}`).join(", ")}`;
}

const withoutRepetition = (words: readonly string[]) => words.filter((word, at) => word !== words[at - 1]);
