// The article's four links on one bridge, as a strong end system: neighbours learn each address at its own link, and each
// connection uses its own link in both directions.
import assert from "node:assert/strict";
import { eventually, type Host, lab } from "./lab/index.ts";
import {
  addresses,
  count,
  counted,
  downAndUp,
  flushNeighbours,
  LINKS,
  learned,
  type OneBridge,
  OWN,
  oneBridge,
} from "./lab/one-bridge.ts";
import { arp, ourTable, uplinks } from "./lab/strict.ts";
import { type Talker, talker } from "./lab/talker.ts";

const PORT = 9000;
const PAIRS = LINKS.flatMap((link) => addresses(link).map((address) => `${link} ${address}`)).sort();
const PAIRS4 = PAIRS.filter((pair) => !pair.includes(":"));

/** Both neighbours ask for every address anew; what each has learned. */
async function learn({ laptop, neighbours }: OneBridge): Promise<string[][]> {
  flushNeighbours(laptop, ...neighbours.map(({ host }) => host));
  for (const { host, address4, address6 } of neighbours) {
    const pings = LINKS.flatMap((link) => addresses(link)).map((to) =>
      host.ping(to.includes(":") ? address6 : address4, to),
    );
    assert.ok(
      (await Promise.all(pings)).every((answered) => answered),
      "not every address answers",
    );
  }
  return neighbours.map((neighbour) => learned(neighbour, laptop));
}

/** A connection from every address to both neighbours, and to every address from both. */
async function connectAll({ laptop, neighbours }: OneBridge, talkers: ReadonlyMap<Host, Talker>): Promise<void> {
  flushNeighbours(laptop, ...neighbours.map(({ host }) => host));
  const connect = async (host: Host, from: string, to: string) => {
    const talk = await talkers.get(host)?.talk("tcp", to, PORT, `0@${from}`);
    assert.match((await talk?.ask()) ?? "no answer", new RegExp(`^${from} `), `from ${from} to ${to}`);
    talk?.close();
  };
  for (const { host, address4, address6 } of neighbours) {
    for (const own of LINKS.flatMap((link) => addresses(link))) {
      const theirs = own.includes(":") ? address6 : address4;
      await connect(laptop, own, theirs);
      await connect(host, theirs, own);
    }
  }
}

lab(
  "neighbours learn each address at its own link, and connections use it both ways, also when links went down and up",
  async (lab) => {
    const scene = oneBridge(lab);
    const { laptop, bridge, neighbours } = scene;
    const talkers = new Map([laptop, ...neighbours.map(({ host }) => host)].map((host) => [host, talker(host)]));
    for (const each of talkers.values()) await each.listen("::", PORT);

    const loose = await laptop.daemon([], { config: uplinks(LINKS, false) }).converged();
    count(bridge);
    for (const those of await learn(scene)) assert.notDeepEqual(those, OWN, "each at its own link, without strict");
    const told = counted(bridge, "spoke").length;
    assert.ok(told > PAIRS4.length, "without strict, links speak for one another");
    await loose.stop();

    await laptop.daemon([], { config: uplinks(LINKS) }).converged();
    await eventually(() =>
      assert.deepEqual(
        LINKS.map((link) => arp(laptop, link)),
        LINKS.map(() => "1 2"),
      ),
    );
    await eventually(() => assert.notEqual(ourTable(laptop), undefined));
    const holds = async (when: string) => {
      count(bridge);
      assert.deepEqual(await learn(scene), [OWN, OWN], when);
      await connectAll(scene, talkers);
      assert.deepEqual(counted(bridge, "spoke"), PAIRS4, `who speaks for which address, ${when}`);
      assert.deepEqual(counted(bridge, "sent"), PAIRS, `what leaves by which link, ${when}`);
      assert.deepEqual(counted(bridge, "got"), PAIRS, `what comes by which link, ${when}`);
    };
    await holds("at first");
    for (const link of ["e0", "e2"]) downAndUp(laptop, link);
    const [connected] = laptop.json<{ dev: string }[]>("-4 route show 192.168.0.0/21");
    assert.equal(connected?.dev, "e1", "the order of the connected routes is another one");
    await eventually(() => assert.equal(ourTable(laptop)?.match(/fd00:21::10\d/g)?.length, LINKS.length));
    await eventually(async () => assert.ok(await laptop.ping("fd00:21::102", "fd00:21::1")));
    await holds("when links went down and up");
  },
  { timeout: 120_000 },
);

lab("a strict link asks for neighbours in its own name, also for packets with another link's address", async (lab) => {
  const { laptop, bridge, neighbours } = oneBridge(lab);
  const [{ host, address4: theirs }] = neighbours;
  const asksAs = async () => {
    flushNeighbours(laptop, host);
    count(bridge);
    // Of an address that is no uplink's, main knows the way: by e0, the first.
    assert.ok(await laptop.ping("192.168.0.102", theirs));
    return counted(bridge, "spoke").filter((pair) => pair.startsWith("e0 "));
  };
  const loose = await laptop.daemon([], { config: uplinks(["e0"], false) }).converged();
  assert.ok((await asksAs()).includes("e0 192.168.0.102"));
  await loose.stop();
  await laptop.daemon([], { config: uplinks(["e0"]) }).converged();
  await eventually(() => assert.equal(arp(laptop, "e0"), "1 2"));
  assert.deepEqual(await asksAs(), ["e0 192.168.0.100"]);
});
