// kill -9 and a restart: what is still right is adopted without a flicker, what is stale goes, wherever it is.
import assert from "node:assert/strict";
import { BOTH, hasRoutes, hasRules, lab, network, uplinkRoutes } from "./lab/index.ts";

const FIRST4 = "1000: from 10.1.0.2 lookup 1000";
const SECOND4 = "2000: from 10.2.0.2 lookup 2000";

lab("kill -9 and restart with nothing changed: nothing at all happens to rules and routes", async (lab) => {
  const { laptop } = network(lab);
  const before = await laptop.daemon(BOTH).converged();
  await before.kill9();
  const monitor = await laptop.monitor();
  const after = laptop.daemon(BOTH);
  laptop.ip("addr add 10.1.0.9/24 dev u1"); // its rule shows that the new process is at work, and is all that it does
  const fresh = "1000: from 10.1.0.9 lookup 1000";
  await hasRules(laptop, 4, [FIRST4, SECOND4, fresh]);
  await after.converged();
  const events = (await monitor.events()).filter((event) => /(table|lookup) [12]000\b/.test(event));
  assert.deepEqual(
    events.map((event) => event.replace(/\s+/g, " ").replace(/ proto.*/, "")),
    [fresh],
  );
});

lab("kill -9, addresses and routes changed, restart: nothing stale, and what was right never went", async (lab) => {
  const { laptop, uplinks } = network(lab);
  const [first, second] = uplinks;
  laptop.ip("route add 10.50.0.0/16 via 10.1.0.1 dev u1");
  const before = await laptop.daemon(BOTH).converged();
  await before.kill9();
  laptop.ip("addr add 10.1.0.9/24 dev u1");
  laptop.ip("addr delete fd00:2::2/64 dev u2");
  laptop.ip("addr add fd00:2::9/64 dev u2");
  laptop.ip("route replace 10.50.0.0/16 via 10.2.0.1 dev u2");
  const monitor = await laptop.monitor();
  const after = laptop.daemon(BOTH);
  await hasRules(laptop, 4, [FIRST4, SECOND4, "1000: from 10.1.0.9 lookup 1000"]);
  await hasRules(laptop, 6, ["1000: from fd00:1::2 lookup 1000", "2000: from fd00:2::9 lookup 2000"]);
  await hasRoutes(laptop, 1000, 4, uplinkRoutes(first, 4));
  await hasRoutes(laptop, 2000, 4, [...uplinkRoutes(second, 4), "10.50.0.0/16 via 10.2.0.1 dev u2"]);
  await after.converged();
  const deletions = await monitor.deletions();
  const stale = ["from fd00:2::2 lookup 2000", "10.50.0.0/16 via 10.1.0.1 dev u1 table 1000"];
  for (const object of stale)
    assert.ok(
      deletions.some((event) => event.includes(object)),
      `${object} was not deleted`,
    );
  assert.equal(deletions.length, stale.length, deletions.join("\n"));
});

lab(
  "kill -9, configuration changed, restart: the uplink that stayed never noticed, the others are swept",
  async (lab) => {
    const { laptop, uplinks } = network(lab);
    const [first, second] = uplinks;
    const before = await laptop.daemon([...BOTH, "-N", "gone0:4000"]).converged();
    await before.kill9();
    laptop.ip("route add 10.66.0.0/16 via 10.1.0.1 dev u1 table 4711 proto 77");
    laptop.ip("-6 rule add from fd66::1 lookup 4711 priority 4711 protocol 77");
    const monitor = await laptop.monitor();
    const after = laptop.daemon(["-N", "u1:1000", "-N", "u2:3000"]);
    await hasRules(laptop, 4, [FIRST4, "3000: from 10.2.0.2 lookup 3000"]);
    await hasRules(laptop, 6, ["1000: from fd00:1::2 lookup 1000", "3000: from fd00:2::2 lookup 3000"]);
    await hasRoutes(laptop, 3000, 4, uplinkRoutes(second, 4));
    await hasRoutes(laptop, 3000, 6, uplinkRoutes(second, 6));
    for (const table of [2000, 4000, 4711]) {
      await hasRoutes(laptop, table, 4, []);
      await hasRoutes(laptop, table, 6, []);
    }
    await hasRoutes(laptop, 1000, 4, uplinkRoutes(first, 4));
    await after.converged();
    const noticed = (await monitor.events()).filter((event) => /(table|lookup) 1000\b/.test(event));
    assert.deepEqual(noticed, []);
  },
);
