// Two uplinks on one link, each by a router of its own: what tables and rules hold, and which way real packets take.
import { hasRoutes, hasRules, lab } from "./lab/index.ts";
import { configureBoth, twoRouters } from "./lab/two-routers.ts";
import { ALL_OWN, BOTH4, BOTH6, bothHold, goes, reload, tableOf, uplinks } from "./lab/two-routers-expect.ts";

lab("two subnets, a router each: packets of each address go by their own router", async (lab) => {
  const net = twoRouters(lab, "two subnets");
  configureBoth(net);
  await goes(
    net,
    "10.1.0.9 by router 1",
    "10.2.0.9 by none, no answer", // without multihomed, the first router drops it
    "fd00:1::9 by router 1",
    "fd00:2::9 by none, no answer",
  );
  await net.laptop.daemon([], { config: uplinks(...BOTH4, ...BOTH6) }).converged();
  await bothHold(net);
  await goes(net, ...ALL_OWN);
});

lab("one subnet, one address, two routers: two tables, and one rule, to the lowest priority", async (lab) => {
  const net = twoRouters(lab, "one subnet");
  configureBoth(net);
  const { laptop } = net;
  await goes(net, "10.1.0.9 by router 1", "fd00:1::9 by router 1");
  const said = [
    { gateway: "10.1.0.1", table: 1000 },
    { gateway: "10.1.0.2", table: 1001, priority: 900 },
    { gateway: "fd00:1::1", table: 1002 },
    { gateway: "fd00:1::2", table: 1003, priority: 901 },
  ];
  await laptop.daemon([], { config: uplinks(...said) }).converged();
  await hasRules(laptop, 4, ["900: from 10.1.0.9 lookup 1001"]);
  await hasRules(laptop, 6, ["901: from fd00:1::9 lookup 1003"]);
  for (const [table, family, gateway, metric] of [
    [1000, 4, "10.1.0.1", 100],
    [1001, 4, "10.1.0.2", 200],
    [1002, 6, "fd00:1::1", 100],
    [1003, 6, "fd00:1::2", 200],
  ] as const) {
    await hasRoutes(laptop, table, family, tableOf(net, family, `default via ${gateway} dev lan metric ${metric}`));
  }
  await goes(net, "10.1.0.9 by router 2", "fd00:1::9 by router 2");
  // Whoever leads packets to the other table has them go by the other router.
  laptop.ip("rule add from 10.1.0.9 lookup 1000 priority 5");
  laptop.ip("-6 rule add from fd00:1::9 lookup 1002 priority 5");
  await goes(net, "10.1.0.9 by router 1", "fd00:1::9 by router 1");
});

lab("IPv6 routers by link-local addresses: a table each, and all rules to the lowest priority", async (lab) => {
  const net = twoRouters(lab, "two subnets");
  configureBoth(net, "link-local");
  const { laptop } = net;
  const second = { gateway: "fe80::2", table: 1001 };
  const daemon = laptop.daemon([], { config: uplinks({ gateway: "fe80::1", table: 1000 }, second) });
  await hasRoutes(laptop, 1000, 6, tableOf(net, 6, "default via fe80::1 dev lan metric 100"));
  await hasRoutes(laptop, 1001, 6, tableOf(net, 6, "default via fe80::2 dev lan metric 200"));
  await hasRules(laptop, 6, ["1000: from fd00:1::9 lookup 1000", "1000: from fd00:2::9 lookup 1000"]);
  await hasRules(laptop, 4, []);
  for (const table of [1000, 1001]) await hasRoutes(laptop, table, 4, []);
  await goes(net, "fd00:1::9 by router 1");
  reload(daemon, { gateway: "fe80::1", table: 1000, priority: 1002 }, second);
  await hasRules(laptop, 6, ["1001: from fd00:1::9 lookup 1001", "1001: from fd00:2::9 lookup 1001"]);
  await goes(net, "fd00:2::9 by router 2");
});

lab("a multipath default over both routers: each table has its own leg, of both families", async (lab) => {
  const net = twoRouters(lab, "two subnets");
  configureBoth(net);
  const { laptop } = net;
  for (const [one, other] of [
    ["10.1.0.1", "10.2.0.1"],
    ["fd00:1::1", "fd00:2::1"],
  ]) {
    const legs = [one, other].map((gateway, index) => `nexthop via ${gateway} dev lan weight ${index + 1}`);
    laptop.ip(`route add default metric 5 ${legs.join(" ")}`);
  }
  await laptop.daemon([], { config: uplinks(...BOTH4, ...BOTH6) }).converged();
  for (const [table, family, gateway, metric] of [
    [1000, 4, "10.1.0.1", 100],
    [1001, 4, "10.2.0.1", 200],
    [1002, 6, "fd00:1::1", 100],
    [1003, 6, "fd00:2::1", 200],
  ] as const) {
    const via = `default via ${gateway} dev lan metric`;
    await hasRoutes(laptop, table, family, tableOf(net, family, `${via} 5`, `${via} ${metric}`));
  }
  await goes(net, ...ALL_OWN);
});
