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

test("an address that comes meanwhile gets its rule next, and keeps it", async () => {
  const { loop, next, rest } = stepwise();
  const assigned = loop.assign(UPLINK);
  assert.equal((await next()).length, EXECUTE_MAX);
  loop.say("address 192.0.2.10/24 dev eth0");
  assert.deepEqual(await next(), ["rule add from 192.0.2.10 lookup 1000 priority 1000 protocol 77"]);
  const later = (await rest()).flat();
  await assigned;
  assert.equal(later.length, COUNT - EXECUTE_MAX);
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
  assert.equal((await next()).length, EXECUTE_MAX);
  const second = loop.assign("eth1 table 1001 guard off");
  const later = (await rest()).flat();
  await Promise.all([assigned, second]);
  const count = (verb: string, table: number) =>
    later.filter((text) => text.startsWith(`route ${verb} `) && text.includes(`table ${table}`)).length;
  // What had been made for eth0 goes; eth1 gets the routes through eth0, which is not assigned any more.
  assert.deepEqual([count("add", 1000), count("delete", 1000)], [0, EXECUTE_MAX]);
  assert.deepEqual([count("add", 1001), later.length], [COUNT, COUNT + EXECUTE_MAX]);
  assert.equal(loop.view.table(2, 1000).size, 0);
});

test("a link that goes meanwhile leaves nothing behind", async () => {
  const { loop, next, rest } = stepwise();
  const assigned = loop.assign(UPLINK);
  await next();
  loop.say("gone link eth0 2");
  const later = (await rest()).flat();
  await assigned;
  assert.ok(later.every((text) => text.startsWith("route delete")));
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
