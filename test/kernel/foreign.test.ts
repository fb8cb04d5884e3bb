// Rules and routes of others: never touched, not even where they look like ours or stand where ours should.
import assert from "node:assert/strict";
import {
  BOTH,
  eventually,
  type Host,
  hasRoutes,
  hasRules,
  lab,
  network,
  routeRecords,
  routes,
  routeText,
  rules,
  uplinkRoutes,
} from "./lab/index.ts";

const RULES4 = ["1000: from 10.1.0.2 lookup 1000", "2000: from 10.2.0.2 lookup 2000"];
const RULES6 = ["1000: from fd00:1::2 lookup 1000", "2000: from fd00:2::2 lookup 2000"];

lab("rules and routes of others in our tables and priorities are untouched by start, work and stop", async (lab) => {
  const { laptop } = network(lab);
  laptop.ipBatch(`
    rule add from 10.1.0.2 lookup 1000 priority 1000
    rule add from 10.1.0.77 lookup 1000 priority 1000
    rule add from 10.1.0.0/24 to 10.9.0.0/16 lookup 2000 priority 1000
    rule add fwmark 0x7 lookup 4000 priority 2000 protocol static
    route add 10.71.0.0/16 via 10.1.0.9 dev u1 table 1000
    route add default via 10.1.0.9 dev u1 metric 100 table 1000
    route add 10.72.0.0/16 via 10.2.0.9 dev u2 table 2000 proto static
    route add unreachable default metric 4294967295 table 2000
    route add fd71::/16 via fd00:1::9 dev u1 table 1000
    route add default via fd00:1::9 dev u1 metric 100 table 1000
    route add unreachable ::/0 metric 4294967295 table 2000
  `);
  laptop.ip("-6 rule add from fd00:1::2 lookup 1000 priority 1000");
  laptop.ip("-6 rule add from fd00:1::/64 lookup 4000 priority 2000 protocol static");
  const before = foreign(laptop);
  const main = [routes(laptop, "main", 4), routes(laptop, "main", 6)];

  const daemon = await laptop.daemon(BOTH).converged();
  assert.deepEqual(foreign(laptop), before, "after the start");

  laptop.ip("addr add 10.1.0.77/24 dev u1");
  laptop.ip("route add 10.71.0.0/16 via 10.1.0.1 dev u1");
  await eventually(() => assert.ok(rules(laptop, 4).some((rule) => rule.includes("from 10.1.0.77 lookup 1000"))));
  laptop.ip("addr delete 10.1.0.77/24 dev u1");
  laptop.ip("route delete 10.71.0.0/16 via 10.1.0.1 dev u1");
  await daemon.converged();
  assert.deepEqual(foreign(laptop), before, "after an address and a route came and went");

  await daemon.stop();
  assert.deepEqual(foreign(laptop), before, "after the stop");
  assert.deepEqual([routes(laptop, "main", 4), routes(laptop, "main", 6)], main);
});

lab("a foreign rule that stood in for ours is removed: ours takes its place", async (lab) => {
  const { laptop } = network(lab);
  laptop.ip("rule add from 10.1.0.2 lookup 1000 priority 1000 protocol static");
  await laptop.daemon(BOTH).converged();
  laptop.ip("rule delete from 10.1.0.2 lookup 1000 priority 1000 protocol static");
  await hasRules(laptop, 4, RULES4);
});

lab("our rules flushed by someone else come back", async (lab) => {
  const { laptop } = network(lab);
  await laptop.daemon(BOTH).converged();
  laptop.ip("rule flush"); // takes the kernel's own along, as in the world
  laptop.ip("rule add lookup main priority 32766 protocol kernel");
  laptop.ip("-6 rule flush table 2000");
  await hasRules(laptop, 4, RULES4);
  await hasRules(laptop, 6, RULES6);
});

lab("our tables flushed by someone else come back", async (lab) => {
  const { laptop, uplinks } = network(lab);
  const [first, second] = uplinks;
  await laptop.daemon(BOTH).converged();
  laptop.ip("route flush table 1000");
  laptop.ip("-6 route flush table 2000");
  await hasRoutes(laptop, 1000, 4, uplinkRoutes(first, 4));
  await hasRoutes(laptop, 2000, 6, uplinkRoutes(second, 6));
  laptop.ip("route delete default via 10.2.0.1 dev u2 table 2000");
  laptop.ip("-6 route delete unreachable ::/0 metric 4294967295 table 1000");
  await hasRoutes(laptop, 2000, 4, uplinkRoutes(second, 4));
  await hasRoutes(laptop, 1000, 6, uplinkRoutes(first, 6));
});

/** Everything outside main and local that does not carry our protocol, and is not the kernel's. */
function foreign(host: Host): string[] {
  return ([4, 6] as const).flatMap((family) => [
    ...rules(host, family).filter((rule) => rule.includes(" proto ")),
    ...routeRecords(host, "all", family)
      .filter((route) => route.table !== undefined && route.table !== "255" && route.protocol !== "77")
      .map((route) => `table ${route.table}: ${routeText(route)}`),
  ]);
}
