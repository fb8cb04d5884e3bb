// The loop with an executor and a clock of the test's: what is handed over, in which order, and when again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Loop, moment } from "./planes/loop.ts";
import { RecordingTold } from "./recording-told.ts";

const LINKS = ["link eth0 2", "link eth1 3", "link tun0 4"];
const UPLINK = "eth0 table 1000 guard off";
const DEFAULT = "default via 192.0.2.1 dev eth0 table 1000 proto 77";
const RULE = "from 192.0.2.10 lookup 1000 priority 1000 protocol 77";
const EINVAL = { code: "EINVAL", text: "Invalid prefsrc address" };

test("nothing is wanted before something is assigned", async () => {
  const loop = new Loop(LINKS);
  assert.deepEqual(await loop.hear("route default via 192.0.2.1 dev eth0", "address 192.0.2.10/24 dev eth0"), []);
});

test("what is assigned is made so, once, and released again", async () => {
  const loop = new Loop([...LINKS, "address 192.0.2.10/24 dev eth0", "route default via 192.0.2.1 dev eth0"]);
  assert.deepEqual(await loop.assign(UPLINK), [`route add ${DEFAULT}`, `rule add ${RULE}`]);
  assert.deepEqual(await loop.assign(UPLINK), []);
  assert.deepEqual(await loop.assign(), [`rule delete ${RULE}`, `route delete ${DEFAULT}`]);
});

test("a plan says what would be done, and does nothing", () => {
  const loop = new Loop([...LINKS, "route default via 192.0.2.1 dev eth0"]);
  loop.reconciler.assign([]);
  const uplink = { interface: "eth0", table: 1000, priority: 1000, guard: false, unassignedRoutes: "include" } as const;
  const planned = [...loop.reconciler.plan([{ ...uplink, strict: false, mptcp: [], origin: "test" }])];
  assert.equal(planned.length, 1);
  assert.deepEqual([loop.batches, loop.view.table(2, 1000).size], [[], 0]);
});

test("of changes heard together, routes and rules are made before rules and routes are removed", async () => {
  const loop = new Loop([...LINKS, "address 192.0.2.99/24 dev eth0", "route 10.0.0.0/8 via 192.0.2.9 dev eth0"]);
  await loop.assign(UPLINK);
  loop.say("gone route 10.0.0.0/8 via 192.0.2.9 dev eth0", "gone address 192.0.2.99/24 dev eth0");
  loop.say("address 192.0.2.10/24 dev eth0", "route default via 192.0.2.1 dev eth0");
  assert.deepEqual(await loop.done(), [
    `route add ${DEFAULT}`,
    `rule add ${RULE}`,
    "rule delete from 192.0.2.99 lookup 1000 priority 1000 protocol 77",
    "route delete 10.0.0.0/8 via 192.0.2.9 dev eth0 table 1000 proto 77",
  ]);
});

test("the same holds within a whole table", async () => {
  const loop = new Loop([
    ...LINKS,
    "rule from 192.0.2.99 lookup 1000",
    "route 10.0.0.0/8 via 192.0.2.9 dev eth0 table 1000 proto 77",
    "address 192.0.2.10/24 dev eth0",
    "route default via 192.0.2.1 dev eth0",
  ]);
  assert.deepEqual(
    (await loop.assign(UPLINK)).map((text) => text.split(" ").slice(0, 3).join(" ")),
    ["route add default", "rule add from", "rule delete from", "route delete 10.0.0.0/8"],
  );
});

test("changes that cancel out cause nothing", async () => {
  const loop = new Loop(LINKS);
  await loop.assign(UPLINK);
  const line = "route default via 192.0.2.1 dev eth0";
  assert.deepEqual(await loop.hear(line, `gone ${line}`), []);
});

test("what the kernel refuses is tried again after a growing delay, and forgotten when it succeeds", async () => {
  const loop = new Loop(LINKS);
  await loop.assign(UPLINK);
  loop.refuses = () => EINVAL;
  assert.equal((await loop.hear("route default via 192.0.2.1 dev eth0")).length, 1);
  assert.equal(loop.reconciler.failing, 1);
  for (const delay of [200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000]) {
    assert.deepEqual(await loop.pass(delay - 1), [], `${delay} ms have not passed`);
    assert.deepEqual(await loop.pass(1), [`route add ${DEFAULT}`]);
  }
  loop.refuses = () => undefined;
  assert.deepEqual(await loop.pass(30_000), [`route add ${DEFAULT}`]);
  assert.equal(loop.reconciler.failing, 0);
  assert.deepEqual(await loop.pass(100_000), []);
  assert.equal(loop.clock.waiting, 0);
});

test("what another's route stood in the way of is tried at once when that goes", async () => {
  const other = "route default via 192.0.2.9 dev eth0 table 1000 proto 4";
  const loop = new Loop([...LINKS, "route default via 192.0.2.1 dev eth0", other]);
  loop.refuses = () => ({ code: "EEXIST", text: undefined });
  await loop.assign(UPLINK);
  for (const delay of [200, 400, 800, 1600, 3200, 6400, 12_800]) await loop.pass(delay);
  loop.refuses = () => undefined;
  assert.deepEqual(await loop.hear(`gone ${other}`), [`route add ${DEFAULT}`]);
});

test("one refusal does not hold up the rest", async () => {
  const loop = new Loop([...LINKS, "address 192.0.2.10/24 dev eth0", "route default via 192.0.2.1 dev eth0"]);
  loop.refuses = (text) => (text.startsWith("route") ? EINVAL : undefined);
  await loop.assign(UPLINK);
  assert.equal(loop.view.rules.size, 1);
  assert.equal(loop.view.table(2, 1000).size, 0);
  loop.refuses = () => undefined;
  assert.deepEqual(await loop.pass(200), [`route add ${DEFAULT}`]);
});

test("an address or a link may be what a refused operation waited for: it is tried at once", async () => {
  for (const line of ["address 192.0.2.10/24 dev eth1", "link tun0 4 down"]) {
    const loop = new Loop([...LINKS, "route default via 192.0.2.1 dev eth0"]);
    loop.refuses = () => EINVAL;
    await loop.assign(UPLINK);
    assert.deepEqual(await loop.pass(150), []);
    assert.deepEqual(await loop.hear(line), [`route add ${DEFAULT}`]);
    // It has failed twice now.
    assert.deepEqual(await loop.pass(399), []);
    assert.deepEqual(await loop.pass(1), [`route add ${DEFAULT}`]);
  }
});

test("what is refused and no longer wanted is not tried again", async () => {
  const loop = new Loop([...LINKS, "route default via 192.0.2.1 dev eth0"]);
  loop.refuses = () => EINVAL;
  await loop.assign(UPLINK);
  await loop.hear("gone route default via 192.0.2.1 dev eth0");
  assert.equal(loop.reconciler.failing, 0);
  assert.deepEqual(await loop.pass(60_000), []);
});

test("removing never waits for the back-off of what was refused", async () => {
  const loop = new Loop([...LINKS, "route default via 192.0.2.1 dev eth0"]);
  await loop.assign(UPLINK);
  loop.refuses = (text) => (text.startsWith("route replace") ? EINVAL : undefined);
  await loop.hear("gone route default via 192.0.2.1 dev eth0", "route default via 192.0.2.2 dev eth0");
  assert.equal(loop.reconciler.failing, 1);
  // Small or large, the deletion comes at once.
  assert.deepEqual(await loop.hear("gone route default via 192.0.2.2 dev eth0"), [`route delete ${DEFAULT}`]);
});

test("a release of the uplink does not wait for a back-off either", async () => {
  const loop = new Loop([...LINKS, "route default via 192.0.2.1 dev eth0"]);
  await loop.assign(UPLINK);
  loop.refuses = (text) => (text.startsWith("route replace") ? EINVAL : undefined);
  await loop.hear("gone route default via 192.0.2.1 dev eth0", "route default via 192.0.2.2 dev eth0");
  assert.deepEqual(await loop.assign(), [`route delete ${DEFAULT}`]);
});

test("nothing is handed over after a stop, whatever happens", async () => {
  const loop = new Loop([...LINKS, "route default via 192.0.2.1 dev eth0"]);
  loop.refuses = () => EINVAL;
  await loop.assign(UPLINK);
  loop.say("route 10.0.0.0/8 dev eth0");
  await loop.reconciler.stop();
  loop.batches.length = 0;
  loop.say("route 10.1.0.0/16 dev eth0", "address 192.0.2.10/24 dev eth0", "link eth1 3 down");
  loop.reconciler.assign([]);
  await moment();
  assert.deepEqual(await loop.pass(60_000), []);
  assert.equal(loop.clock.waiting, 0);
});

test("a stop waits for what is under way", async () => {
  const loop = new Loop([...LINKS, "route default via 192.0.2.1 dev eth0"]);
  let release = () => {};
  loop.answer = () => new Promise((resolve) => (release = resolve));
  const assigned = loop.assign(UPLINK);
  while (loop.batches.length === 0) await moment();
  let stopped = false;
  const stop = loop.reconciler.stop().then(() => {
    stopped = true;
  });
  await moment();
  assert.equal(stopped, false);
  release();
  await Promise.all([stop, assigned]);
});

test("what is refused is a problem of its key until it is as wanted, or wanted no longer", async () => {
  const told = new RecordingTold();
  const loop = new Loop([...LINKS, "address 192.0.2.10/24 dev eth0"], "info", told);
  await loop.assign(UPLINK);
  loop.refuses = (text) => (text.startsWith("route") ? EINVAL : undefined);
  await loop.hear("route default via 192.0.2.1 dev eth0", "route 10.0.0.0/8 dev eth0");
  assert.deepEqual(
    [...told.problems.values()].map(({ table, code }) => `${table} ${code}`),
    ["1000 kernel-refused", "1000 kernel-refused"],
  );
  // One is wanted no longer, the other works at last.
  await loop.hear("gone route 10.0.0.0/8 dev eth0");
  await loop.pass(1000);
  assert.equal(told.problems.size, 1);
  loop.refuses = () => undefined;
  await loop.pass(1000);
  assert.deepEqual([told.problems.size, loop.reconciler.failing], [0, 0]);
});

test("what is refused again and again is one problem", async () => {
  const told = new RecordingTold();
  const loop = new Loop([...LINKS, "route default via 192.0.2.1 dev eth0"], "info", told);
  loop.refuses = () => EINVAL;
  await loop.assign(UPLINK);
  await loop.pass(60_000);
  assert.equal(told.problems.size, 1);
  loop.refuses = () => ({ code: "ENETUNREACH", text: undefined });
  await loop.pass(60_000);
  assert.match([...told.problems.values()].map(({ text }) => text).join(), /: ENETUNREACH$/);
});

test("what was refused is no trouble any more once other things are wanted", async () => {
  for (const next of [[], ["eth1 table 1000 guard off"], ["eth0 table 1001 guard off"]]) {
    const told = new RecordingTold();
    const loop = new Loop([...LINKS, "route default via 192.0.2.1 dev eth0"], "info", told);
    loop.refuses = () => EINVAL;
    await loop.assign(UPLINK);
    await loop.pass(60_000);
    loop.refuses = () => undefined;
    await loop.assign(...next);
    assert.deepEqual([loop.reconciler.failing, told.problems.size], [0, 0], next.join());
  }
});

test("what somebody keeps deleting is a problem until it is left in peace, also when it is wanted no longer", async () => {
  for (const released of [false, true]) {
    const told = new RecordingTold();
    const loop = new Loop([...LINKS, "route default via 192.0.2.1 dev eth0"], "info", told);
    await loop.assign(UPLINK);
    for (let times = 0; times < 4; times++) await loop.hear(`gone route ${DEFAULT}`);
    assert.deepEqual(
      [...told.problems.values()].map(({ table, code }) => `${table} ${code}`),
      ["1000 contended"],
    );
    if (released) await loop.assign();
    await loop.pass(60_000);
    assert.equal(told.problems.size, 0);
  }
});

test("when the loop comes to rest, that is told, after what was done", async () => {
  const told = new RecordingTold();
  const loop = new Loop([...LINKS, "route default via 192.0.2.1 dev eth0"], "info", told);
  assert.equal(loop.reconciler.busy, false);
  loop.reconciler.assign([]);
  assert.equal(loop.reconciler.busy, true);
  await loop.done();
  assert.equal(loop.reconciler.busy, false);
  told.events.length = 0;
  await loop.assign(UPLINK);
  assert.deepEqual(told.events, ["carried out 1", "turned"]);
});
