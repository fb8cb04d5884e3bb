// What an earlier life left of balance is adopted without a flicker where it is still right, and swept where it is not;
// another configuration, a stop.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { balance, hashPolicies, nexthops, spreads } from "./lab/balance.ts";
import { type Daemon, eventually, type Host, hasRoutes, lab, network, ours, routes, rules } from "./lab/index.ts";

const FAMILIES = [4, 6] as const;
const ALL = ["u1 1", "u2 3"];
const CONFIG = balance([1, 3]);

async function begun(host: Host, config = CONFIG): Promise<Daemon> {
  const daemon = host.daemon([], { config });
  for (const family of FAMILIES) await spreads(host, family, ALL);
  return await daemon.converged();
}

const snapshot = (host: Host) => [
  ...FAMILIES.flatMap((family) => [...routes(host, "all", family), ...rules(host, family)]),
  ...nexthops(host),
  ...hashPolicies(host),
];

lab(
  "kill -9 and restart with nothing changed: nothing at all happens to rules, routes and nexthop objects",
  async (lab) => {
    const { laptop } = network(lab);
    await (await begun(laptop)).kill9();
    const monitor = await laptop.monitor("nexthop");
    const after = laptop.daemon([], { config: CONFIG });
    laptop.ip("addr add 10.1.0.9/24 dev u1"); // its rule shows that the new process is at work, and is all that it does
    await eventually(() => assert.ok(rules(laptop, 4).includes("1000: from 10.1.0.9 lookup 1000")));
    await after.converged();
    const events = (await monitor.events()).filter((event) => !/10\.1\.0\.(9|255)/.test(event));
    assert.deepEqual(events, []);
  },
);

lab("kill -9, an uplink lost, restart: only what led by it goes", async (lab) => {
  const { laptop, uplinks } = network(lab);
  await (await begun(laptop)).kill9();
  const { router, routerLink } = uplinks[1];
  router.ip("link set", routerLink, "down");
  laptop.ip("route delete default dev u2");
  const monitor = await laptop.monitor("nexthop");
  laptop.daemon([], { config: CONFIG });
  await spreads(laptop, 4, ["u1 1"]);
  await spreads(laptop, 6, ["u1"]);
  const deletions = (await monitor.deletions()).filter((event) => !event.includes("table 2000"));
  assert.deepEqual(deletions, []);
  assert.equal(nexthops(laptop).filter((line) => line.includes("dev u1")).length, 3);
});

for (const [what, config] of [
  ["without balance", CONFIG.replace("enabled = true", "enabled = false")],
  ["without a weight", balance([undefined, undefined])],
  ["without uplinks", ""],
] as const) {
  lab(`kill -9 and restart ${what}: nothing of it is left`, async (lab) => {
    const { laptop } = network(lab);
    await (await begun(laptop)).kill9();
    laptop.daemon([], { config });
    for (const family of FAMILIES) await spreads(laptop, family, []);
    await eventually(() => assert.deepEqual(nexthops(laptop), []));
    for (const family of FAMILIES) await hasRoutes(laptop, 900, family, []);
    await eventually(() =>
      assert.deepEqual(hashPolicies(laptop), what === "without a weight" ? ["1", "1"] : ["0", "0"]),
    );
  });
}

lab("kill -9 and restart with another table, priority and weights: the group stays, the rest is moved", async (lab) => {
  const { laptop } = network(lab);
  await (await begun(laptop)).kill9();
  const before = nexthops(laptop).filter((line) => !line.includes("group"));
  laptop.daemon([], { config: balance([2, 1], { table: 901, priority: 31000 }) });
  for (const family of FAMILIES) await spreads(laptop, family, ["u1 2", "u2 1"], { table: 901, priority: 31000 });
  for (const family of FAMILIES) await hasRoutes(laptop, 900, family, []);
  assert.deepEqual(
    nexthops(laptop).filter((line) => !line.includes("group")),
    before,
  );
});

lab(
  "reloads: weights, an uplink less, another table and priority, off and on, each as if it had begun so",
  async (lab) => {
    const { laptop } = network(lab, { uplinks: 3 });
    const daemon = await laptop.daemon([], { config: balance([1, 1, 1]) }).converged();
    const reload = async (
      weights: readonly (number | undefined)[],
      section: { table?: number; priority?: number } = {},
    ) => {
      writeFileSync(daemon.configFile, balance(weights, section));
      daemon.signal("SIGHUP");
      const legs = weights.flatMap((weight, at) => (weight === undefined ? [] : [`u${at + 1} ${weight}`]));
      for (const family of FAMILIES) await spreads(laptop, family, legs, section);
      // Each leg of IPv4 has two objects and each of IPv6 one, and there is a group.
      await eventually(() => assert.equal(nexthops(laptop).length, legs.length * 3 + 1));
    };
    await reload([1, 1, 1]);
    await reload([1, 5, 256 - 1]);
    await reload([1, undefined, 2]);
    await reload([1, 3, 2], { table: 4_000_000_000, priority: 2 });
    for (const family of FAMILIES) await hasRoutes(laptop, 900, family, []);
    writeFileSync(daemon.configFile, balance([1, 3, 2]).replace("enabled = true", ""));
    daemon.signal("SIGHUP");
    for (const family of FAMILIES) await spreads(laptop, family, []);
    await eventually(() => assert.deepEqual(nexthops(laptop), []));
    await reload([2, 2, 1]);
    writeFileSync(daemon.configFile, balance([1, 1, 1], { priority: 32765 }));
    daemon.signal("SIGHUP");
    await eventually(() =>
      assert.match(daemon.stderr, /toml:\d+: balance\.priority: expected a whole number from 2 to 32764/),
    );
    for (const family of FAMILIES) await spreads(laptop, family, ["u1 2", "u2 2", "u3 1"]);
  },
);

lab("SIGTERM leaves nothing of it; on-stop = keep leaves all of it, for the next start", async (lab) => {
  const { laptop } = network(lab);
  const before = snapshot(laptop);
  await (await begun(laptop)).stop();
  assert.deepEqual(snapshot(laptop), before);
  const keep = `on-stop = "keep"\n${CONFIG}`;
  const daemon = await begun(laptop, keep);
  const kept = snapshot(laptop);
  await daemon.stop();
  assert.deepEqual(snapshot(laptop), kept);
  const monitor = await laptop.monitor("nexthop");
  await (await laptop.daemon([], { config: CONFIG }).converged()).stop();
  assert.deepEqual(snapshot(laptop), before);
  const added = (await monitor.events()).filter((event) => !event.startsWith("Deleted") && /77|900/.test(event));
  assert.deepEqual(added, []);
});

lab("a dry run tells what would be done and does nothing; --once does it and leaves it", async (lab) => {
  const { laptop } = network(lab);
  const file = lab.file("multihomed.toml", CONFIG);
  const before = snapshot(laptop);
  const dry = await laptop.multihomed("-C", file, "--dry-run");
  assert.equal(dry.code, 0);
  for (const line of [
    "ip -4 nexthop add id 770000 via 10.1.0.1 dev u1 protocol 77",
    "ip -4 nexthop add id 770006 group 770000/770001/770002,3/770003,3 type resilient buckets 4096 idle_timer 30 protocol 77",
    "ip -4 route add default nhid 770006 table 900 proto 77",
    "ip -6 route add default table 900 proto 77 metric 1024 nexthop via fd00:1::1 dev u1 weight 1 nexthop via fd00:2::1 dev u2 weight 3",
    "ip -6 rule add from all lookup 900 priority 32001 protocol 77",
    "sysctl -w net/ipv4/fib_multipath_hash_policy=1",
  ]) {
    assert.ok(dry.stdout.includes(line), `${line} in\n${dry.stdout}`);
  }
  assert.deepEqual(snapshot(laptop), before);
  assert.equal((await laptop.multihomed("-C", file, "--once", "--bus", "none")).code, 0);
  for (const family of FAMILIES) await spreads(laptop, family, ALL);
  assert.notDeepEqual(ours(laptop), []);
});
