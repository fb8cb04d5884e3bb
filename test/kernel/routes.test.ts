// Kinds of routes, at start and live: what leaves by an uplink is in its table, in the same words, and nothing else.
import { BOTH, hasRoutes, lab, network, uplinkRoutes } from "./lab/index.ts";

const LEADING_NOWHERE4 = ["blackhole 10.61.0.0/16", "unreachable 10.62.0.0/16 metric 7", "prohibit 10.63.0.0/16"];
const LEADING_NOWHERE6 = [
  "blackhole fd61::/16 metric 1024",
  "unreachable fd62::/16 metric 7",
  "prohibit fd63::/16 metric 1024",
];

for (const when of ["at start", "live"] as const) {
  lab(`a multipath route, ${when}: each table gets the legs of its own uplink`, async (lab) => {
    const { laptop, uplinks } = network(lab);
    const [first, second] = uplinks;
    if (when === "live") await laptop.daemon(BOTH).converged();
    laptop.ipBatch(`
      route add 10.51.0.0/16 nexthop via 10.1.0.1 dev u1 weight 3 nexthop via 10.2.0.1 dev u2
      route add 10.52.0.0/16 nexthop via 10.1.0.1 dev u1 nexthop via 10.1.0.3 dev u1 weight 2 nexthop via 10.2.0.1 dev u2
      route add fd51::/16 metric 9 nexthop via fd00:1::1 dev u1 nexthop via fd00:2::1 dev u2
      route add fd52::/16 metric 9 nexthop via fd00:1::1 dev u1 nexthop via fd00:1::3 dev u1 nexthop via fd00:2::1 dev u2
    `);
    if (when === "at start") laptop.daemon(BOTH);
    await hasRoutes(laptop, 1000, 4, [
      ...uplinkRoutes(first, 4),
      "10.51.0.0/16 via 10.1.0.1 dev u1",
      "10.52.0.0/16 nexthop via 10.1.0.1 dev u1 weight 1 nexthop via 10.1.0.3 dev u1 weight 2",
    ]);
    await hasRoutes(laptop, 1000, 6, [
      ...uplinkRoutes(first, 6),
      "fd51::/16 via fd00:1::1 dev u1 metric 9",
      "fd52::/16 metric 9 nexthop via fd00:1::1 dev u1 weight 1 nexthop via fd00:1::3 dev u1 weight 1",
    ]);
    await hasRoutes(laptop, 2000, 4, [
      ...uplinkRoutes(second, 4),
      "10.51.0.0/16 via 10.2.0.1 dev u2",
      "10.52.0.0/16 via 10.2.0.1 dev u2",
    ]);
    laptop.ip("route delete 10.51.0.0/16");
    laptop.ip("route delete fd52::/16 metric 9 via fd00:2::1 dev u2");
    await hasRoutes(laptop, 2000, 4, [...uplinkRoutes(second, 4), "10.52.0.0/16 via 10.2.0.1 dev u2"]);
    await hasRoutes(laptop, 2000, 6, [...uplinkRoutes(second, 6), "fd51::/16 via fd00:2::1 dev u2 metric 9"]);
  });

  lab(`a blackhole, unreachable or prohibit route, ${when}: in every table, unless it is a default`, async (lab) => {
    const { laptop, uplinks } = network(lab);
    const [first, second] = uplinks;
    if (when === "live") await laptop.daemon(BOTH).converged();
    for (const route of [...LEADING_NOWHERE4, ...LEADING_NOWHERE6]) laptop.ip("route add", route);
    laptop.ip("route add blackhole default metric 9999");
    laptop.ip("-6 route add blackhole default metric 9999");
    if (when === "at start") laptop.daemon(BOTH);
    await hasRoutes(laptop, 1000, 4, [...uplinkRoutes(first, 4), ...LEADING_NOWHERE4]);
    await hasRoutes(laptop, 1000, 6, [...uplinkRoutes(first, 6), ...LEADING_NOWHERE6]);
    await hasRoutes(laptop, 2000, 4, [...uplinkRoutes(second, 4), ...LEADING_NOWHERE4]);
    for (const route of [...LEADING_NOWHERE4, ...LEADING_NOWHERE6]) laptop.ip("route delete", route);
    await hasRoutes(laptop, 1000, 4, uplinkRoutes(first, 4));
    await hasRoutes(laptop, 1000, 6, uplinkRoutes(first, 6));
  });
}

lab("a replaced route: the table has the new one and not the old one", async (lab) => {
  const { laptop, uplinks } = network(lab);
  const [first, second] = uplinks;
  laptop.ip("route add 10.50.0.0/16 via 10.1.0.1 dev u1 metric 5");
  laptop.ip("route add fd50::/16 via fd00:1::1 dev u1 metric 5");
  await laptop.daemon(BOTH).converged();

  laptop.ip("route replace 10.50.0.0/16 via 10.1.0.3 dev u1 metric 5 mtu 1300");
  laptop.ip("route replace fd50::/16 via fd00:1::3 dev u1 metric 5 mtu 1300");
  await hasRoutes(laptop, 1000, 4, [...uplinkRoutes(first, 4), "10.50.0.0/16 via 10.1.0.3 dev u1 metric 5 mtu 1300"]);
  await hasRoutes(laptop, 1000, 6, [...uplinkRoutes(first, 6), "fd50::/16 via fd00:1::3 dev u1 metric 5 mtu 1300"]);

  laptop.ip("route replace 10.50.0.0/16 via 10.2.0.1 dev u2 metric 5");
  laptop.ip("route replace fd50::/16 via fd00:2::1 dev u2 metric 5");
  await hasRoutes(laptop, 1000, 4, uplinkRoutes(first, 4));
  await hasRoutes(laptop, 1000, 6, uplinkRoutes(first, 6));
  await hasRoutes(laptop, 2000, 4, [...uplinkRoutes(second, 4), "10.50.0.0/16 via 10.2.0.1 dev u2 metric 5"]);
  await hasRoutes(laptop, 2000, 6, [...uplinkRoutes(second, 6), "fd50::/16 via fd00:2::1 dev u2 metric 5"]);

  laptop.ip("route replace blackhole 10.50.0.0/16 metric 5");
  await hasRoutes(laptop, 1000, 4, [...uplinkRoutes(first, 4), "blackhole 10.50.0.0/16 metric 5"]);
  await hasRoutes(laptop, 2000, 4, [...uplinkRoutes(second, 4), "blackhole 10.50.0.0/16 metric 5"]);
});

lab("an appended route, the first one deleted: the table follows the one that is used", async (lab) => {
  const { laptop, uplinks } = network(lab);
  const [first] = uplinks;
  await laptop.daemon(BOTH).converged();
  laptop.ip("route add 10.50.0.0/16 via 10.1.0.3 dev u1");
  laptop.ip("route append 10.50.0.0/16 via 10.1.0.4 dev u1");
  laptop.ip("route add fd50::/16 via fd00:1::3 dev u1 metric 9");
  laptop.ip("route append fd50::/16 via fd00:1::4 dev u1 metric 9");
  await hasRoutes(laptop, 1000, 4, [...uplinkRoutes(first, 4), "10.50.0.0/16 via 10.1.0.3 dev u1"]);
  await hasRoutes(laptop, 1000, 6, [
    ...uplinkRoutes(first, 6),
    "fd50::/16 metric 9 nexthop via fd00:1::3 dev u1 weight 1 nexthop via fd00:1::4 dev u1 weight 1",
  ]);
  laptop.ip("route delete 10.50.0.0/16 via 10.1.0.3 dev u1");
  laptop.ip("route delete fd50::/16 via fd00:1::3 dev u1 metric 9");
  await hasRoutes(laptop, 1000, 4, [...uplinkRoutes(first, 4), "10.50.0.0/16 via 10.1.0.4 dev u1"]);
  await hasRoutes(laptop, 1000, 6, [...uplinkRoutes(first, 6), "fd50::/16 via fd00:1::4 dev u1 metric 9"]);
});

lab("routes with every attribute are copied word for word", async (lab) => {
  const { laptop, uplinks } = network(lab);
  const [first] = uplinks;
  const kinds4 = [
    "10.41.0.0/16 tos 0x10 via 10.1.0.1 dev u1 metric 5",
    "10.42.0.0/16 via 10.77.0.1 dev u1 onlink",
    "10.43.0.0/16 via inet6 fe80::9 dev u1 src 10.1.0.2",
    "10.44.0.0/16 dev u1 scope link",
  ];
  const kinds6 = ["fd41::/16 via fd00:1::1 dev u1 metric 5 pref high", "fd42::/16 dev u1 src fd00:1::2 metric 5"];
  for (const route of [...kinds4, ...kinds6]) laptop.ip("route add", route);
  await laptop.daemon(BOTH).converged();
  laptop.ip("route add 10.45.0.0/16 via 10.1.0.1 dev u1 metric 5 mtu 1200 advmss 1100 initcwnd 20");
  await hasRoutes(laptop, 1000, 4, [
    ...uplinkRoutes(first, 4),
    ...kinds4,
    "10.45.0.0/16 via 10.1.0.1 dev u1 metric 5 mtu 1200 advmss 1100 initcwnd 20",
  ]);
  await hasRoutes(laptop, 1000, 6, [...uplinkRoutes(first, 6), ...kinds6]);
});

lab("two defaults of one metric by two links, each in its own table", async (lab) => {
  const { laptop, uplinks } = network(lab);
  const [first, second] = uplinks;
  laptop.ip("route delete default dev u2");
  laptop.ip("-6 route delete default dev u2");
  await laptop.daemon(BOTH).converged();
  laptop.ip("route append default via 10.2.0.1 dev u2 proto dhcp metric 100");
  laptop.ip("-6 route append default via fd00:2::1 dev u2 proto dhcp metric 100");
  const same = [
    { ...first, metric: 100 },
    { ...second, metric: 100 },
  ] as const;
  await hasRoutes(laptop, 1000, 4, uplinkRoutes(same[0], 4));
  await hasRoutes(laptop, 1000, 6, uplinkRoutes(same[0], 6));
  await hasRoutes(laptop, 2000, 4, uplinkRoutes(same[1], 4));
  await hasRoutes(laptop, 2000, 6, uplinkRoutes(same[1], 6));

  laptop.ip("route delete default via 10.1.0.1 dev u1");
  laptop.ip("-6 route delete default via fd00:1::1 dev u1");
  const without = (family: 4 | 6) => uplinkRoutes(first, family).filter((line) => !line.startsWith("default"));
  await hasRoutes(laptop, 1000, 4, without(4));
  await hasRoutes(laptop, 1000, 6, without(6));
  await hasRoutes(laptop, 2000, 4, uplinkRoutes(same[1], 4));
  await hasRoutes(laptop, 2000, 6, uplinkRoutes(same[1], 6));
});
