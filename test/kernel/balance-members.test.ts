// An uplink takes part while it has a carrier, an address and a default: it leaves with each of them, and comes back.
import assert from "node:assert/strict";
import { balance, nexthops, spreads } from "./lab/balance.ts";
import { configure, eventually, type Host, lab, type UplinkNetwork } from "./lab/index.ts";
import { destinations, links, type Spread, spread } from "./lab/spread.ts";

const ALL = ["u1 1", "u2 2", "u3 3"];
const WITHOUT = ["u1 1", "u3 3"];

let port = 20_000;

/** All new flows arrive, whichever uplinks there are, and each of these carries some. */
async function arrives(net: Spread, legs: readonly string[]): Promise<void> {
  for (const family of [4, 6] as const) {
    const by = await links(net, destinations(family, 60, port++));
    assert.deepEqual(
      [...new Set(by.values())].sort(),
      legs.map((leg) => leg.split(" ")[0]),
    );
  }
}

interface Loss {
  readonly what: string;
  lose(laptop: Host, uplink: UplinkNetwork): void;
  regain(laptop: Host, uplink: UplinkNetwork): void;
}

const LOSSES: readonly Loss[] = [
  {
    what: "has no carrier",
    lose: (_, { router, routerLink }) => router.ip("link set", routerLink, "down"),
    regain: (_, { router, routerLink }) => router.ip("link set", routerLink, "up"),
  },
  {
    what: "is down",
    lose: (laptop, { link }) => laptop.ip("link set", link, "down"),
    regain(laptop, uplink) {
      const { link, address6, gateway4, gateway6, metric } = uplink;
      laptop.ip("link set", link, "up");
      laptop.ip("addr add", `${address6}/64`, "dev", link);
      for (const by of [gateway4, gateway6]) laptop.ip("route add default via", by, "dev", link, "metric", `${metric}`);
    },
  },
  {
    what: "is gone",
    lose: (laptop, { link }) => laptop.ip("link delete", link),
    regain(laptop, uplink) {
      const { link, router, routerLink, gateway4, gateway6 } = uplink;
      laptop.lab.veth(laptop, link, router, routerLink);
      router.ip("addr add", `${gateway4}/24`, "dev", routerLink);
      router.ip("addr add", `${gateway6}/64`, "dev", routerLink);
      configure(laptop, uplink);
    },
  },
  {
    what: "has no addresses",
    lose(laptop, { link, address4, address6 }) {
      laptop.ip("addr delete", `${address4}/24`, "dev", link);
      laptop.ip("addr delete", `${address6}/64`, "dev", link);
    },
    regain(laptop, { link, address4, address6, gateway4, gateway6, metric }) {
      laptop.ip("addr add", `${address4}/24`, "dev", link);
      laptop.ip("addr add", `${address6}/64`, "dev", link);
      for (const by of [gateway4, gateway6])
        laptop.ip("route replace default via", by, "dev", link, "metric", `${metric}`);
    },
  },
  {
    what: "has no defaults",
    lose(laptop, { link }) {
      for (const family of ["-4", "-6"]) laptop.ip(family, "route delete default dev", link);
    },
    regain(laptop, { link, gateway4, gateway6, metric }) {
      for (const by of [gateway4, gateway6]) laptop.ip("route add default via", by, "dev", link, "metric", `${metric}`);
    },
  },
];

for (const { what, lose, regain } of LOSSES) {
  lab(`an uplink that ${what} has no part, and has it again afterwards`, async (lab) => {
    const net = spread(lab, 3);
    const { laptop } = net;
    const [, second] = net.uplinks;
    laptop.daemon([], { config: balance([1, 2, 3]) });
    for (const family of [4, 6] as const) await spreads(laptop, family, ALL);
    await arrives(net, ALL);
    const before = nexthops(laptop);
    lose(laptop, second);
    for (const family of [4, 6] as const) await spreads(laptop, family, WITHOUT);
    await eventually(() =>
      assert.deepEqual(
        nexthops(laptop).filter((line) => line.includes("dev u2")),
        [],
      ),
    );
    await arrives(net, WITHOUT);
    regain(laptop, second);
    for (const family of [4, 6] as const) await spreads(laptop, family, ALL);
    assert.equal(nexthops(laptop).length, before.length);
    await arrives(net, ALL);
  });
}

lab("all uplinks lost and back, one after the other, several times: it is as at first", async (lab) => {
  const net = spread(lab);
  const { laptop, uplinks } = net;
  laptop.daemon([], { config: balance([1, 2]) });
  for (const family of [4, 6] as const) await spreads(laptop, family, ["u1 1", "u2 2"]);
  const before = nexthops(laptop).length;
  const cables = (how: string) => {
    for (const { router, routerLink } of uplinks) router.ip("link set", routerLink, how);
  };
  for (let times = 0; times < 5; times++) {
    cables("down");
    for (const family of [4, 6] as const) await spreads(laptop, family, []);
    assert.deepEqual(nexthops(laptop), []);
    cables("up");
    for (const family of [4, 6] as const) await spreads(laptop, family, ["u1 1", "u2 2"]);
    // Without a pause in between: the kernel has dropped everything before anyone can look.
    cables("down");
    cables("up");
    for (const family of [4, 6] as const) await spreads(laptop, family, ["u1 1", "u2 2"]);
  }
  await arrives(net, ["u1 1", "u2 2"]);
  assert.equal(nexthops(laptop).length, before);
});
