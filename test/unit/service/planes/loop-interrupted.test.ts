// What happens while a table is handed over in pieces, and while it stops, is neither undone nor outrun.
import assert from "node:assert/strict";
import { test } from "node:test";
import { EXECUTE_MAX } from "../../../../service/execute.ts";
import { Loop, moment } from "./loop.ts";

const UPLINK = "eth0 table 1000 guard off";
const LINKS = ["link eth0 2", "link eth1 3"];
const routes = (count: number) =>
  Array.from({ length: count }, (_, at) => `route 10.${at >> 8}.${at & 255}.0/24 via 192.0.2.1 dev eth0`);
const rule = (last: number) => `from 192.0.2.${last} lookup 1000 priority 1000 protocol 77`;

function stepwise(observed: readonly string[]) {
  const loop = new Loop([...LINKS, ...observed], "error");
  const waiting: (() => void)[] = [];
  loop.answer = () => new Promise((resolve) => waiting.push(resolve));
  const next = async (): Promise<string[]> => {
    for (let moments = 0; moments < 100 && waiting.length === 0; moments++) await moment();
    waiting.shift()?.();
    return loop.batches.shift() ?? [];
  };
  const rest = async () => {
    while ((await next()).length > 0) {}
    await loop.reconciler.settled();
  };
  return { loop, next, rest };
}

/** The first batch ends among the rules: 1022 routes and two rules. */
const observed = [...routes(EXECUTE_MAX - 2), ...[10, 11, 12, 13].map((last) => `address 192.0.2.${last}/24 dev eth0`)];

test("an address that comes while a table's rules are handed over keeps its rule", async () => {
  const { loop, next, rest } = stepwise(observed);
  const assigned = loop.assign(UPLINK);
  await next();
  loop.say("address 192.0.2.99/24 dev eth0");
  assert.deepEqual(await next(), [`rule add ${rule(99)}`]);
  await rest();
  await assigned;
  assert.equal(loop.view.rules.size, 5);
});

test("an address that goes while a table's rules are handed over leaves no rule", async () => {
  const { loop, next, rest } = stepwise(observed);
  const assigned = loop.assign(UPLINK);
  await next();
  loop.say("gone address 192.0.2.13/24 dev eth0");
  await rest();
  await assigned;
  assert.equal(loop.view.rules.size, 3);
});

test("nothing more is handed over after a stop than what was under way", async () => {
  const { loop, next, rest } = stepwise(routes(3000));
  const assigned = loop.assign(UPLINK);
  await next();
  loop.say("address 192.0.2.10/24 dev eth0");
  for (let moments = 0; moments < 100 && loop.batches.length === 0; moments++) await moment();
  assert.equal(loop.batches.length, 1); // the rule, on its way
  const stopped = loop.reconciler.stop();
  await next();
  await moment();
  assert.deepEqual(loop.batches, []);
  await rest();
  await Promise.all([stopped, assigned]);
});
