// What decides where a flow goes: its ports too, or its addresses alone; said by a sysctl of each family.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { balance, hashPolicies, spreads } from "./lab/balance.ts";
import { eventually, type Family, lab } from "./lab/index.ts";
import { destination, destinations, type Flow, links, spread } from "./lab/spread.ts";

const COUNT = 200;
const byPort = (family: Family): Flow[] =>
  Array.from({ length: COUNT }, (_, n) => `${20_000 + n} ${destination(family, 0)}`);
const both = new Set(["u1", "u2"]);

for (const family of [4, 6] as const) {
  lab(`IPv${family}: by flow, the ports spread; by destination, only the destinations do`, async (lab) => {
    const net = spread(lab);
    const { laptop } = net;
    const legs = ["u1 1", "u2 1"];
    const daemon = laptop.daemon([], { config: balance([1, 1]) });
    await spreads(laptop, family, legs);
    await eventually(() => assert.deepEqual(hashPolicies(laptop), ["1", "1"]));
    assert.deepEqual(new Set((await links(net, byPort(family))).values()), both);
    writeFileSync(daemon.configFile, balance([1, 1], { hash: "destination" }));
    daemon.signal("SIGHUP");
    await eventually(() => assert.deepEqual(hashPolicies(laptop), ["0", "0"]));
    assert.equal(new Set((await links(net, byPort(family))).values()).size, 1);
    assert.deepEqual(new Set((await links(net, destinations(family, COUNT))).values()), both);
  });
}

lab("the hash is given back as it was, after a stop and after a kill, each family its own", async (lab) => {
  const { laptop } = spread(lab);
  laptop.sysctl("net.ipv6.fib_multipath_hash_policy", 2);
  const config = balance([1, 1]);
  await laptop.daemon([], { config }).converged();
  await eventually(() => assert.deepEqual(hashPolicies(laptop), ["1", "1"]));
  const [first] = lab.daemons;
  await first?.stop();
  assert.deepEqual(hashPolicies(laptop), ["0", "2"]);
  const killed = await laptop.daemon([], { config }).converged();
  await eventually(() => assert.deepEqual(hashPolicies(laptop), ["1", "1"]));
  await killed.kill9();
  assert.deepEqual(hashPolicies(laptop), ["1", "1"]);
  const next = laptop.daemon([], { config: balance([1, 1], { hash: "destination" }) });
  await eventually(() => assert.deepEqual(hashPolicies(laptop), ["0", "0"]));
  await next.stop();
  assert.deepEqual(hashPolicies(laptop), ["0", "2"]);
});

lab("who changes the hash meanwhile: it is changed back while balance is in force", async (lab) => {
  const { laptop } = spread(lab);
  await laptop.daemon([], { config: balance([1, 1]) }).converged();
  await eventually(() => assert.deepEqual(hashPolicies(laptop), ["1", "1"]));
  laptop.sysctl("net.ipv4.fib_multipath_hash_policy", 0);
  // It is not announced, and looked at every three seconds.
  await eventually(() => assert.deepEqual(hashPolicies(laptop), ["1", "1"]), { timeout: 8000 });
});
