// Routes with a lifetime: asked for in time, taken over without notifications, and taken out when they have expired.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as k from "../../../../service/netlink/uapi.ts";
import { Lifetimes } from "../../../../service/observer/lifetimes.ts";
import { refreshLifetimes } from "../../../../service/observer/refresh-routes.ts";
import { Timers } from "../../../../service/observer/timers.ts";
import { routeProtocol } from "../../../../service/view/route.ts";
import { kernelOf } from "../planes/routing/worlds.ts";
import { listingsOf } from "./fake-kernel.ts";

const ADVERTISED = "route -6 default via fe80::1 dev eth0 proto 9 metric 512 expires";
const MAIN = 254;

/** Lifetimes of a view that heard `before` at the time 0, of a kernel that has `after`. */
function following(before: readonly string[], after: readonly string[] = before) {
  const view = kernelOf(["link eth0 2", ...before]);
  const { kernel, clock, changes, listings } = listingsOf(view, after);
  const errors: unknown[] = [];
  const lifetimes = new Lifetimes(view, listings, clock, new Timers(clock), (error) => errors.push(error));
  const idle = async () => {
    for (let moments = 0; moments < 5; moments++) await new Promise((resolve) => setImmediate(resolve));
  };
  const main = view.table(k.AF_INET6, MAIN);
  return { lifetimes, kernel, clock, changes, errors, main, pass: (wait: number) => clock.pass(wait, idle), idle };
}

test("where no route has a lifetime, nothing is asked", async () => {
  const { lifetimes, clock, kernel, pass } = following(["route -6 default via fe80::1 dev eth0"]);
  lifetimes.follow();
  assert.equal(clock.waiting, 0);
  await pass(1_000_000);
  assert.deepEqual(kernel.asked, []);
});

test("they are asked for after a third of the shortest, within bounds", async () => {
  // The clock of these tests begins at 1000 ms; the routes were heard of at 0.
  for (const [seconds, wait] of [
    [601, 60_000],
    [91, 30_000],
    [2, 500],
  ] as const) {
    const lines = [`${ADVERTISED} ${seconds}`, `${ADVERTISED} 9999 table 1000`];
    const { lifetimes, clock, kernel, pass } = following(lines);
    lifetimes.follow();
    lifetimes.follow();
    assert.equal(clock.waiting, 1);
    await pass(wait - 1);
    assert.equal(kernel.asked.length, 0, `${seconds} s: ${wait} ms have not passed`);
    await pass(1);
    assert.equal(kernel.asked.length, 1);
  }
});

test("only the protocols of routes with a lifetime are asked for, in main", async () => {
  const { lifetimes, kernel, pass } = following([
    `${ADVERTISED} 91`,
    "route 2001:db8::/64 dev eth0 proto 2 expires 5000",
    "route 2001:db8:1::/64 dev eth0 proto 2 expires 5000",
    "route 2001:db8:2::/64 dev eth0 proto 3",
  ]);
  lifetimes.follow();
  await pass(30_000);
  assert.deepEqual(kernel.asked.map(({ payload }) => payload.charCodeAt(5)).sort(), [2, 9]);
});

test("a renewed lifetime is taken over and told; one that ran on as it should is not", async () => {
  const after = [`${ADVERTISED} 91`, "route 2001:db8::/64 dev eth0 proto 9 expires 70"];
  const { lifetimes, clock, changes, main, pass } = following(
    [`${ADVERTISED} 91`, "route 2001:db8::/64 dev eth0 proto 9 expires 101"],
    after,
  );
  lifetimes.follow();
  await pass(30_000);
  assert.equal(clock.now(), 31_000);
  assert.deepEqual([...main.expiries()].map(([, at]) => at).sort(), [31_000 + 91_000, 31_000 + 70_000].sort());
  assert.deepEqual(
    changes.map((change) => change.kind === "route" && change.table),
    [MAIN],
  );
});

test("a change of lifetime that was heard of meanwhile is not overruled", async () => {
  const view = kernelOf(["link eth0 2", `${ADVERTISED} 91`]);
  const { kernel, listings, changes } = listingsOf(view, [`${ADVERTISED} 300`]);
  const main = view.table(k.AF_INET6, MAIN);
  const [key = assert.fail()] = main.keys();
  kernel.meanwhile = () => listings.hear({ kind: "route", table: MAIN, key, lost: false });
  await listings.run((refresh) => refreshLifetimes(refresh, MAIN, 9));
  assert.deepEqual(
    [...main.expiries()].map(([, at]) => at),
    [91_000],
  );
  assert.deepEqual(changes, []);
});

test("a route that has expired but lingers in the kernel is taken out, and asked for no more", async () => {
  const { lifetimes, kernel, clock, changes, main, pass } = following([`${ADVERTISED} 4`], [`${ADVERTISED} -2`]);
  lifetimes.follow();
  await pass(60_000);
  assert.equal(main.size, 0);
  assert.equal(changes.length, 2); // its new lifetime, then its end
  assert.equal(kernel.asked.length, 1);
  assert.equal(clock.waiting, 0);
});

test("asking that fails is complained of, not thrown", async () => {
  const { lifetimes, kernel, errors, pass } = following([`${ADVERTISED} 91`]);
  kernel.refusals.push("EPERM");
  lifetimes.follow();
  await pass(30_000);
  assert.equal(errors.length, 1);
});

test("the routes of another protocol with the same key keep their lifetime", async () => {
  const { lifetimes, main, pass } = following([
    `${ADVERTISED} 91`,
    "route -6 default via fe80::9 dev eth0 proto 16 metric 700 expires 999",
  ]);
  lifetimes.follow();
  await pass(30_000);
  assert.deepEqual([...main.expiries()].map(([route]) => routeProtocol(route)).sort(), [16, 9]);
});
