// A thousand addresses on one link: as many rules, at once, at the start, and none when they go.
import assert from "node:assert/strict";
import { BOTH, type Host, hasRules, lab, network, rules, SERVER4 } from "./lab/index.ts";

const COUNT = 1000;
const PATIENCE = { timeout: 10_000, interval: 100 };

const addresses4 = Array.from({ length: COUNT }, (_, n) => `10.1.${1 + Math.floor(n / 250)}.${1 + (n % 250)}`);
const addresses6 = Array.from({ length: COUNT }, (_, n) => `fd00:1::1:${(n + 1).toString(16)}`);

function addAll(laptop: Host): void {
  const lines = [
    ...addresses4.map((address) => `addr add ${address}/16 dev u1`),
    ...addresses6.map((address) => `addr add ${address}/64 dev u1 nodad`),
  ];
  laptop.ipBatch(lines.join("\n"));
}

lab(
  "a thousand addresses of each family have a thousand rules each",
  async (lab) => {
    const { laptop, uplinks } = network(lab);
    const [first, second] = uplinks;
    const own = (addresses: readonly string[]) => addresses.map((address) => `1000: from ${address} lookup 1000`);
    const other4 = `2000: from ${second.address4} lookup 2000`;
    const other6 = `2000: from ${second.address6} lookup 2000`;
    first.router.ip("route add 10.1.0.0/16 dev", first.routerLink);
    const daemon = await laptop.daemon(BOTH).converged();

    addAll(laptop);
    await hasRules(laptop, 4, [...own([first.address4, ...addresses4]), other4], PATIENCE);
    await hasRules(laptop, 6, [...own([first.address6, ...addresses6]), other6], PATIENCE);
    assert.equal(await laptop.ping(addresses4[COUNT - 1] ?? "", "10.1.0.1"), true);

    // Deleting the primary address of the subnet takes the other 999 with it.
    laptop.ip(`addr delete ${addresses4[0]}/16 dev u1`);
    await hasRules(laptop, 4, [...own([first.address4]), other4], PATIENCE);
    await daemon.stop();
    assert.deepEqual([...rules(laptop, 4), ...rules(laptop, 6)], []);

    laptop.ipBatch(addresses4.map((address) => `addr add ${address}/16 dev u1`).join("\n"));
    laptop.daemon(BOTH);
    await hasRules(laptop, 4, [...own([first.address4, ...addresses4]), other4], PATIENCE);
    await hasRules(laptop, 6, [...own([first.address6, ...addresses6]), other6], PATIENCE);
    laptop.ip("addr flush dev u1");
    await hasRules(laptop, 4, [other4], PATIENCE);
    await hasRules(laptop, 6, [other6], PATIENCE);
    assert.equal(await laptop.ping(second.address4, SERVER4), true);
  },
  { timeout: 60_000 },
);
