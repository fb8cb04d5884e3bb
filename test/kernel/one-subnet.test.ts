// Four links in one subnet, as seeds/003 describes it: without rules all four addresses leave by whichever connected
// route is the first, and which one that is changes when a link goes down and up.
import assert from "node:assert/strict";
import { eventually, type Host, lab, routes } from "./lab/index.ts";

const LINKS = ["e0", "e1", "e2", "e3"] as const;
const ROUTER4 = "192.168.0.1";
const ROUTER6 = "fd00:21::1";

const address4 = (link: string) => `192.168.0.10${link.slice(1)}`;
const address6 = (link: string) => `fd00:21::10${link.slice(1)}`;

/** Counts on the bridge by which port and from which source a packet came in. */
function countArrivals(bridge: Host): void {
  bridge.nft(`table bridge count {
    set from4 { typeof iifname . ip saddr; flags dynamic; size 65535; counter; }
    set from6 { typeof iifname . ip6 saddr; flags dynamic; size 65535; counter; }
    chain arrivals {
      type filter hook prerouting priority 0
      ip protocol icmp update @from4 { iifname . ip saddr }
      icmpv6 type echo-request update @from6 { iifname . ip6 saddr }
    }
  }`);
}

function arrivals(bridge: Host): string[] {
  const sets = [...bridge.exec("nft", "list", "table", "bridge", "count").matchAll(/"port-(\S+)" \. (\S+) counter/g)];
  return sets.map(([, port, source]) => `${source} by ${port}`).sort();
}

function setUp(laptop: Host, bridge: Host): void {
  bridge.ip("link add name br0 type bridge forward_delay 0");
  bridge.ipBatch(`addr add ${ROUTER4}/21 dev br0\naddr add ${ROUTER6}/64 dev br0\nlink set br0 up`);
  for (const link of LINKS) {
    laptop.lab.veth(laptop, link, bridge, `port-${link}`);
    bridge.ip(`link set port-${link} master br0`);
    laptop.ipBatch(`addr add ${address4(link)}/21 dev ${link}\naddr add ${address6(link)}/64 dev ${link}`);
  }
}

async function pingAll(laptop: Host, bridge: Host): Promise<string[]> {
  countArrivals(bridge);
  for (const link of LINKS) {
    await eventually(async () => assert.ok(await laptop.ping(address4(link), ROUTER4), `no answer to ${link}`));
    await eventually(async () => assert.ok(await laptop.ping(address6(link), ROUTER6), `no answer to ${link}`));
  }
  const seen = arrivals(bridge);
  bridge.exec("nft", "delete", "table", "bridge", "count");
  return seen;
}

lab("each of four addresses of one subnet leaves by its own link, also after a link went down and up", async (lab) => {
  const laptop = lab.host("laptop");
  const bridge = lab.host("bridge");
  setUp(laptop, bridge);
  const own = LINKS.flatMap((link) => [`${address4(link)} by ${link}`, `${address6(link)} by ${link}`]).sort();
  assert.notDeepEqual(await pingAll(laptop, bridge), own, "without multihomed, not all leave by their own link");

  await laptop.daemon(LINKS.flatMap((link, index) => ["-N", `${link}:${1000 + index}`])).converged();
  assert.deepEqual(await pingAll(laptop, bridge), own);

  for (const link of ["e0", "e2"]) {
    laptop.ip("link set", link, "down");
    laptop.ip("link set", link, "up");
    laptop.ip(`addr replace ${address6(link)}/64 dev ${link}`); // gone with the link, unlike the IPv4 address
  }
  // The order of the connected routes is another one now.
  const [connected] = laptop.json<{ dev: string }[]>("-4 route show 192.168.0.0/21");
  assert.equal(connected?.dev, "e1");
  for (const [index, link] of LINKS.entries()) {
    const line = `192.168.0.0/21 dev ${link} scope link src ${address4(link)}`;
    await eventually(() => assert.equal(routes(laptop, 1000 + index, 4)[0], line));
  }
  assert.deepEqual(await pingAll(laptop, bridge), own);
});
