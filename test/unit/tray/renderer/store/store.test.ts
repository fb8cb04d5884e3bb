// What the window knows and does, over a bridge of the test's own.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Store } from "../../../../../tray/renderer/store/store.ts";
import type { Activity } from "../../../../../tray/shared/activity.ts";
import { ACTIVITY_MAX } from "../../../../../tray/shared/bounds.ts";
import type { Bridge, Reply } from "../../../../../tray/shared/bridge.ts";
import { position } from "../../../../../tray/shared/switches.ts";
import type { Told } from "../../../../../tray/shared/told.ts";
import { link, service } from "../../lab/link.ts";

/** Calls wait until the test answers them. */
class StandIn {
  readonly calls: { name: string; args: readonly unknown[]; answer(reply: Reply<unknown>): void }[] = [];
  #listener: (told: readonly Told[]) => void = () => {};
  readonly bridge: Bridge = {
    call: (name, ...args) =>
      new Promise((resolve) => {
        // The test answers with what this very call is to have.
        this.calls.push({ name, args, answer: resolve as (reply: Reply<unknown>) => void });
      }),
    listen: (listener) => {
      this.#listener = listener;
      return () => {};
    },
  };

  tell(...told: Told[]): void {
    this.#listener(told);
  }

  /** The newest call of this name, taken off. */
  take(name: string) {
    const at = this.calls.map((call) => call.name).lastIndexOf(name);
    const [call] = this.calls.splice(at, at < 0 ? 0 : 1);
    assert.ok(call, `${name} was not called`);
    return call;
  }
}

const all = (...links: ReturnType<typeof link>[]): Told => ({
  kind: "all",
  standing: { reach: { kind: "ready" }, service, links },
});
const note = (id: number): Activity => ({ id, time: id, kind: "service", state: "degraded" });
const settled = () => new Promise((resolve) => setImmediate(resolve));

function started(...links: ReturnType<typeof link>[]) {
  const standIn = new StandIn();
  const store = new Store(standIn.bridge);
  store.start();
  standIn.take("follow");
  standIn.tell(all(...links));
  return { standIn, store, attempt: (name: string) => position(store.state.attempts, { name, assigned: false }) };
}

test("a switch is busy until the answer, and what the service says is what it shows", async () => {
  const { standIn, store, attempt } = started(link("eth0"));
  void store.switchOn("eth0");
  assert.equal(attempt("eth0").busy, "assigned");
  const call = standIn.take("switchOn");
  assert.deepEqual(call.args, ["eth0"]);
  void store.switchOn("eth0");
  assert.equal(standIn.calls.filter(({ name }) => name === "switchOn").length, 0, "one at a time");
  assert.equal(store.state.known.links.get("eth0")?.assigned, false);
  call.answer({ ok: true, value: undefined });
  await settled();
  assert.equal(attempt("eth0").busy, undefined);
  assert.equal(attempt("eth0").on, false, "the service has not said so yet");
});

test("a refusal is kept until it is dismissed, or the next attempt", async () => {
  const { standIn, store, attempt } = started(link("eth0"));
  const failure = { code: "not-authorised", text: "org.multihomed1.assign: not authorised" } as const;
  void store.switchOn("eth0");
  standIn.take("switchOn").answer({ ok: false, failure });
  await settled();
  assert.deepEqual(attempt("eth0"), { on: false, failure });
  store.dismiss("eth0");
  assert.deepEqual(attempt("eth0"), { on: false });
  void store.switchOn("eth0");
  standIn.take("switchOn").answer({ ok: false, failure });
  await settled();
  void store.switchOn("eth0");
  assert.deepEqual(attempt("eth0"), { on: false, busy: "assigned" });
});

test("what a switch was before is the host's to know, so that each window and the menu undo the same", async () => {
  const { standIn, store } = started(link("eth0", { assigned: true, table: 2000, options: { weight: 3 } }));
  void store.switchOff("eth0");
  const release = standIn.take("release");
  assert.deepEqual(release.args, ["eth0", {}]);
  release.answer({ ok: true, value: undefined });
  await settled();
  void store.switchOn("eth0");
  assert.deepEqual(standIn.take("switchOn").args, ["eth0"]);
});

test("what belongs to no switch is told by itself", async () => {
  const { standIn, store } = started();
  const failure = { code: "not-reachable", text: "no" } as const;
  void store.startService();
  standIn.take("start").answer({ ok: false, failure });
  await settled();
  assert.deepEqual(store.state.failure, failure);
  void store.startService();
  assert.equal(store.state.failure, undefined, "the next attempt begins anew");
  standIn.take("start").answer({ ok: false, failure });
  await settled();
  store.dismissFailure();
  assert.equal(store.state.failure, undefined);
});

test("what the service is asked for goes one at a time, and what came of it stays until the next", async () => {
  const { standIn, store } = started();
  void store.check();
  assert.deepEqual(store.state.errand, { what: "check" });
  void store.reload();
  assert.deepEqual(store.state.errand, { what: "check" });
  assert.ok(standIn.calls.every(({ name }) => name !== "reload"));
  standIn.take("reconcile").answer({ ok: true, value: 3 });
  await settled();
  assert.deepEqual(store.state.errand, { what: "check", done: { changes: 3 } });
  void store.reload();
  standIn.take("reload").answer({ ok: true, value: undefined });
  await settled();
  assert.deepEqual(store.state.errand, { what: "reload", done: {} });
  const failure = { code: "configuration", text: "line 7" } as const;
  void store.reload();
  standIn.take("reload").answer({ ok: false, failure });
  await settled();
  assert.equal(store.state.errand, undefined);
  assert.deepEqual(store.state.failure, failure);
});

test("whether the desktop shows an icon is as it was told last", () => {
  const { standIn, store } = started();
  const tray = () => store.state.tray;
  assert.equal(tray(), undefined);
  standIn.tell({ kind: "tray", state: "no-watcher", gnome: true });
  assert.equal(tray()?.gnome, true);
  standIn.tell({ kind: "tray", state: "shown", gnome: true }, all());
  assert.equal(tray()?.state, "shown");
});

test("the history is that of the host and what is told behind it, each once, bounded", async () => {
  const { standIn, store } = started();
  const recall = standIn.take("activity");
  standIn.tell({ kind: "activity", activity: note(3) }, { kind: "activity", activity: note(4) });
  recall.answer({ ok: true, value: [note(1), note(2), note(3)] });
  await settled();
  const ids = () => store.state.activity.map(({ id }) => id);
  assert.deepEqual(ids(), [1, 2, 3, 4]);
  standIn.tell({ kind: "activity", activity: note(5) });
  assert.deepEqual(ids(), [1, 2, 3, 4, 5]);
  standIn.tell(
    ...Array.from({ length: ACTIVITY_MAX }, (_, at): Told => ({ kind: "activity", activity: note(6 + at) })),
  );
  assert.equal(ids().length, ACTIVITY_MAX);
  assert.equal(ids().at(-1), ACTIVITY_MAX + 5);
});

test("another host, which counts from 1 again, has another history", async () => {
  const { standIn, store } = started();
  standIn.take("activity").answer({ ok: true, value: [note(1), note(2), note(3)] });
  await settled();
  standIn.tell(all());
  const outdated = standIn.take("activity");
  standIn.tell(all());
  standIn.tell({ kind: "activity", activity: note(2) });
  standIn.take("activity").answer({ ok: true, value: [note(1)] });
  outdated.answer({ ok: true, value: [note(7)] });
  await settled();
  assert.deepEqual(
    store.state.activity.map(({ id }) => id),
    [1, 2],
  );
});

test("a page that somebody asks for elsewhere is shown", () => {
  const { standIn, store } = started();
  let told = 0;
  const stop = store.subscribe(() => told++);
  standIn.tell({ kind: "go", place: { page: "link", name: "eth0" } });
  assert.deepEqual(store.state.place, { page: "link", name: "eth0" });
  assert.equal(told, 1, "once for each batch");
  stop();
  store.go({ page: "overview" });
  assert.equal(told, 1);
});
