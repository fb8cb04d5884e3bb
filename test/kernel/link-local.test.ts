// Every link has the same IPv6 link-local prefix with the same metric, and often the same router address too.
import assert from "node:assert/strict";
import { BOTH, GUARD, hasRoutes, lab, network, routes, SERVER6, sentPackets } from "./lab/index.ts";

function table(link: string, prefix: string): string[] {
  return [
    `${prefix} dev ${link} metric 256`,
    `fe80::/64 dev ${link} metric 256`,
    `default via fe80::1 dev ${link} metric 100`,
    GUARD,
  ];
}

lab("two links with one link-local prefix, router and metric each have their own routes", async (lab) => {
  const { laptop, uplinks } = network(lab, { bare: true });
  const [first, second] = uplinks;
  for (const { link, address6, router, routerLink } of [first, second]) {
    router.ip("addr add fe80::1/64 dev", routerLink);
    laptop.ip("addr add", `${address6}/64`, "dev", link);
  }
  laptop.ip("-6 route add default via fe80::1 dev u1 metric 100");
  await laptop.daemon(BOTH).converged();
  await hasRoutes(laptop, 1000, 6, table("u1", first.prefix6));

  // The kernel makes one route with two legs of it.
  laptop.ip("-6 route append default via fe80::1 dev u2 metric 100");
  const [shared] = routes(laptop, "main", 6).filter((route) => route.startsWith("default"));
  assert.match(shared ?? "", /nexthop via fe80::1 dev u1 .*nexthop via fe80::1 dev u2 /);
  await hasRoutes(laptop, 1000, 6, table("u1", first.prefix6));
  await hasRoutes(laptop, 2000, 6, table("u2", second.prefix6));
  assert.equal(await laptop.ping(first.address6, SERVER6), true);
  assert.equal(await laptop.ping(second.address6, SERVER6), true);
  assert.equal(sentPackets(laptop)[`u1 ${first.address6}`], 1);
  assert.equal(sentPackets(laptop)[`u2 ${second.address6}`], 1);

  laptop.ip("-6 route delete default via fe80::1 dev u1 metric 100");
  laptop.ip("-6 route delete fe80::/64 dev u1");
  await hasRoutes(laptop, 1000, 6, [`${first.prefix6} dev u1 metric 256`, GUARD]);
  await hasRoutes(laptop, 2000, 6, table("u2", second.prefix6));
});
