import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { BusError } from "../../../../../common/bus/error.ts";
import { Variant } from "../../../../../common/bus/types.ts";
import { MultihomedError } from "../../../../../common/errors.ts";
import { WATCHER, WATCHER_PATH, Watcher } from "../../../../../tray/main/watcher/watcher.ts";
import { FakeBus } from "../../../common/client/fake-service.ts";
import { settled, Time } from "../stand-in/time.ts";

const ERROR = "org.freedesktop.DBus.Error";

/** A session bus with a watcher on it, or nobody. */
class Session extends FakeBus {
  watcher: string | undefined;
  shows: boolean | undefined = true;

  constructor() {
    super();
    this.answers.set("GetNameOwner", async () => {
      if (this.watcher === undefined) throw new BusError(`${ERROR}.NameHasNoOwner`, "nobody");
      return [this.watcher];
    });
    this.answers.set("Get", async () => {
      if (this.shows === undefined) throw new BusError(`${ERROR}.UnknownProperty`, "no such property");
      return [new Variant("b", this.shows)];
    });
  }

  comes(name: string): void {
    this.#owned(name);
  }

  goes(): void {
    this.#owned("");
  }

  host(member: "StatusNotifierHostRegistered" | "StatusNotifierHostUnregistered"): void {
    this.shows = member === "StatusNotifierHostRegistered";
    this.tell(WATCHER_PATH, member, "", [], this.watcher);
  }

  #owned(name: string): void {
    const before = this.watcher ?? "";
    this.watcher = name || undefined;
    this.tell("/org/freedesktop/DBus", "NameOwnerChanged", "sss", [WATCHER.name, before, name], "org.freedesktop.DBus");
  }
}

function made(t: TestContext, ...buses: (Session | Error)[]) {
  const time = new Time();
  const changes: boolean[] = [];
  const locks: boolean[] = [];
  const left = [...buses];
  const watcher = new Watcher({
    async connect() {
      const next = left.length > 1 ? left.shift() : left[0];
      if (next === undefined || next instanceof Error) throw next;
      return next.connection;
    },
    after: time.after,
    changed: (there) => changes.push(there),
    locked: (locked) => locks.push(locked),
  });
  t.after(() => watcher.close());
  return { time, changes, locks, watcher };
}

const NO_BUS = new MultihomedError("bus", "there is no session bus");

test("a watcher that is there, with somebody who shows icons", async (t) => {
  const bus = new Session();
  bus.watcher = ":1.5";
  const { changes } = made(t, bus);
  await settled();
  assert.deepEqual(changes, [true]);
  const asked = bus.calls.find(({ member }) => member === "Get");
  assert.deepEqual(
    [asked?.destination, asked?.path, asked?.body],
    [":1.5", "/StatusNotifierWatcher", ["org.kde.StatusNotifierWatcher", "IsStatusNotifierHostRegistered"]],
    "by its unique name: nobody is started by being asked",
  );
});

test("nobody is there, somebody comes, goes, and comes again", async (t) => {
  const bus = new Session();
  const { changes } = made(t, bus);
  await settled();
  assert.deepEqual(changes, [false]);
  bus.comes(":1.5");
  await settled();
  bus.goes();
  await settled();
  bus.comes(":1.6");
  await settled();
  assert.deepEqual(changes, [false, true, false, true]);
});

test("a watcher of whom nobody shows the icons is of no use yet", async (t) => {
  const bus = new Session();
  bus.shows = false;
  bus.watcher = ":1.5";
  const { changes } = made(t, bus);
  await settled();
  assert.deepEqual(changes, [false]);
  bus.host("StatusNotifierHostRegistered");
  await settled();
  bus.host("StatusNotifierHostUnregistered");
  await settled();
  assert.deepEqual(changes, [false, true, false]);
});

test("whoever shows them may come without a word", async (t) => {
  for (const before of [false, undefined]) {
    const bus = new Session();
    bus.watcher = ":1.5";
    bus.shows = before;
    const { changes, time } = made(t, bus);
    await settled();
    bus.shows = true;
    assert.deepEqual(changes, [false]);
    time.pass(1000);
    await settled();
    assert.deepEqual(changes, [false, true]);
    assert.equal(time.waiting, 0, "it is not asked again");
  }
});

test("an answer that comes late does not count", async (t) => {
  const bus = new Session();
  bus.watcher = ":1.5";
  let answer: (value: unknown[]) => void = () => {};
  const slow = bus.answers.get("Get");
  bus.answers.set("Get", () => new Promise((resolve) => (answer = resolve)));
  const { changes } = made(t, bus);
  await settled();
  bus.answers.set("Get", slow ?? (async () => []));
  bus.goes();
  await settled();
  answer([new Variant("b", true)]);
  await settled();
  assert.deepEqual(changes, [false]);
});

test("without a session bus there is nobody, until there is one", async (t) => {
  const bus = new Session();
  bus.watcher = ":1.5";
  const { changes, time } = made(t, NO_BUS, NO_BUS, bus);
  await settled();
  assert.deepEqual(changes, [false]);
  time.pass(250);
  await settled();
  time.pass(500);
  await settled();
  assert.deepEqual(changes, [false, true]);
});

test("a bus that is lost takes the watcher with it", async (t) => {
  const [first, second] = [new Session(), new Session()];
  first.watcher = second.watcher = ":1.5";
  const { changes, time } = made(t, first, second);
  await settled();
  first.lose("gone");
  await settled();
  assert.deepEqual(changes, [true, false]);
  assert.ok(first.closed);
  time.pass(250);
  await settled();
  assert.deepEqual(changes, [true, false, true]);
});

test("a bus that is lost while it is asked is tried again, too", async (t) => {
  const [first, second] = [new Session(), new Session()];
  second.watcher = ":1.5";
  first.onSignal = async () => {
    throw new BusError(`${ERROR}.Disconnected`, "gone");
  };
  const { changes, time } = made(t, first, second);
  await settled();
  assert.deepEqual(changes, [false]);
  time.pass(250);
  await settled();
  assert.deepEqual(changes, [false, true]);
});

test("nothing is told, tried or left open when it is closed", async (t) => {
  const bus = new Session();
  bus.watcher = ":1.5";
  bus.shows = false;
  const { changes, time, watcher } = made(t, bus);
  await settled();
  await watcher.close();
  bus.lose("closed by this program");
  bus.comes(":1.6");
  await settled();
  time.pass(60_000);
  await settled();
  assert.deepEqual(changes, [false]);
  assert.ok(bus.closed);
  assert.equal(time.waiting, 0);
});

test("the lock of the screen is told, and taken as open when nobody can say so any more", async (t) => {
  const bus = new Session();
  const { locks } = made(t, bus);
  await settled();
  const active = (is: unknown) =>
    bus.tell("/org/gnome/ScreenSaver", "ActiveChanged", "b", [is], "org.gnome.ScreenSaver");
  active(true);
  active(false);
  active("of no sense");
  active(true);
  assert.deepEqual(locks, [true, false, false, true]);
  bus.lose("gone");
  await settled();
  assert.deepEqual(locks.at(-1), false);
});
