// A frame for the right address at the wrong link: taken by a weak end system, dropped by a strong one.
import assert from "node:assert/strict";
import { eventually, type Host, type Lab, lab } from "./lab/index.ts";
import { macOf } from "./lab/one-bridge.ts";
import { ourTable, uplinks } from "./lab/strict.ts";

const NEIGHBOUR = { 4: "192.168.0.1", 6: "fd00:21::1" } as const;

interface Scene {
  readonly laptop: Host;
  readonly neighbour: Host;
}

/** Two links of a laptop and one neighbour, who can be told where an address is, on one bridge. */
function scene(lab: Lab): Scene {
  const [laptop, neighbour] = [lab.host("laptop"), lab.host("neighbour")];
  neighbour.ip("link add name br0 address 02:00:00:00:00:01 type bridge forward_delay 0 mcast_snooping 0");
  neighbour.ipBatch(`link set br0 up
    addr add ${NEIGHBOUR[4]}/24 dev br0
    addr add ${NEIGHBOUR[6]}/64 dev br0`);
  for (const [link, n] of [
    ["e0", 10],
    ["e1", 11],
  ] as const) {
    lab.veth(laptop, link, neighbour, `port-${link}`);
    neighbour.ip(`link set port-${link} master br0`);
    laptop.ipBatch(`addr add 192.168.0.${n}/24 dev ${link}\naddr add fd00:21::${n}/64 dev ${link}`);
    // Known beforehand: an answer to a question of its own would go to the wrong link too.
    for (const address of Object.values(NEIGHBOUR)) {
      laptop.ip(`neigh add ${address} lladdr 02:00:00:00:00:01 dev ${link} nud permanent`);
    }
  }
  return { laptop, neighbour };
}

const own = (link: "e0" | "e1") => (link === "e0" ? ["192.168.0.10", "fd00:21::10"] : ["192.168.0.11", "fd00:21::11"]);

/** Which of these addresses answer the neighbour, whose frames for them go to one link of the laptop. */
async function answers({ laptop, neighbour }: Scene, link: string, addresses: readonly string[]): Promise<string[]> {
  const mac = macOf(laptop, link);
  for (const address of addresses) neighbour.ip("neigh replace", address, "lladdr", mac, "dev br0 nud permanent");
  const pings = addresses.map(async (address) => {
    const answered = await neighbour.ping(NEIGHBOUR[address.includes(":") ? 6 : 4], address);
    return answered ? [address] : [];
  });
  const answering = (await Promise.all(pings)).flat();
  for (const address of addresses) neighbour.ip("neigh delete", address, "dev br0");
  return answering;
}

const inForce = (laptop: Host, text: string | RegExp) =>
  eventually(() => assert.ok(ourTable(laptop)?.match(text), `${text} in the table`));

lab(
  "what is for another link's address is dropped at a strict link, and what is for a strict link's at any other",
  async (lab) => {
    const both = scene(lab);
    const { laptop } = both;
    laptop.ipBatch("addr add 198.51.100.1/32 dev lo\naddr add fd00:99::1/128 dev lo");
    both.neighbour.ipBatch("route add 198.51.100.1 dev br0\nroute add fd00:99::1 dev br0");
    const service = ["198.51.100.1", "fd00:99::1"];
    const all = [...own("e0"), ...own("e1"), ...service];

    const weak = await laptop.daemon([], { config: uplinks(["e0", "e1"], false) }).converged();
    for (const link of ["e0", "e1"]) assert.deepEqual(await answers(both, link, all), all, `weak, ${link}`);
    await weak.stop();

    // Only e0 is strict: it takes nothing but its own, and e1 everything but what is e0's.
    const one = await laptop.daemon([], { config: uplinks(["e0"]) }).converged();
    await inForce(laptop, "fd00:21::10");
    assert.deepEqual(await answers(both, "e0", all), own("e0"));
    assert.deepEqual(await answers(both, "e1", all), [...own("e1"), ...service]);
    await one.stop();

    await laptop.daemon([], { config: uplinks(["e0", "e1"]) }).converged();
    await inForce(laptop, "fd00:21::11");
    for (const link of ["e0", "e1"] as const) assert.deepEqual(await answers(both, link, all), own(link));
    // What the host sends to itself is not concerned.
    for (const address of all) {
      const source = address.includes(":") ? own("e0")[1] : own("e0")[0];
      assert.ok(await laptop.ping(source ?? "", address), `${address} from the host itself`);
    }
  },
);

lab("the chain follows addresses that come and go", async (lab) => {
  const both = scene(lab);
  const { laptop } = both;
  await laptop.daemon([], { config: uplinks(["e0"]) }).converged();
  await inForce(laptop, "fd00:21::10");
  laptop.ipBatch("addr add 192.168.0.77/24 dev e0\naddr add fd00:21::77/64 dev e0\naddr del fd00:21::10/64 dev e0");
  laptop.ip("addr add fd00:21::10/64 dev e1");
  await inForce(laptop, "fd00:21::77");
  await eventually(() => assert.doesNotMatch(ourTable(laptop) ?? "", /fd00:21::10\b/));
  const moved = ["192.168.0.77", "fd00:21::77", "fd00:21::10"];
  assert.deepEqual(await answers(both, "e0", moved), ["192.168.0.77", "fd00:21::77"]);
  assert.deepEqual(await answers(both, "e1", moved), ["fd00:21::10"]);
});

lab("an address that both links have is taken by both, and by no third", async (lab) => {
  const both = scene(lab);
  const { laptop, neighbour } = both;
  lab.veth(laptop, "e2", neighbour, "port-e2");
  neighbour.ip("link set port-e2 master br0");
  for (const link of ["e0", "e1"]) {
    laptop.ipBatch(`addr add 192.168.0.50/24 dev ${link}\naddr add fd00:21::50/64 dev ${link} nodad`);
    laptop.ip(`addr add fe80::50/64 dev ${link} nodad`);
  }
  const shared = ["192.168.0.50", "fd00:21::50"];
  for (const config of [uplinks(["e0", "e1"]), uplinks(["e0"]), uplinks(["e1"])]) {
    const daemon = await laptop.daemon([], { config }).converged();
    await inForce(laptop, "fd00:21::50");
    for (const link of ["e0", "e1"]) {
      assert.deepEqual(await answers(both, link, shared), shared, `${link}, ${config}`);
      neighbour.ip("neigh replace fe80::50 lladdr", macOf(laptop, link), "dev br0 nud permanent");
      assert.ok(await neighbour.ping("br0", "fe80::50%br0"), `link-local, ${link}`);
    }
    assert.deepEqual(await answers(both, "e2", shared), [], `e2, ${config}`);
    await daemon.stop();
  }
});

lab("a link whose name nftables would read as another is strict too, and no other is for its sake", async (lab) => {
  const both = scene(lab);
  const { laptop } = both;
  for (const name of ['e"0', "e\\0", "e*", "\\*", "é0"]) {
    laptop.ip("link set e0 name", name);
    // As a pattern, since a star is one.
    const pattern = JSON.stringify(name.replace(/\*/, "[*]"));
    const config = `[[uplink]]\ninterface = ${pattern}\nstrict = true\n${name.includes("*") ? "" : "table = 1000\n"}`;
    const daemon = await laptop.daemon([], { config }).converged();
    await inForce(laptop, "fd00:21::10");
    assert.deepEqual(await answers(both, name, [...own("e0"), ...own("e1")]), own("e0"), name);
    assert.deepEqual(await answers(both, "e1", [...own("e0"), ...own("e1")]), own("e1"), name);
    await daemon.stop();
    laptop.ip("link set", name, "name e0");
  }
});
