// A link can be assigned before it exists: a USB modem, a VPN, a container's interface.
import assert from "node:assert/strict";
import { configure, hasRoutes, hasRules, lab, network, ours, SERVER4, SERVER6, uplinkRoutes } from "./lab/index.ts";

lab("an assigned link that does not exist yet has nothing, and everything once it appears", async (lab) => {
  const { laptop, uplinks } = network(lab);
  const [first, second] = uplinks;
  laptop.ip("link set u2 name later");
  laptop.ip("link set later netns", second.router.namespace);
  const daemon = await laptop.daemon(["-N", "u1:1000", "-N", "u2:2000"]).converged();
  assert.deepEqual(
    ours(laptop).filter((line) => line.includes("2000")),
    [],
  );
  await hasRoutes(laptop, 1000, 4, uplinkRoutes(first, 4));

  second.router.ip("link set later name u2 netns", laptop.namespace);
  laptop.ip("link set u2 up");
  configure(laptop, second);
  for (const family of [4, 6] as const) await hasRoutes(laptop, 2000, family, uplinkRoutes(second, family));
  await hasRules(laptop, 4, [`1000: from ${first.address4} lookup 1000`, `2000: from ${second.address4} lookup 2000`]);
  assert.equal(await laptop.ping(second.address4, SERVER4), true);
  assert.equal(await laptop.ping(second.address6, SERVER6), true);
  assert.equal(daemon.exit, undefined);
});

lab("with none of its links there, it waits for them", async (lab) => {
  const { laptop, uplinks } = network(lab);
  const [first] = uplinks;
  laptop.ip("link set u1 name later");
  const daemon = laptop.daemon(["-N", "u1:1000"]);
  laptop.ip("link set later name u1");
  await hasRules(laptop, 4, [`1000: from ${first.address4} lookup 1000`]);
  laptop.ip("link set u1 name later");
  await hasRules(laptop, 4, []);
  assert.deepEqual(ours(laptop), []);
  assert.equal(daemon.exit, undefined);
});
