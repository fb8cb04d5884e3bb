// A link leaves for another network namespace, as containers and VPN clients move links, and comes back.
import assert from "node:assert/strict";
import { BOTH, configure, hasRoutes, hasRules, lab, network, SERVER4, SERVER6, uplinkRoutes } from "./lab/index.ts";

for (const [title, sameIndex] of [
  ["a link that is moved to another namespace and back is assigned again", true],
  ["a link that comes back with another index is assigned again", false],
] as const) {
  lab(title, async (lab) => {
    const { laptop, uplinks } = network(lab);
    const [first, second] = uplinks;
    const elsewhere = lab.host("elsewhere");
    await laptop.daemon(BOTH).converged();
    const [{ ifindex } = { ifindex: 0 }] = laptop.json<{ ifindex: number }[]>("link show u1");

    laptop.ip("link set u1 netns", elsewhere.namespace);
    await hasRules(laptop, 4, [`2000: from ${second.address4} lookup 2000`]);
    await hasRules(laptop, 6, [`2000: from ${second.address6} lookup 2000`]);
    for (const family of [4, 6] as const) {
      await hasRoutes(laptop, 1000, family, []);
      await hasRoutes(laptop, 2000, family, uplinkRoutes(second, family));
    }
    if (!sameIndex) laptop.ip("link add name taken index", String(ifindex), "type bridge");

    elsewhere.ip("link set u1 netns", laptop.namespace);
    laptop.ip("link set u1 up");
    configure(laptop, first);
    for (const family of [4, 6] as const) {
      await hasRoutes(laptop, 1000, family, uplinkRoutes(first, family));
      await hasRoutes(laptop, 2000, family, uplinkRoutes(second, family));
    }
    await hasRules(laptop, 4, [
      `1000: from ${first.address4} lookup 1000`,
      `2000: from ${second.address4} lookup 2000`,
    ]);
    await hasRules(laptop, 6, [
      `1000: from ${first.address6} lookup 1000`,
      `2000: from ${second.address6} lookup 2000`,
    ]);
    const [now] = laptop.json<{ ifindex: number }[]>("link show u1");
    assert.equal(now?.ifindex === ifindex, sameIndex);
    assert.equal(await laptop.ping(second.address4, SERVER4), true);
    assert.equal(await laptop.ping(second.address6, SERVER6), true);
  });
}
