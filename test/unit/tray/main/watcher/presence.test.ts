import assert from "node:assert/strict";
import { test } from "node:test";
import { Keeper, LOGIN_MS, RESTART_MS } from "../../../../../tray/main/watcher/presence.ts";
import { Time } from "../stand-in/time.ts";

function made(hidden: boolean) {
  const time = new Time();
  const story: string[] = [];
  const keeper = new Keeper({
    after: time.after,
    hidden,
    makeIcon: () => story.push("icon"),
    destroyIcon: () => story.push("no icon"),
    showWindow: () => story.push("window"),
    told: (state) => story.push(state),
  });
  keeper.begin();
  return { time, story, keeper };
}

test("started by hand, the window shows, and the icon as soon as there is a place for it", () => {
  const { time, story, keeper } = made(false);
  assert.deepEqual(story, ["window"]);
  assert.ok(!keeper.hasIcon, "closing the window now would leave nothing");
  keeper.changed(true);
  assert.deepEqual(story.slice(1), ["icon", "shown"]);
  assert.ok(keeper.hasIcon);
  time.pass(LOGIN_MS);
  assert.equal(story.length, 3);
});

test("started by hand where there is no place, the window says so at once", () => {
  const { story, keeper } = made(false);
  keeper.changed(false);
  assert.deepEqual(story.slice(1), ["no-watcher", "window"]);
  assert.ok(!keeper.hasIcon);
});

test("at login nothing shows but the icon", () => {
  const { time, story, keeper } = made(true);
  keeper.changed(true);
  time.pass(60_000);
  assert.deepEqual(story, ["icon", "shown"]);
});

test("at login the panel may come later than the app", () => {
  const { time, story, keeper } = made(true);
  keeper.changed(false);
  time.pass(LOGIN_MS - 1);
  assert.deepEqual(story, []);
  keeper.changed(true);
  time.pass(60_000);
  assert.deepEqual(story, ["icon", "shown"]);
});

test("at login without a panel the window shows: never nothing", () => {
  const { time, story, keeper } = made(true);
  keeper.changed(false);
  time.pass(LOGIN_MS);
  assert.deepEqual(story, ["no-watcher", "window"]);
});

test("where nobody can be asked about the panel the window shows as well", () => {
  const { time, story } = made(true);
  time.pass(LOGIN_MS);
  assert.deepEqual(story, ["no-watcher", "window"]);
});

test("a panel that is started again is waited for", () => {
  const { time, story, keeper } = made(true);
  keeper.changed(true);
  keeper.changed(false);
  assert.deepEqual(story, ["icon", "shown", "no icon"]);
  assert.ok(keeper.hasIcon, "in a moment");
  time.pass(RESTART_MS - 1);
  keeper.changed(true);
  time.pass(60_000);
  assert.deepEqual(story.slice(3), ["icon", "shown"]);
});

test("a panel that does not come again leaves the window, and comes later nevertheless", () => {
  const { time, story, keeper } = made(true);
  keeper.changed(true);
  keeper.changed(false);
  time.pass(RESTART_MS);
  assert.deepEqual(story.slice(2), ["no icon", "no-watcher", "window"]);
  assert.ok(!keeper.hasIcon);
  keeper.changed(true);
  assert.deepEqual(story.slice(5), ["icon", "shown"]);
  assert.ok(keeper.hasIcon);
});

test("a panel that is away while the screen is locked opens no window", () => {
  for (const first of ["lock", "panel"]) {
    const { time, story, keeper } = made(true);
    keeper.changed(true);
    if (first === "lock") keeper.locked(true);
    keeper.changed(false);
    time.pass(1000);
    if (first === "panel") keeper.locked(true);
    time.pass(3_600_000);
    assert.deepEqual(story.slice(2), ["no icon"], first);
    assert.ok(keeper.hasIcon);
    keeper.locked(false);
    time.pass(RESTART_MS - 1);
    keeper.changed(true);
    time.pass(60_000);
    assert.deepEqual(story.slice(3), ["icon", "shown"], first);
  }
});

test("a panel that does not come back when the screen is open again leaves the window", () => {
  const { time, story, keeper } = made(true);
  keeper.changed(true);
  keeper.locked(true);
  keeper.changed(false);
  time.pass(60_000);
  keeper.locked(false);
  time.pass(RESTART_MS);
  assert.deepEqual(story.slice(2), ["no icon", "no-watcher", "window"]);
});

test("whoever says again and again that the screen is open does not put the window off", () => {
  const { time, story, keeper } = made(true);
  keeper.changed(true);
  keeper.changed(false);
  for (let n = 0; n < RESTART_MS; n += 100) {
    keeper.locked(false);
    time.pass(100);
  }
  assert.deepEqual(story.slice(2), ["no icon", "no-watcher", "window"]);
});

test("where there never is an icon, locking the screen does not bring the window forth", () => {
  const { time, story, keeper } = made(false);
  keeper.changed(false);
  const before = story.length;
  keeper.locked(true);
  keeper.locked(false);
  time.pass(60_000);
  assert.equal(story.length, before);
});

test("nothing is left when it is closed", () => {
  const { time, story, keeper } = made(true);
  keeper.changed(true);
  keeper.close();
  assert.deepEqual(story.slice(2), ["no icon"]);
  assert.equal(time.waiting, 0);
  const early = made(true);
  early.keeper.close();
  early.time.pass(60_000);
  assert.deepEqual(early.story, []);
});
