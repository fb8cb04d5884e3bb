// Routes through nexthop objects, single and in groups: each table gets the legs of its own uplink, written out.
import { BOTH, eventually, hasRoutes, lab, network, uplinkRoutes } from "./lab/index.ts";

for (const when of ["at start", "live"] as const) {
  lab(`a route by the id of a single nexthop, ${when}, and the nexthop changing`, async (lab) => {
    const { laptop, uplinks } = network(lab);
    const [first, second] = uplinks;
    if (when === "live") await laptop.daemon(BOTH).converged();
    laptop.ipBatch(`
      nexthop add id 1 via 10.1.0.1 dev u1
      nexthop add id 6 via fd00:1::1 dev u1
      nexthop add id 9 blackhole
      route add 10.50.0.0/16 nhid 1 metric 5
      route add 10.60.0.0/16 nhid 9
      route add fd50::/16 nhid 6 metric 5
    `);
    if (when === "at start") laptop.daemon(BOTH);
    const blackhole = "blackhole 10.60.0.0/16";
    await hasRoutes(laptop, 1000, 4, [
      ...uplinkRoutes(first, 4),
      "10.50.0.0/16 via 10.1.0.1 dev u1 metric 5",
      blackhole,
    ]);
    await hasRoutes(laptop, 1000, 6, [...uplinkRoutes(first, 6), "fd50::/16 via fd00:1::1 dev u1 metric 5"]);
    await hasRoutes(laptop, 2000, 4, [...uplinkRoutes(second, 4), blackhole]);

    laptop.ip("nexthop replace id 1 via 10.1.0.3 dev u1");
    laptop.ip("nexthop replace id 6 via fd00:2::3 dev u2");
    await hasRoutes(laptop, 1000, 4, [
      ...uplinkRoutes(first, 4),
      "10.50.0.0/16 via 10.1.0.3 dev u1 metric 5",
      blackhole,
    ]);
    await hasRoutes(laptop, 1000, 6, uplinkRoutes(first, 6));
    await hasRoutes(laptop, 2000, 6, [...uplinkRoutes(second, 6), "fd50::/16 via fd00:2::3 dev u2 metric 5"]);

    laptop.ip("nexthop delete id 1");
    laptop.ip("nexthop delete id 9");
    await hasRoutes(laptop, 1000, 4, uplinkRoutes(first, 4));
    await hasRoutes(laptop, 2000, 4, uplinkRoutes(second, 4));

    // The kernel dropped the routes with their nexthops and said nothing; the same id brings none back.
    laptop.ip("nexthop add id 1 via 10.1.0.1 dev u1");
    laptop.ip("route add 10.70.0.0/16 via 10.1.0.1 dev u1");
    await hasRoutes(laptop, 1000, 4, [...uplinkRoutes(first, 4), "10.70.0.0/16 via 10.1.0.1 dev u1"]);
  });

  lab(`a route by the id of a nexthop group, ${when}, and the group changing`, async (lab) => {
    const { laptop, uplinks } = network(lab);
    const [first, second] = uplinks;
    if (when === "live") await laptop.daemon(BOTH).converged();
    laptop.ipBatch(`
      nexthop add id 1 via 10.1.0.1 dev u1
      nexthop add id 2 via 10.2.0.1 dev u2
      nexthop add id 3 via 10.1.0.3 dev u1
      nexthop add id 10 group 1/2,2
      route add 10.50.0.0/16 nhid 10
      nexthop add id 61 via fd00:1::1 dev u1
      nexthop add id 62 via fd00:2::1 dev u2
      nexthop add id 60 group 61/62
      route add fd50::/16 nhid 60 metric 5
    `);
    if (when === "at start") laptop.daemon(BOTH);
    await hasRoutes(laptop, 1000, 4, [...uplinkRoutes(first, 4), "10.50.0.0/16 via 10.1.0.1 dev u1"]);
    await hasRoutes(laptop, 2000, 4, [...uplinkRoutes(second, 4), "10.50.0.0/16 via 10.2.0.1 dev u2"]);
    await hasRoutes(laptop, 1000, 6, [...uplinkRoutes(first, 6), "fd50::/16 via fd00:1::1 dev u1 metric 5"]);
    await hasRoutes(laptop, 2000, 6, [...uplinkRoutes(second, 6), "fd50::/16 via fd00:2::1 dev u2 metric 5"]);

    laptop.ip("nexthop replace id 10 group 1,2/3");
    laptop.ip("nexthop replace id 60 group 62");
    await hasRoutes(laptop, 1000, 4, [
      ...uplinkRoutes(first, 4),
      "10.50.0.0/16 nexthop via 10.1.0.1 dev u1 weight 2 nexthop via 10.1.0.3 dev u1 weight 1",
    ]);
    await hasRoutes(laptop, 1000, 6, uplinkRoutes(first, 6));
    await hasRoutes(laptop, 2000, 4, uplinkRoutes(second, 4));

    laptop.ip("nexthop delete id 1");
    await hasRoutes(laptop, 1000, 4, [...uplinkRoutes(first, 4), "10.50.0.0/16 via 10.1.0.3 dev u1"]);
  });
}

lab(
  "a route by nexthop id, the cable pulled: the kernel drops it from main without a word, and the table follows",
  async (lab) => {
    const { laptop, uplinks } = network(lab);
    const [first] = uplinks;
    laptop.ip("nexthop add id 1 via 10.1.0.1 dev u1");
    laptop.ip("route add 10.50.0.0/16 nhid 1");
    await laptop.daemon(BOTH).converged();
    await hasRoutes(laptop, 1000, 4, [...uplinkRoutes(first, 4), "10.50.0.0/16 via 10.1.0.1 dev u1"]);
    first.router.ip("link set", first.routerLink, "down");
    await hasRoutes(laptop, 1000, 4, uplinkRoutes(first, 4));
    // The nexthop went the same way, so its id is free for another one.
    first.router.ip("link set", first.routerLink, "up");
    await eventually(() => laptop.ip("nexthop add id 1 via 10.1.0.3 dev u1"));
    laptop.ip("route add 10.70.0.0/16 nhid 1");
    await hasRoutes(laptop, 1000, 4, [...uplinkRoutes(first, 4), "10.70.0.0/16 via 10.1.0.3 dev u1"]);
  },
);
