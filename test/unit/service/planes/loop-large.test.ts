// A table with thousands of routes is worked off in pieces: what else happens meanwhile is neither late nor lost.
import assert from "node:assert/strict";
import { test } from "node:test";
import { EXECUTE_MAX } from "../../../../service/execute.ts";
import { Loop, moment } from "./loop.ts";

const UPLINK = "eth0 table 1000 guard off";
const COUNT = 3000;
const LINKS = ["link eth0 2", "link eth1 3"];
const prefix = (at: number) => `10.${at >> 8}.${at & 255}.0/24`;
const ROUTES = Array.from({ length: COUNT }, (_, at) => `route ${prefix(at)} via 192.0.2.1 dev eth0`);
const copy = (at: number) => `route add ${prefix(at)} via 192.0.2.1 dev eth0 table 1000 proto 77`;

/** A loop whose executor answers one batch each time that `next` is called. */
function stepwise() {
  const loop = new Loop([...LINKS, ...ROUTES], "error");
  const waiting: (() => void)[] = [];
  loop.answer = () => new Promise((resolve) => waiting.push(resolve));
  /** The next batch as it was handed over; it is answered. */
  const next = async (): Promise<string[]> => {
    for (let moments = 0; moments < 100 && waiting.length === 0; moments++) await moment();
    waiting.shift()?.();
    return loop.batches.shift() ?? [];
  };
  const rest = async (): Promise<string[][]> => {
    const batches: string[][] = [];
    for (let batch = await next(); batch.length > 0; batch = await next()) batches.push(batch);
    await loop.reconciler.settled();
    return batches;
  };
  return { loop, next, rest };
}

test("it is handed over in batches of bounded size, each route once, in order", async () => {
  const { loop, rest } = stepwise();
  const assigned = loop.assign(UPLINK);
  const batches = await rest();
  await assigned;
  assert.deepEqual(
    batches.flat(),
    ROUTES.map((_, at) => copy(at)),
  );
  assert.ok(batches.every((batch) => batch.length <= EXECUTE_MAX));
});

test("an address that comes meanwhile gets its rule between two pieces, and keeps it", async () => {
  const { loop, next, rest } = stepwise();
  const assigned = loop.assign(UPLINK);
  assert.equal((await next()).length, EXECUTE_MAX);
  loop.say("address 192.0.2.10/24 dev eth0");
  const soon = [await next(), await next()].flat(); // one piece may have been on its way already
  assert.ok(soon.includes("rule add from 192.0.2.10 lookup 1000 priority 1000 protocol 77"));
  const later = [...soon, ...(await rest()).flat()];
  await assigned;
  assert.deepEqual(
    later.filter((text) => text.startsWith("rule")),
    ["rule add from 192.0.2.10 lookup 1000 priority 1000 protocol 77"],
  );
  assert.equal(loop.view.table(2, 1000).size, COUNT);
  assert.equal(loop.view.rules.size, 1);
});

test("routes that come, change and go meanwhile are right in the end", async () => {
  const { loop, next, rest } = stepwise();
  const assigned = loop.assign(UPLINK);
  await next();
  loop.say(`gone ${ROUTES[5]}`, `gone ${ROUTES[COUNT - 5]}`, "route 172.16.0.0/12 via 192.0.2.9 dev eth0");
  loop.say(`gone ${ROUTES[COUNT - 7]}`, `route ${prefix(COUNT - 7)} via 192.0.2.9 dev eth0`);
  await rest();
  await assigned;
  const table = loop.view.table(2, 1000);
  assert.equal(table.size, COUNT - 2 + 1);
  loop.answer = async () => {};
  assert.deepEqual(await loop.assign(UPLINK), []);
});

test("another assignment meanwhile ends it: nothing more is made for the old one", async () => {
  const { loop, next, rest } = stepwise();
  const assigned = loop.assign(UPLINK);
  await next();
  const second = loop.assign("eth1 table 1001 guard off");
  const later = (await rest()).flat();
  await Promise.all([assigned, second]);
  const isDeletion = (text: string) => text.startsWith("route delete") && text.includes("table 1000");
  // What is for eth1 is made, through the link that is not assigned any more; the rest is what was made for eth0.
  const added = later.filter((text) => text.includes("table 1001"));
  assert.equal(added.length, COUNT);
  assert.ok(later.every((text) => isDeletion(text) || text.includes("table 1001") || text.includes("table 1000")));
  assert.equal(loop.view.table(2, 1000).size, 0);
  assert.equal(later.filter(isDeletion).length + EXECUTE_MAX * 0, later.length - COUNT - extra(later));
});

const extra = (later: readonly string[]) =>
  later.filter((text) => text.startsWith("route add") && text.includes("table 1000")).length;

test("a link that goes meanwhile leaves nothing behind", async () => {
  const { loop, next, rest } = stepwise();
  const assigned = loop.assign(UPLINK);
  await next();
  loop.say("gone link eth0 2");
  await rest();
  await assigned;
  assert.equal(loop.view.table(2, 1000).size, 0);
});

test("refusals of a whole table are tried again one by one", async () => {
  const loop = new Loop([...LINKS, ...ROUTES], "error");
  loop.refuses = (text) => (/^route add 10\.0\.\d\.0/.test(text) ? { code: "EINVAL", text: undefined } : undefined);
  assert.equal((await loop.assign(UPLINK)).length, COUNT);
  assert.equal(loop.reconciler.failing, 10);
  loop.refuses = () => undefined;
  assert.equal((await loop.pass(200)).length, 10);
  assert.equal(loop.reconciler.failing, 0);
  assert.equal(loop.view.table(2, 1000).size, COUNT);
});
