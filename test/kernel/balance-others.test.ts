// Others beside balance: what they delete of ours is healed, what is theirs is left alone, and their ids and their table
// are not taken.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { balance, nexthops, spreads } from "./lab/balance.ts";
import { eventually, type Host, hasRoutes, lab, network, routes } from "./lab/index.ts";
import { destinations, links, spread } from "./lab/spread.ts";

const FAMILIES = [4, 6] as const;
const ALL = ["u1 1", "u2 1"];
const CONFIG = balance([1, 1]);
const ids = (host: Host, dev: RegExp) =>
  nexthops(host).flatMap((line) => (dev.test(line) ? (line.split(" ")[1] ?? []) : []));

for (const [what, remove] of [
  ["the IPv4 route", (host) => host.ip("route delete default table 900")],
  ["the IPv6 route", (host) => host.ip("-6 route delete default table 900")],
  [
    "all routes of its table",
    (host) => {
      for (const to of ["default", "throw 224.0.0.0/4", "throw 255.255.255.255"]) {
        host.ip("route delete", to, "table 900");
      }
      host.ip("-6 route delete default table 900");
    },
  ],
  ["a rule", (host) => host.ip("rule delete priority 32001")],
  [
    "all rules",
    (host) => {
      for (const family of FAMILIES) for (const at of [32000, 32001]) host.ip(`-${family} rule delete priority ${at}`);
    },
  ],
  ["the group", (host) => host.ip("nexthop delete id", ...ids(host, /group/))],
  ["a member", (host) => host.ip("nexthop delete id", ids(host, /via 10\.1\.0\.1 /)[0] ?? "")],
  ["a member of IPv6", (host) => host.ip("nexthop delete id", ...ids(host, /via fd00:1::1 /))],
  ["all nexthop objects", (host) => host.ip("nexthop flush")],
] as const satisfies readonly (readonly [string, (host: Host) => void])[]) {
  lab(`somebody deletes ${what}: it is there again, and all flows arrive`, async (lab) => {
    const net = spread(lab);
    const { laptop } = net;
    await laptop.daemon([], { config: CONFIG }).converged();
    for (const family of FAMILIES) await spreads(laptop, family, ALL);
    const before = nexthops(laptop).length;
    for (let times = 0; times < 2; times++) {
      remove(laptop);
      for (const family of FAMILIES) await spreads(laptop, family, ALL);
      await eventually(() => assert.equal(nexthops(laptop).length, before));
    }
    for (const family of FAMILIES) {
      const by = await links(net, destinations(family, 60));
      assert.deepEqual([...new Set(by.values())].sort(), ["u1", "u2"]);
    }
  });
}

lab(
  "somebody keeps deleting the group: it is repaired ever more slowly, that is said once, and ends with it",
  async (lab) => {
    const { laptop } = network(lab);
    const daemon = await laptop.daemon([], { config: CONFIG }).converged();
    await spreads(laptop, 4, ALL);
    const [group = ""] = ids(laptop, /group/);
    const monitor = await laptop.monitor("nexthop");
    const vandal = laptop.spawn("sh", "-c", `while :; do ip nexthop delete id ${group} 2>/dev/null; done`);
    lab.onEnd(() => void vandal.kill("SIGKILL"));
    await sleep(4000);
    vandal.kill("SIGKILL");
    const made = (await monitor.events()).filter((event) => /^id \d+ group/.test(event)).length;
    assert.ok(made >= 3 && made <= 40, `made ${made} times`);
    await spreads(laptop, 4, ALL, {}, { timeout: 10_000 });
    assert.equal(daemon.stderr.match(/contended/g)?.length, 1, daemon.stderr);
  },
  { timeout: 45_000 },
);

lab(
  "ids, objects, routes and rules of others stay as they are, also what looks like ours, until the end and after",
  async (lab) => {
    const { laptop } = network(lab);
    laptop.ipBatch(`
    nexthop add id 770000 via 10.1.0.1 dev u1
    nexthop add id 770001 via 10.1.0.7 dev u1 proto static
    nexthop add id 770003 group 770000/770001 type resilient buckets 4096 idle_timer 30 proto static
    nexthop add id 5 via fd00:1::1 dev u1 proto 188
    route add 10.50.0.0/16 nhid 770003
    route add 10.60.0.0/16 via 10.1.0.1 dev u1 table 899
    rule add from 10.8.8.8 lookup 899 priority 32000
    rule add from 10.9.9.9 lookup main priority 31999
  `);
    const theirs = () => nexthops(laptop).filter((line) => !line.includes("proto 77"));
    const others = () => [
      routes(laptop, 899, 4),
      laptop
        .ip("rule show")
        .split("\n")
        .filter((line) => !line.includes("proto 77")),
    ];
    const before = [theirs(), others()];
    const daemon = laptop.daemon([], { config: CONFIG });
    for (const family of FAMILIES) await spreads(laptop, family, ALL);
    assert.equal(nexthops(laptop).length, theirs().length + 7);
    await daemon.converged();
    assert.deepEqual([theirs(), others()], before);
    await daemon.stop();
    assert.deepEqual([theirs(), others()], before);
    assert.deepEqual(nexthops(laptop), theirs());
  },
);

lab(
  "a table that others use: that is said, nothing is spread over that family, and theirs is left alone",
  async (lab) => {
    const { laptop } = network(lab);
    laptop.ip("route add 10.50.0.0/16 via 10.1.0.1 dev u1 table 900");
    const theirs = ["10.50.0.0/16 via 10.1.0.1 dev u1 proto 3"];
    const daemon = laptop.daemon([], { config: CONFIG });
    await spreads(laptop, 6, ALL);
    await daemon.converged();
    await spreads(laptop, 4, []);
    assert.deepEqual(routes(laptop, 900, 4), theirs);
    assert.match(daemon.stderr, /\[warning\] IPv4 is not balanced: table 900 holds routes that are not ours/);
    laptop.ip("route delete 10.50.0.0/16 table 900");
    await spreads(laptop, 4, ALL);
    // They may also come later.
    laptop.ip("-6 route add fd50::/16 via fd00:1::1 dev u1 table 900");
    await spreads(laptop, 6, []);
    await hasRoutes(laptop, 900, 6, ["fd50::/16 via fd00:1::1 dev u1 proto 3 metric 1024"]);
    await spreads(laptop, 4, ALL);
    await eventually(() => assert.match(daemon.stderr, /\[warning\] IPv6 is not balanced/));
  },
);
