// Legs of every kind: links without a router, routers of the other family, several routers on one link, defaults of
// several legs; and what the kernel would give a wrong source takes no part.
import assert from "node:assert/strict";
import { balance, nexthops, spreads } from "./lab/balance.ts";
import { eventually, lab, rules } from "./lab/index.ts";
import { destinations, links, spread, wentBy } from "./lab/spread.ts";
import { configureBoth, passed, twoRouters } from "./lab/two-routers.ts";

const FAMILIES = [4, 6] as const;

lab(
  "defaults without a router, on links without neighbours such as PPP's: all flows arrive, of both families",
  async (lab) => {
    const net = spread(lab);
    const { laptop, uplinks } = net;
    for (const { link, router, routerLink, metric } of uplinks) {
      // As there is nobody else, the kernel writes its own hardware address on what it sends.
      laptop.ip("link set", link, "arp off");
      router.ip("link set", routerLink, "address", addressOf(laptop.ip("link show", link)));
      for (const family of FAMILIES) laptop.ip(`-${family} route replace default dev`, link, "metric", `${metric - 1}`);
      for (const family of FAMILIES) laptop.ip(`-${family} route delete default dev`, link, "metric", `${metric}`);
    }
    laptop.daemon([], { config: balance([1, 1]) });
    for (const family of FAMILIES) {
      await spreads(laptop, family, ["u1 1", "u2 1"]);
      assert.deepEqual(new Set((await links(net, destinations(family, 60))).values()), new Set(["u1", "u2"]));
    }
  },
);

lab(
  "a default of IPv6 without a router on a link with neighbours takes no part, the others do; which is said",
  async (lab) => {
    const { laptop } = spread(lab);
    laptop.ip("-6 route add default dev u2 metric 50");
    const daemon = laptop.daemon([], { config: balance([1, 1]) });
    await spreads(laptop, 4, ["u1 1", "u2 1"]);
    await spreads(laptop, 6, ["u1"]);
    await eventually(() =>
      assert.match(daemon.stderr, /\[warning\] u2: takes no part in balance of IPv6: its default names no/),
    );
  },
);

lab("IPv4 by routers with IPv6 addresses, and by one leg of a default that has several", async (lab) => {
  const net = spread(lab);
  const { laptop } = net;
  for (const { link } of net.uplinks) laptop.ip("-4 route delete default dev", link);
  laptop.ip(
    "-4 route add default nexthop via inet6 fd00:1::1 dev u1 weight 7 nexthop via inet6 fd00:2::1 dev u2 weight 1",
  );
  laptop.daemon([], { config: balance([1, 3]) });
  for (const family of FAMILIES) await spreads(laptop, family, ["u1 1", "u2 3"]);
  const by = await links(net, destinations(4, 100));
  assert.deepEqual(new Set(by.values()), new Set(["u1", "u2"]));
});

lab(
  "two routers on one link: IPv4 leaves by each with an address of its subnet; IPv6 takes no part, which is said",
  async (lab) => {
    const net = twoRouters(lab, "two subnets");
    configureBoth(net);
    const { laptop, routers } = net;
    const uplinks = routers.flatMap(({ gateway4, gateway6 }, n) =>
      [gateway4, gateway6].map(
        (gateway, at) =>
          `[[uplink]]\ninterface = "lan"\ntable = ${1000 + 2 * n + at}\nweight = ${n + 1}\ngateway = "${gateway}"\n`,
      ),
    );
    const daemon = laptop.daemon([], { config: `${uplinks.join("")}[balance]\nenabled = true\n` });
    await spreads(laptop, 4, ["lan 1", "lan 2"]);
    await spreads(laptop, 6, []);
    await eventually(() =>
      assert.match(daemon.stderr, /\[warning\] lan: takes no part in balance of IPv6: the kernel would give/),
    );
    for (const router of routers) passed(router);
    // To the server's own address: the routers have no way to others.
    for (let port = 1; port <= 40; port++) {
      laptop.exec("bash", "-c", `echo x > /dev/udp/203.0.113.1/${port}`);
    }
    assert.deepEqual(routers.map(passed), [["10.1.0.9"], ["10.2.0.9"]]);
  },
);

lab("a default that prefers a source outside its router's subnet takes no part, and does with another", async (lab) => {
  const net = spread(lab);
  const { laptop } = net;
  laptop.ip("addr add 203.0.113.55/32 dev u1");
  laptop.ip("route replace default via 10.1.0.1 dev u1 metric 100 src 203.0.113.55");
  const daemon = laptop.daemon([], { config: balance([1, 1]) });
  await spreads(laptop, 4, ["u2 1"]);
  await spreads(laptop, 6, ["u1 1", "u2 1"]);
  await eventually(() => assert.match(daemon.stderr, /\[warning\] u1: takes no part in balance of IPv4/));
  laptop.ip("route replace default via 10.1.0.1 dev u1 metric 100 src 10.1.0.2");
  await spreads(laptop, 4, ["u1 1", "u2 1"]);
});

lab(
  "another router of an uplink: its objects are replaced where they are, and flows stay with the uplink",
  async (lab) => {
    const net = spread(lab);
    const { laptop, uplinks } = net;
    const [first] = uplinks;
    first.router.ip("addr add 10.1.0.254/24 dev", first.routerLink);
    laptop.daemon([], { config: balance([1, 1]) });
    await spreads(laptop, 4, ["u1 1", "u2 1"]);
    const flows = destinations(4, 100);
    const before = await links(net, flows);
    const [id] = nexthops(laptop).flatMap((line) => (line.includes("via 10.1.0.1 ") ? (line.split(" ")[1] ?? []) : []));
    laptop.ip("route replace default via 10.1.0.254 dev u1 metric 100");
    await eventually(() => assert.match(laptop.ip("nexthop get id", id ?? ""), /via 10\.1\.0\.254 /));
    await eventually(() => assert.ok(!nexthops(laptop).some((line) => line.includes("via 10.1.0.1 "))));
    assert.deepEqual(await links(net, flows), before);
  },
);

lab(
  "a link that gets an uplink's name takes part, and one that loses it does not; without IPv6 nothing is made for it",
  async (lab) => {
    const net = spread(lab);
    const { laptop } = net;
    for (const scope of ["all", "default"]) laptop.sysctl(`net.ipv6.conf.${scope}.disable_ipv6`, 1);
    laptop.ip("link set u2 name wan2");
    laptop.daemon([], { config: balance([1, 1]) });
    await spreads(laptop, 4, ["u1 1"]);
    laptop.ip("link set wan2 name u2");
    await spreads(laptop, 4, ["u1 1", "u2 1"]);
    await wentBy(net, 0);
    laptop.ip("link set u2 name wan2");
    await spreads(laptop, 4, ["u1 1"]);
    assert.deepEqual(rules(laptop, 6), []);
  },
);

const addressOf = (listing: string): string => /link\/ether (\S+)/.exec(listing)?.[1] ?? assert.fail(listing);
