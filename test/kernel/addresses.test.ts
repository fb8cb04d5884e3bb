// Addresses: one rule for each local one, whatever its peer, its prefix lengths and its end.
import assert from "node:assert/strict";
import { BOTH, hasRoutes, hasRules, lab, network, uplinkRoutes } from "./lab/index.ts";

const FIRST4 = "1000: from 10.1.0.2 lookup 1000";
const SECOND4 = "2000: from 10.2.0.2 lookup 2000";
const FIRST6 = "1000: from fd00:1::2 lookup 1000";
const SECOND6 = "2000: from fd00:2::2 lookup 2000";

for (const when of ["at start", "live"] as const) {
  lab(`a point-to-point address, ${when}: the rule is for the local address, not for the peer`, async (lab) => {
    const { laptop } = network(lab);
    if (when === "live") await laptop.daemon(BOTH).converged();
    laptop.ip("addr add 10.99.0.1 peer 10.99.0.2/32 dev u1");
    laptop.ip("addr add fd99::1 peer fd99::2/128 dev u1");
    if (when === "at start") laptop.daemon(BOTH);
    await hasRules(laptop, 4, [FIRST4, SECOND4, "1000: from 10.99.0.1 lookup 1000"]);
    await hasRules(laptop, 6, [FIRST6, SECOND6, "1000: from fd99::1 lookup 1000"]);
    laptop.ip("addr delete 10.99.0.1 peer 10.99.0.2/32 dev u1");
    laptop.ip("addr delete fd99::1 peer fd99::2/128 dev u1");
    await hasRules(laptop, 4, [FIRST4, SECOND4]);
    await hasRules(laptop, 6, [FIRST6, SECOND6]);
  });
}

lab("one address with two prefix lengths, one removed: its rule never goes until both are", async (lab) => {
  const { laptop } = network(lab);
  laptop.ip("addr add 10.1.0.2/16 dev u1");
  const daemon = await laptop.daemon(BOTH).converged();
  await hasRules(laptop, 4, [FIRST4, SECOND4]);
  const monitor = await laptop.monitor();
  laptop.ip("addr delete 10.1.0.2/24 dev u1");
  await daemon.converged();
  await hasRules(laptop, 4, [FIRST4, SECOND4]);
  const lost = (await monitor.deletions()).filter((event) => event.includes("lookup"));
  assert.deepEqual(lost, []);
  laptop.ip("addr delete 10.1.0.2/16 dev u1");
  await hasRules(laptop, 4, [SECOND4]);
});

lab("a changed address, as a DHCP renewal brings it: its rule comes, the old one goes", async (lab) => {
  const { laptop } = network(lab);
  laptop.sysctl("net.ipv4.conf.all.promote_secondaries", 1); // as DHCP clients have it: the new address outlives the old
  await laptop.daemon(BOTH).converged();
  laptop.ip("addr add 10.1.0.9/24 dev u1");
  await hasRules(laptop, 4, [FIRST4, SECOND4, "1000: from 10.1.0.9 lookup 1000"]);
  laptop.ip("addr delete 10.1.0.2/24 dev u1");
  await hasRules(laptop, 4, ["1000: from 10.1.0.9 lookup 1000", SECOND4]);
  laptop.ip("-6 addr replace fd00:1::9/64 dev u1");
  laptop.ip("-6 addr delete fd00:1::2/64 dev u1");
  await hasRules(laptop, 6, ["1000: from fd00:1::9 lookup 1000", SECOND6]);
});

lab("an address removed that routes prefer as source: they leave the table with it", async (lab) => {
  const { laptop, uplinks } = network(lab);
  const [first] = uplinks;
  laptop.ip("addr add 10.91.0.2/24 dev u1");
  laptop.ip("route add 10.50.0.0/16 via 10.1.0.1 dev u1 src 10.91.0.2");
  await laptop.daemon(BOTH).converged();
  await hasRoutes(laptop, 1000, 4, [
    ...uplinkRoutes(first, 4),
    "10.91.0.0/24 dev u1 scope link src 10.91.0.2",
    "10.50.0.0/16 via 10.1.0.1 dev u1 src 10.91.0.2",
  ]);
  laptop.ip("addr delete 10.91.0.2/24 dev u1");
  await hasRoutes(laptop, 1000, 4, uplinkRoutes(first, 4));
  await hasRules(laptop, 4, [FIRST4, SECOND4]);
});
