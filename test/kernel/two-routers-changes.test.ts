// Two uplinks on one link, and what happens to them: a router, an address, the link, the configuration or the service
// goes, comes and changes. Nothing stale stays, and an address never is without its rule.
import assert from "node:assert/strict";
import { type Host, hasRoutes, hasRules, lab, ours } from "./lab/index.ts";
import { configureBoth, twoRouters } from "./lab/two-routers.ts";
import { ALL_OWN, BOTH4, BOTH6, bothHold, goes, reload, tableOf, uplinks } from "./lab/two-routers-expect.ts";

async function empty(host: Host, ...tables: number[]): Promise<void> {
  for (const table of tables) for (const family of [4, 6] as const) await hasRoutes(host, table, family, []);
}

lab("a router replaced and back: its uplink has no way out meanwhile, the other one notices nothing", async (lab) => {
  const net = twoRouters(lab, "two subnets");
  configureBoth(net);
  const { laptop } = net;
  await laptop.daemon([], { config: uplinks(...BOTH4, ...BOTH6) }).converged();
  await bothHold(net);
  const monitor = await laptop.monitor();
  laptop.ip("route replace default via 10.2.0.77 dev lan metric 200");
  laptop.ip("route replace default via fd00:2::77 dev lan metric 200");
  await hasRoutes(laptop, 1001, 4, tableOf(net, 4));
  await hasRoutes(laptop, 1003, 6, tableOf(net, 6));
  await goes(net, "10.2.0.9 by none, no answer", "fd00:2::9 by none, no answer", "10.1.0.9 by router 1");
  laptop.ip("route replace default via 10.2.0.1 dev lan metric 200");
  laptop.ip("route replace default via fd00:2::1 dev lan metric 200");
  await bothHold(net);
  await goes(net, ...ALL_OWN);
  const noticed = (await monitor.events()).filter((event) => /(table|lookup) (1000|1002)\b/.test(event));
  assert.deepEqual(noticed, []);
});

lab("an address moves from one router's subnet to the other's, and its rule with it, at once", async (lab) => {
  const net = twoRouters(lab, "two subnets");
  configureBoth(net);
  const { laptop } = net;
  await laptop.daemon([], { config: uplinks(...BOTH4, ...BOTH6) }).converged();
  laptop.ip("addr delete 10.2.0.9/24 dev lan");
  await hasRules(laptop, 4, ["1000: from 10.1.0.9 lookup 1000"]);
  laptop.ip("addr add 10.2.0.44/24 dev lan");
  await hasRules(laptop, 4, ["1000: from 10.1.0.9 lookup 1000", "1001: from 10.2.0.44 lookup 1001"]);

  // The same address, in whose subnet first neither router lies, then the second, then both.
  const own = ["1000: from 10.1.0.9 lookup 1000", "1001: from 10.2.0.44 lookup 1001"];
  const monitor = await laptop.monitor();
  laptop.ip("addr add 10.2.0.8/32 dev lan");
  await hasRules(laptop, 4, [...own, "1000: from 10.2.0.8 lookup 1000"]);
  laptop.ip("addr add 10.2.0.8/28 dev lan");
  await hasRules(laptop, 4, [...own, "1001: from 10.2.0.8 lookup 1001"]);
  laptop.ip("addr add 10.2.0.8/14 dev lan");
  await hasRules(laptop, 4, [...own, "1000: from 10.2.0.8 lookup 1000"]);
  laptop.ip("addr delete 10.2.0.8/14 dev lan");
  await hasRules(laptop, 4, [...own, "1001: from 10.2.0.8 lookup 1001"]);
  const rule = /(Deleted )?\d+:\s*from 10\.2\.0\.8 lookup (\d+)/;
  const steps = (await monitor.events()).flatMap((event) => {
    const [found, deleted, table] = rule.exec(event) ?? [];
    return found === undefined ? [] : [`${deleted === undefined ? "+" : "-"}${table}`];
  });
  assert.deepEqual(steps, ["+1000", "+1001", "-1000", "+1000", "-1001", "+1001", "-1000"]);
  laptop.ip("addr delete 10.2.0.8/28 dev lan");
  laptop.ip("addr delete 10.2.0.8/32 dev lan");
  await hasRules(laptop, 4, own);
});

lab("a point-to-point address is the router's at its other end", async (lab) => {
  const net = twoRouters(lab, "two subnets");
  configureBoth(net);
  const { laptop } = net;
  await laptop.daemon([], { config: uplinks(...BOTH4, ...BOTH6) }).converged();
  laptop.ip("addr add 10.1.0.99 peer 10.2.0.1/32 dev lan");
  laptop.ip("addr add fd00:1::99 peer fd00:2::1/128 dev lan");
  await hasRules(laptop, 4, [
    "1000: from 10.1.0.9 lookup 1000",
    "1001: from 10.1.0.99 lookup 1001",
    "1001: from 10.2.0.9 lookup 1001",
  ]);
  await hasRules(laptop, 6, [
    "1002: from fd00:1::9 lookup 1002",
    "1003: from fd00:1::99 lookup 1003",
    "1003: from fd00:2::9 lookup 1003",
  ]);
});

lab("the link down and up, renamed and back, gone: each time exactly what is right", async (lab) => {
  const net = twoRouters(lab, "two subnets");
  configureBoth(net);
  const { laptop } = net;
  await laptop.daemon([], { config: uplinks(...BOTH4, ...BOTH6) }).converged();
  const guard = ["unreachable default metric 4294967295"];
  laptop.ip("link set lan down");
  for (const table of [1000, 1001]) await hasRoutes(laptop, table, 4, guard);
  for (const table of [1002, 1003]) await hasRoutes(laptop, table, 6, guard);
  await hasRules(laptop, 6, []);
  laptop.ip("link set lan up");
  configureBoth(net);
  await bothHold(net);
  await goes(net, ...ALL_OWN);
  laptop.ip("link set lan down");
  laptop.ip("link set lan name other");
  await empty(laptop, 1000, 1001, 1002, 1003);
  await hasRules(laptop, 4, []);
  laptop.ip("link set other name lan");
  laptop.ip("link set lan up");
  configureBoth(net);
  await bothHold(net);
  laptop.ip("link delete lan");
  await empty(laptop, 1000, 1001, 1002, 1003);
  assert.deepEqual(ours(laptop), []);
});

lab("a reload adds and removes one of the two: an address is handed over without a gap", async (lab) => {
  const net = twoRouters(lab, "two subnets");
  configureBoth(net);
  const { laptop } = net;
  const [first, second] = BOTH4;
  const daemon = await laptop.daemon([], { config: uplinks(first) }).converged();
  // Alone, it has all addresses of its family.
  await hasRules(laptop, 4, ["1000: from 10.1.0.9 lookup 1000", "1000: from 10.2.0.9 lookup 1000"]);
  await hasRules(laptop, 6, []);
  const monitor = await laptop.monitor();
  reload(daemon, ...BOTH4, ...BOTH6);
  await bothHold(net);
  await goes(net, ...ALL_OWN);
  reload(daemon, second);
  await hasRules(laptop, 4, ["1001: from 10.1.0.9 lookup 1001", "1001: from 10.2.0.9 lookup 1001"]);
  await hasRules(laptop, 6, []);
  await empty(laptop, 1000, 1002, 1003);
  await hasRoutes(laptop, 1001, 4, tableOf(net, 4, "default via 10.2.0.1 dev lan metric 200"));
  reload(daemon, first, second);
  await hasRules(laptop, 4, ["1000: from 10.1.0.9 lookup 1000", "1001: from 10.2.0.9 lookup 1001"]);

  const held = new Map([
    ["10.1.0.9", 1],
    ["10.2.0.9", 1],
  ]);
  for (const event of await monitor.events()) {
    const [found, deleted, source = ""] = /(Deleted )?\d+:\s*from (10\.\S+) lookup/.exec(event) ?? [];
    if (found === undefined) continue;
    held.set(source, (held.get(source) ?? 0) + (deleted === undefined ? 1 : -1));
    assert.ok((held.get(source) ?? 0) > 0, `${source} had no rule for a moment: ${event}`);
  }
});

lab("kill -9 and restart: nothing flickers, and what changed meanwhile leaves nothing stale", async (lab) => {
  const net = twoRouters(lab, "two subnets");
  configureBoth(net);
  const { laptop } = net;
  const config = uplinks(...BOTH4, ...BOTH6);
  await (await laptop.daemon([], { config }).converged()).kill9();
  const monitor = await laptop.monitor();
  laptop.ip("addr add 10.2.0.44/24 dev lan"); // its rule shows that the new process is at work, and is all that it does
  const again = laptop.daemon([], { config });
  const rules = ["1000: from 10.1.0.9 lookup 1000", "1001: from 10.2.0.9 lookup 1001"];
  await hasRules(laptop, 4, [...rules, "1001: from 10.2.0.44 lookup 1001"]);
  await again.converged();
  const events = (await monitor.events()).filter((event) => /(table|lookup) 100\d\b/.test(event));
  assert.deepEqual(
    events.map((event) => event.replace(/\s+/g, " ").replace(/ proto.*/, "")),
    ["1001: from 10.2.0.44 lookup 1001"],
  );

  await again.kill9();
  laptop.ip("addr delete 10.2.0.44/24 dev lan");
  laptop.ip("addr delete fd00:2::9/64 dev lan");
  laptop.ip("route replace default via 10.1.0.77 dev lan metric 100");
  // A rule of an address that is the other uplink's, as an earlier configuration may have left it.
  laptop.ip("rule add from 10.1.0.9 lookup 1001 priority 1001 protocol 77");
  laptop.daemon([], { config });
  await hasRules(laptop, 4, rules);
  await hasRules(laptop, 6, ["1002: from fd00:1::9 lookup 1002"]);
  await hasRoutes(laptop, 1000, 4, tableOf(net, 4));
  await hasRoutes(laptop, 1001, 4, tableOf(net, 4, "default via 10.2.0.1 dev lan metric 200"));
});
