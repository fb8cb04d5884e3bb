// What windows are told of the service and of the desktop, and when.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Permissions } from "../../../../common/client/domain.ts";
import { MultihomedError } from "../../../../common/errors.ts";
import { FRAME_MS } from "../../../../tray/host/outbox.ts";
import { DEFAULT_PREFERENCES } from "../../../../tray/shared/preferences.ts";
import { link, MAY, SERVICE, StandInLive, scene, turn } from "./stand-in.ts";

test("a window that has not asked to follow is told nothing", async () => {
  const { live, host, timers, open } = scene();
  const window = open();
  live.ready([link("eth0")]);
  live.set(link("eth0", { state: "down" }));
  host.go({ page: "activity" });
  await turn();
  assert.equal(timers.waiting.length, 0, "nothing waits to be told");
  assert.deepEqual(window.batches, []);
});

test("who follows is told everything at once, before its call is answered", async () => {
  const { live, open, timers } = scene();
  live.ready([link("eth0")]);
  await turn();
  const window = open();
  const answer = window.call("follow");
  assert.deepEqual(window.words(), ["all ready eth0", "preferences automatic"]);
  assert.deepEqual(await answer, { ok: true, value: undefined });
  assert.deepEqual(window.known.service, SERVICE);
  assert.deepEqual(window.known.permissions, MAY);
  assert.equal(timers.waiting.length, 0);
});

test("a host that comes when the service is known already knows it too", async () => {
  const live = new StandInLive();
  live.ready([link("eth0")]);
  const { open } = scene(live);
  await turn();
  const window = open();
  await window.call("follow");
  assert.deepEqual(window.known.permissions, MAY);
  assert.deepEqual([...window.known.links.keys()], ["eth0"]);
  const history = await window.call("activity");
  assert.deepEqual(history, { ok: true, value: [{ id: 1, time: 1000, kind: "reach", reach: { kind: "ready" } }] });
});

test("what is known of a service that cannot be reached is that", async () => {
  const { live, open } = scene();
  const window = open();
  await window.call("follow");
  assert.deepEqual(window.known.reach, { kind: "connecting" });
  live.ready([link("eth0")]);
  await turn();
  const reason = { code: "bus", text: "nobody listens there" } as const;
  live.away({ kind: "disconnected", reason });
  await window.call("follow");
  assert.deepEqual(window.known, { reach: { kind: "disconnected", reason }, links: new Map() });
});

test("changes are told together, a frame after the first of them", async () => {
  const { live, open, timers } = scene();
  live.ready([link("eth0"), link("eth1")]);
  await turn();
  const window = open();
  await window.call("follow");
  window.words();
  live.set(link("eth0", { operationalState: "down" }));
  live.set(link("eth1", { operationalState: "down" }));
  live.serve({ ...SERVICE, state: "reconciling" });
  assert.deepEqual(window.words(), []);
  assert.deepEqual(
    timers.waiting.map(({ wait }) => wait),
    [FRAME_MS],
  );
  timers.next();
  assert.equal(window.batches.length, 1);
  assert.deepEqual(window.words(), ["service reconciling", "link eth0 unassigned", "link eth1 unassigned"]);
  assert.equal(timers.waiting.length, 0);
  live.remove("eth0");
  timers.next();
  assert.deepEqual(window.words(), ["link eth0 gone", "activity link"]);
  assert.deepEqual([...window.known.links.keys()], ["eth1"]);
});

test("what the service told before it answered a call is known before the answer", async () => {
  const { live, open } = scene();
  live.ready([link("eth0")]);
  await turn();
  const window = open();
  await window.call("follow");
  live.answers.assign = async (name, table) => {
    live.set(link(name, { assigned: true, table: Number(table), state: "active" }));
  };
  const answer = await window.call("assign", "eth0", 1000, {});
  assert.equal(window.known.links.get("eth0")?.table, 1000);
  assert.deepEqual(answer, { ok: true, value: undefined });
});

test("following again begins from the beginning", async () => {
  const { live, open, timers } = scene();
  live.ready([link("eth0")]);
  await turn();
  const window = open();
  await window.call("follow");
  live.set(link("eth1"));
  window.words();
  await window.call("follow");
  assert.deepEqual(window.words(), ["all ready eth0 eth1", "preferences automatic", "activity link"]);
  assert.equal(timers.waiting.length, 0, "what was to be told has been");
});

test("several windows: each is told, and one that throws harms none of the others", async () => {
  const { live, open, timers, mistakes } = scene();
  live.ready([link("eth0")]);
  await turn();
  const windows = [open(), open(), open()];
  for (const window of windows) await window.call("follow");
  const [first, second, third] = windows;
  assert.ok(first && second && third);
  const broken = new Error("the window is gone");
  first.disturb = () => {
    throw broken;
  };
  live.set(link("eth1"));
  while (timers.waiting.length > 0) timers.next();
  for (const window of [second, third]) assert.ok(window.known.links.has("eth1"));
  assert.deepEqual(mistakes, [broken]);
  first.disturb = () => {};
  live.set(link("eth2"));
  while (timers.waiting.length > 0) timers.next();
  assert.ok(first.known.links.has("eth2"), "it is told again");
});

test("a window that throws while it is told everything is answered all the same", async () => {
  const { open, mistakes } = scene();
  const window = open();
  window.disturb = () => {
    throw new Error("no");
  };
  assert.deepEqual(await window.call("follow"), { ok: true, value: undefined });
  assert.equal(mistakes.length, 1);
});

test("every window shows the page that was asked for, one that is still loading as soon as it follows", async () => {
  const { host, open, timers } = scene();
  const [early, late] = [open(), open()];
  await early.call("follow");
  early.words();
  host.go({ page: "activity" });
  host.go({ page: "link", name: "eth0" });
  timers.next();
  assert.deepEqual(early.words(), ["go link"]);
  await late.call("follow");
  assert.deepEqual(late.words(), ["all connecting", "preferences automatic", "go link"]);
  await late.call("follow");
  assert.deepEqual(late.words(), ["all connecting", "preferences automatic"], "only once");
});

test("preferences: chosen by one, told to all", async () => {
  const { open, timers, desktop } = scene();
  const [one, other] = [open(), open()];
  for (const window of [one, other]) await window.call("follow");
  for (const window of [one, other]) window.words();
  const answer = await one.call("choose", { panel: "dark" });
  assert.deepEqual(answer, { ok: true, value: { ...DEFAULT_PREFERENCES, panel: "dark" } });
  assert.equal(desktop.preferences.panel, "dark");
  timers.next();
  assert.deepEqual([one.words(), other.words()], [["preferences dark"], ["preferences dark"]]);
});

test("preferences that cannot be kept are told to nobody", async () => {
  const { open, timers, desktop } = scene();
  const window = open();
  await window.call("follow");
  desktop.choose = async () => {
    throw new MultihomedError("storage", "the disk is full");
  };
  const failure = { code: "storage", text: "the disk is full" };
  assert.deepEqual(await window.call("choose", { panel: "dark" }), { ok: false, failure });
  assert.equal(timers.waiting.length, 0);
});

test("permissions are asked for when the service is there, and when they changed", async () => {
  const { live, open, timers } = scene();
  const window = open();
  await window.call("follow");
  live.ready();
  await turn();
  timers.next();
  assert.deepEqual(window.words().slice(-3), ["all ready", "permissions yes", "activity reach"]);
  live.answers.permissions = async () => ({ assign: "no", configure: "no" });
  live.tell({ kind: "permissions" });
  assert.equal(window.known.permissions?.assign, "yes", "what was known is, until the answer");
  await turn();
  timers.next();
  assert.deepEqual(window.words(), ["permissions no"]);
  live.away();
  timers.next();
  assert.equal(window.known.permissions, undefined);
});

test("an answer about permissions that is outdated does not count", async () => {
  const { live, open, timers } = scene();
  const window = open();
  await window.call("follow");
  const waiting: ((permissions: Permissions) => void)[] = [];
  live.answers.permissions = () => new Promise((resolve) => waiting.push(resolve));
  live.ready();
  live.tell({ kind: "permissions" });
  live.away();
  live.ready();
  live.tell({ kind: "permissions" });
  await turn();
  waiting[3]?.({ assign: "no", configure: "no" });
  await turn();
  for (const answer of waiting.slice(0, 3)) answer(MAY);
  await turn();
  timers.next();
  assert.equal(window.known.permissions?.assign, "no");
});

test("permissions that polkit does not tell are not known, nothing is reported, and they are asked again later", async () => {
  const { live, open, timers, mistakes } = scene();
  const window = open();
  await window.call("follow");
  live.ready();
  await turn();
  timers.next();
  assert.deepEqual(window.known.permissions, MAY);
  live.answers.permissions = async () => {
    throw new MultihomedError("timeout", "no answer");
  };
  live.tell({ kind: "permissions" });
  await turn();
  assert.deepEqual(timers.waiting.map(({ wait }) => wait).sort(), [FRAME_MS, 250]);
  while (timers.next() !== FRAME_MS) {}
  assert.equal("permissions" in window.known, false);
  window.words();
  await turn();
  const waits: (number | undefined)[] = [];
  for (let count = 0; count < 3; count++) {
    waits.push(timers.next());
    await turn();
  }
  assert.deepEqual(waits, [500, 1000, 2000]);
  assert.deepEqual(window.words(), [], "that they are still not known is not told again");
  live.answers.permissions = async () => MAY;
  timers.next();
  await turn();
  timers.next();
  assert.deepEqual(window.known.permissions, MAY);
  assert.equal(timers.waiting.length, 0);
  assert.deepEqual(mistakes, []);
});

test("nobody is asked for permissions where the service has gone in the meantime", async () => {
  const { live, timers, host } = scene();
  live.answers.permissions = async () => {
    throw new MultihomedError("timeout", "no answer");
  };
  live.ready();
  await turn();
  assert.equal(timers.waiting.length, 1);
  live.away();
  assert.equal(timers.waiting.length, 0);
  live.ready();
  await turn();
  host.close();
  assert.equal(timers.waiting.length, 0);
});

test("a mistake while asking for permissions is reported, and they are not known", async () => {
  const { live, open, mistakes } = scene();
  const wrong = new TypeError("undefined is not a function");
  live.answers.permissions = async () => {
    throw wrong;
  };
  live.ready();
  await turn();
  const window = open();
  await window.call("follow");
  assert.equal(window.known.permissions, undefined);
  assert.deepEqual(mistakes, [wrong]);
});

test("after the end nothing is told, and calls are answered with that", async () => {
  const { live, host, open, timers } = scene();
  live.ready([link("eth0")]);
  await turn();
  const window = open();
  await window.call("follow");
  window.words();
  let finish = () => {};
  live.answers.reload = () => new Promise((resolve) => (finish = resolve));
  const waiting = window.call("reload");
  live.set(link("eth1"));
  host.close();
  const closed = { ok: false, failure: { code: "stopping", text: "this window is closed" } };
  assert.deepEqual(await waiting, closed);
  assert.equal(live.watched, false);
  assert.equal(timers.waiting.length, 0);
  finish();
  host.go({ page: "overview" });
  await turn();
  assert.deepEqual(await window.call("follow"), closed);
  assert.deepEqual(window.words(), []);
});

test("a window that is closed does not trouble the others, and is let go", async () => {
  const { live, open, timers } = scene();
  live.ready([link("eth0")]);
  await turn();
  const [one, other] = [open(), open()];
  for (const window of [one, other]) await window.call("follow");
  for (const window of [one, other]) window.words();
  live.set(link("eth1"));
  one.session.close();
  one.session.close();
  while (timers.waiting.length > 0) timers.next();
  assert.deepEqual(one.words(), []);
  assert.deepEqual(other.words(), ["link eth1 unassigned", "activity link"]);
});
