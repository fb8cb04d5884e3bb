// How many calls may be under way, of one client and of all; and that every end of a call makes room for another.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CallerLeft } from "../../../../service/bus/authority.ts";
import { Limits } from "../../../../service/bus/limits.ts";
import { Refusal } from "../../../../service/bus/refusal.ts";
import { NO_OPTIONS, Served, toManager } from "./served.ts";

const OF_ONE_CLIENT = 32;
const OF_ALL = 8192;
const COSTLY = 8;
const LIMITED = { dbusName: "org.freedesktop.DBus.Error.LimitsExceeded" };
const ASSIGN = toManager("Assign", "sua{sv}", "eth0", 1000, NO_OPTIONS);
const PLAN = toManager("Plan");

/** So many times, whatever it is. */
const times = <T>(count: number, act: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => act(at));
const turn = () => new Promise((resolve) => setImmediate(resolve));

test("one client has so many, and each that ends makes room for one", () => {
  const limits = new Limits({ one: OF_ONE_CLIENT, all: OF_ALL });
  const [leave] = times(OF_ONE_CLIENT, () => limits.enter(":1.1"));
  assert.throws(() => limits.enter(":1.1"), LIMITED);
  limits.enter(":1.2");
  leave?.();
  limits.enter(":1.1");
  assert.throws(() => limits.enter(":1.1"), LIMITED);
});

test("what takes long counts for several, and for as many again when it ends", () => {
  const limits = new Limits({ one: OF_ONE_CLIENT, all: OF_ALL });
  const leave = times(OF_ONE_CLIENT / COSTLY, () => limits.enter(":1.1", COSTLY));
  assert.throws(() => limits.enter(":1.1"), LIMITED);
  for (const each of leave) each();
  times(OF_ONE_CLIENT, () => limits.enter(":1.1"));
});

test("a bound of one is one", () => {
  const limits = new Limits({ one: 1, all: 1 });
  const leave = limits.enter(":1.1");
  for (const who of [":1.1", ":1.2"]) assert.throws(() => limits.enter(who), LIMITED);
  leave();
  limits.enter(":1.2");
});

test("all clients together have so many", () => {
  const limits = new Limits({ one: OF_ONE_CLIENT, all: OF_ALL });
  const leave = times(OF_ALL, (at) => limits.enter(`:1.${at}`));
  assert.throws(() => limits.enter(":1.one-more"), LIMITED);
  leave[17]?.();
  limits.enter(":1.one-more");
  assert.throws(() => limits.enter(":1.17"), LIMITED);
});

test("a client that is over its limit does not use up what all have together", () => {
  const limits = new Limits({ one: OF_ONE_CLIENT, all: OF_ALL });
  times(OF_ONE_CLIENT, () => limits.enter(":1.1"));
  times(2 * OF_ALL, () => assert.throws(() => limits.enter(":1.1"), LIMITED));
  times(OF_ALL - OF_ONE_CLIENT, (at) => limits.enter(`:2.${at}`));
  assert.throws(() => limits.enter(":3.1"), LIMITED);
});

for (const [how, end] of [
  ["are done", async () => {}],
  ["fail", () => Promise.reject(new Error("broken"))],
  ["are refused", () => Promise.reject(new Refusal("AccessDenied", "no"))],
  ["have nobody left to answer to", () => Promise.reject(new CallerLeft())],
] as const) {
  test(`calls make room for others when they ${how}`, async () => {
    const served = new Served();
    for (const place of ["may", "act"] as const) {
      const ends: (() => void)[] = [];
      served[place] = () => new Promise<void>((resolve) => ends.push(resolve)).then(end);
      const first = times(OF_ONE_CLIENT, () => served.send(ASSIGN));
      assert.equal(await served.refusal(ASSIGN), "LimitsExceeded");
      assert.equal(await served.refusal(PLAN), "LimitsExceeded");
      await turn();
      assert.ok(first.every((serial) => served.answerTo(serial) === undefined));
      for (const each of ends) each();
      await turn();
      served[place] = async () => {};
      assert.deepEqual(new Set(await Promise.all(times(OF_ONE_CLIENT, () => served.refusal(ASSIGN)))), new Set([""]));
      served.did.length = 0;
    }
  });
}

test("a call that is refused for its arguments takes no room, and reading is not counted", async () => {
  const served = new Served();
  served.may = () => new Promise(() => {});
  times(OF_ONE_CLIENT - 1, () => served.send(ASSIGN));
  for (const _ of times(100, () => 0)) {
    await served.refusal({ ...ASSIGN, signature: "s" });
    assert.equal(await served.refusal({ member: "Ping" }), "");
  }
  const last = served.send(ASSIGN);
  await turn();
  assert.equal(served.answerTo(last), undefined);
  assert.equal(await served.refusal(ASSIGN), "LimitsExceeded");
  assert.equal(
    await served.refusal({
      ...ASSIGN,
      sender: ":1.8",
      member: "Ping",
      signature: "",
      interface: "org.freedesktop.DBus.Peer",
    }),
    "",
  );
  assert.equal(await served.refusal({ member: "Ping" }), "");
});

test("of calls that take long, one has its turn, and others have theirs in between", async () => {
  const served = new Served();
  const plan = served.service.plan;
  const turns: string[] = [];
  Object.assign(served.service, {
    plan: () => {
      turns.push("plan");
      setImmediate(() => turns.push("turn"));
      return plan();
    },
  });
  const serials = times(3, (at) => served.send({ ...PLAN, sender: `:1.${at}` }));
  const managed = served.send({ member: "GetManagedObjects", interface: "org.freedesktop.DBus.ObjectManager" });
  assert.deepEqual([turns, served.connection.answers], [[], []]);
  while (served.answerTo(managed) === undefined) await turn();
  assert.ok(serials.every((serial) => served.answerTo(serial)?.error === undefined));
  // No two plans without a turn of the event loop between.
  assert.deepEqual(
    turns.filter((each, at) => each === "plan" && turns[at + 1] === "plan"),
    [],
  );
  assert.equal(turns.filter((each) => each === "plan").length, 3);
});

test("what takes long does not begin before the bus has taken what was sent; the rest does not wait for that", async () => {
  const served = new Served();
  let drain = () => {};
  served.drained = new Promise((resolve) => (drain = resolve));
  const managed = served.send({ member: "GetManagedObjects" });
  const plan = served.send(PLAN);
  assert.equal(await served.refusal(ASSIGN), "");
  for (let turns = 0; turns < 10; turns++) await turn();
  assert.deepEqual(
    [served.answerTo(managed), served.answerTo(plan), served.did],
    [undefined, undefined, ["assign eth0 1000 persistent"]],
  );
  drain();
  while (served.answerTo(plan) === undefined) await turn();
  assert.equal(served.answerTo(managed)?.error, undefined);
});

test("one client has four calls that take long under way, and no other beside them", async () => {
  const served = new Served();
  served.drained = new Promise(() => {});
  times(OF_ONE_CLIENT / COSTLY, () => served.send(PLAN));
  for (const call of [PLAN, ASSIGN]) assert.equal(await served.refusal(call), "LimitsExceeded");
  assert.equal(await served.refusal({ ...ASSIGN, sender: ":1.8" }), "");
});

test("all clients together have as many calls under way as one user's connections can", async () => {
  const served = new Served();
  served.may = () => new Promise(() => {});
  times(OF_ALL, (at) => served.send({ ...ASSIGN, sender: `:1.${at}` }));
  assert.deepEqual(served.connection.answers, []);
  assert.equal(await served.refusal({ ...ASSIGN, sender: ":2.1" }), "LimitsExceeded");
});

test("one that fails does not keep the next that takes long from its turn", async () => {
  const served = new Served();
  Object.assign(served.service, {
    plan: () => {
      throw new Error("broken");
    },
  });
  assert.deepEqual(await Promise.all(times(3, () => served.refusal(PLAN))), ["Failed", "Failed", "Failed"]);
  assert.equal(await served.refusal({ member: "GetManagedObjects" }), "");
});
