// A flow stays where it is while other uplinks leave and come back; only those of a lost uplink move.
import assert from "node:assert/strict";
import { balance, spreads } from "./lab/balance.ts";
import { type Family, lab, type UplinkNetwork } from "./lab/index.ts";
import { destination, destinations, type Flow, links, type Spread, spread, wentBy } from "./lab/spread.ts";

const COUNT = 120;
/** Sockets of their own, each with another port and another destination. */
const flowsOf = (family: Family, how = ""): Flow[] =>
  Array.from({ length: COUNT }, (_, n) => `${20_000 + n} ${destination(family, n)}${how}`);
const name = (flow: Flow) => flow.split(" ").slice(0, 2).join(" ");

async function begun(net: Spread, family: Family): Promise<readonly string[]> {
  const legs = net.uplinks.map(({ link }) => `${link} 1`);
  net.laptop.daemon([], { config: balance(net.uplinks.map(() => 1)) });
  await spreads(net.laptop, family, legs);
  return legs;
}

const cable = ({ router, routerLink }: UplinkNetwork, how: "down" | "up") => router.ip("link set", routerLink, how);

lab(
  "IPv4, unconnected sockets, three uplinks: only the flows of the lost one move, and none when it comes back",
  async (lab) => {
    const net = spread(lab, 3);
    const { laptop } = net;
    const legs = await begun(net, 4);
    const flows = flowsOf(4);
    const first = await links(net, flows);
    assert.deepEqual(new Set(first.values()), new Set(["u1", "u2", "u3"]));
    cable(net.uplinks[1], "down");
    await spreads(laptop, 4, ["u1 1", "u3 1"]);
    const second = await links(net, flows);
    for (const [flow, link] of first) {
      if (link === "u2") assert.notEqual(second.get(flow), "u2");
      else assert.equal(second.get(flow), link, flow);
    }
    cable(net.uplinks[1], "up");
    await spreads(laptop, 4, legs);
    assert.deepEqual(await links(net, flows), second);
  },
);

lab("IPv6, unconnected sockets, two uplinks: the flows of the one that stays never move", async (lab) => {
  const net = spread(lab, 2);
  const legs = await begun(net, 6);
  const flows = flowsOf(6);
  const first = await links(net, flows);
  assert.deepEqual(new Set(first.values()), new Set(["u1", "u2"]));
  cable(net.uplinks[1], "down");
  await spreads(net.laptop, 6, ["u1"]);
  assert.deepEqual(new Set((await links(net, flows)).values()), new Set(["u1"]));
  cable(net.uplinks[1], "up");
  await spreads(net.laptop, 6, legs);
  assert.deepEqual(await links(net, flows), first);
});

for (const family of [4, 6] as const) {
  lab(`IPv${family}, connected sockets, three uplinks: they keep their source, and so their uplink`, async (lab) => {
    const net = spread(lab, 3);
    const { laptop } = net;
    const legs = await begun(net, family);
    const flows = flowsOf(family, " connected");
    const first = await links(net, flows);
    assert.deepEqual(new Set(first.values()), new Set(["u1", "u2", "u3"]));
    cable(net.uplinks[1], "down");
    await spreads(laptop, family, ["u1 1", "u3 1"]);
    const others = flows.filter((flow) => first.get(name(flow)) !== "u2");
    const stayed = await links(net, others);
    for (const flow of others) assert.equal(stayed.get(name(flow)), first.get(name(flow)), flow);
    // The guard keeps those of the lost uplink from leaving by another, where their source would be wrong.
    await net.send(flows.filter((flow) => first.get(name(flow)) === "u2"));
    assert.deepEqual(Object.values(await wentBy(net, 0)).flat(), []);
    cable(net.uplinks[1], "up");
    await spreads(laptop, family, legs);
    for (const [flow, link] of await links(net, flows)) assert.equal(link, first.get(flow), flow);
  });
}

lab("an uplink that came back has its share of new flows at once, and none of those that moved", async (lab) => {
  const net = spread(lab);
  const legs = await begun(net, 4);
  const flows = destinations(4, 500);
  await links(net, flows);
  cable(net.uplinks[1], "down");
  await spreads(net.laptop, 4, ["u1 1"]);
  assert.deepEqual(new Set((await links(net, flows)).values()), new Set(["u1"]));
  cable(net.uplinks[1], "up");
  await spreads(net.laptop, 4, legs);
  assert.deepEqual(new Set((await links(net, flows)).values()), new Set(["u1"]));
  const fresh = [...(await links(net, destinations(4, 1000, 30_000))).values()];
  const share = (100 * fresh.filter((link) => link === "u2").length) / fresh.length;
  assert.ok(Math.abs(share - 50) <= 5, `u2 has ${share} %`);
});
