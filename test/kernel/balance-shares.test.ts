// New traffic of programs that bind to nothing is spread by weight, with the source of the uplink that it leaves by:
// 1,000 destinations, counted at the routers, which drop what has another uplink's source.
import assert from "node:assert/strict";
import { balance, spreads } from "./lab/balance.ts";
import { lab, SERVER4, SERVER6, within } from "./lab/index.ts";
import { destination, destinations, spread, wentBy } from "./lab/spread.ts";
import { talker } from "./lab/talker.ts";

const COUNT = 1000;
/** In percentage points. */
const REACH = 5;

for (const weights of [
  [1, 1],
  [1, 3],
  [1, 2, 3],
]) {
  for (const family of [4, 6] as const) {
    lab(`IPv${family}: 1,000 destinations over weights ${weights.join(":")}, within 5 % of them`, async (lab) => {
      const net = spread(lab, weights.length);
      net.laptop.daemon([], { config: balance(weights) });
      await spreads(
        net.laptop,
        family,
        weights.map((weight, at) => `u${at + 1} ${weight}`),
      );
      assert.deepEqual(await net.send(destinations(family, COUNT)), {});
      const by = await wentBy(net, COUNT);
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      for (const [at, weight] of weights.entries()) {
        const share = (100 * (by[`u${at + 1}`]?.length ?? 0)) / COUNT;
        const expected = (100 * weight) / total;
        assert.ok(Math.abs(share - expected) <= REACH, `u${at + 1} has ${share} %, not ${expected} %`);
      }
    });
  }
}

lab("TCP connections to many destinations are all answered, and every uplink has some", async (lab) => {
  const net = spread(lab);
  const { laptop, server } = net;
  laptop.daemon([], { config: balance([1, 1]) });
  for (const family of [4, 6] as const) await spreads(laptop, family, ["u1 1", "u2 1"]);
  const [here, there] = [talker(laptop), talker(server)];
  await there.listen("::", 7000);
  for (const [family, addresses] of [
    [4, ["10.1.0.2", "10.2.0.2"]],
    [6, ["fd00:1::2", "fd00:2::2"]],
  ] as const) {
    const sources = new Set<string>();
    for (let n = 0; n < 40; n++) {
      const conversation = await here.talk("tcp", destination(family, n), 7000);
      const answer = await conversation.ask();
      sources.add(answer?.split(" ")[0] ?? "no answer");
      conversation.close();
    }
    assert.deepEqual([...sources].sort(), addresses);
  }
  assert.equal(await within(5000, "a ping", laptop.ping("10.1.0.2", SERVER4)), true);
  assert.equal(await within(5000, "a ping", laptop.ping("fd00:2::2", SERVER6)), true);
});
