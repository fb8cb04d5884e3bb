// IPv6 of a LAN: forwarded as it is, translated only when asked; and what routers advertise to the host stays.
import assert from "node:assert/strict";
import {
  addressIn,
  gatewayConfig,
  gatewayNetwork,
  LAN6,
  markOf,
  PORT,
  prefer,
  startGateway,
  sysctlOf,
  table,
  tracked,
} from "./lab/gateway.ts";
import { eventually, type Host, lab, type Network, SERVER4, SERVER6 } from "./lab/index.ts";

const PROGRAMS = { programs: ["conntrack"] };

/** Of the first uplink's prefix, as delegated to the host by its provider. */
const DELEGATED = "fd00:1::7700:2";

function delegate({ laptop, uplinks: [{ router }] }: Network, client: Host): void {
  router.ip("-6 route add fd00:1::7700:0/120 via fd00:1::2");
  laptop.ip("-6 addr add fd00:1::7700:1/120 dev lan");
  client.ip("-6 addr add", `${DELEGATED}/120`, "dev lan");
}

/** The kernel's own number of the TCP connection that was translated to this address. */
const number = (host: Host, translated: string): string | undefined =>
  /id=(\d+)/.exec(host.exec("conntrack", "-L", "-p", "tcp", "-o", "id", "--reply-dst", translated))?.[1];

/** "udp fd00:77::2 → fd00:1::2", and the mark, of what the client sent. */
const flows = (host: Host, source: string): string[] =>
  tracked(host, 6)
    .filter(({ from }) => from === source)
    .map(({ protocol, translated, mark }) => `${protocol} ${translated} ${mark}`);

lab(
  "a LAN with addresses of a provider's keeps them, stays on an uplink, and goes on by another only as a new connection",
  async (lab) => {
    const net = await gatewayNetwork(lab);
    const { laptop, client, inside } = net;
    delegate(net, client);
    await startGateway(net);
    assert.doesNotMatch(table(laptop), /snat ip6/);
    const talk = await inside.talk("udp", SERVER6, PORT, `0@${DELEGATED}`);
    assert.equal(addressIn(await talk.ask()), DELEGATED);
    const four = await inside.talk("tcp", SERVER4, PORT);
    assert.equal(addressIn(await four.ask()), "10.1.0.2");
    prefer(net, 2);
    assert.equal(addressIn(await talk.ask()), DELEGATED);
    assert.deepEqual(flows(laptop, DELEGATED), [`udp ${DELEGATED} ${markOf(laptop, "u1")}`]);
    // What a prefix of one provider cannot do: the other's router drops it.
    const fresh = await inside.talk("udp", SERVER6, PORT, `0@${DELEGATED}`);
    assert.equal(await fresh.ask(300), undefined);
    fresh.close();
    // The uplink is lost: nothing stays pinned to it.
    laptop.ip("-6 route del default dev u1");
    const before = number(laptop, "10.1.0.2");
    await eventually(() =>
      assert.ok(!flows(laptop, DELEGATED).some((flow) => flow.endsWith(` ${markOf(laptop, "u1")}`))),
    );
    // What it carries of the other family is another matter.
    assert.notEqual(before, undefined);
    assert.equal(number(laptop, "10.1.0.2"), before);
    assert.equal(addressIn(await four.ask()), "10.1.0.2");
  },
  PROGRAMS,
);

lab(
  "translate-ipv6: connections have the address of their uplink, and are new ones when it is lost",
  async (lab) => {
    const net = await gatewayNetwork(lab);
    const { laptop, inside } = net;
    await startGateway(net, gatewayConfig(3, "translate-ipv6 = true\n"));
    const talk = await inside.talk("udp", SERVER6, PORT);
    assert.equal(addressIn(await talk.ask()), "fd00:1::2");
    prefer(net, 2);
    const other = await inside.talk("tcp", SERVER6, PORT);
    assert.equal(addressIn(await other.ask()), "fd00:2::2");
    assert.equal(addressIn(await talk.ask()), "fd00:1::2");
    laptop.ip("-6 addr del fd00:1::2/64 dev u1");
    await eventually(async () => assert.equal(addressIn(await talk.ask(200)), "fd00:2::2"));
    assert.equal(addressIn(await other.ask()), "fd00:2::2");
    assert.deepEqual(
      flows(laptop, `${LAN6}:2`).filter((flow) => !flow.includes(" fd00:2::2 ")),
      [],
    );
  },
  PROGRAMS,
);

lab("neighbour and router discovery goes without a mark, on uplinks and inside", async (lab) => {
  const net = await gatewayNetwork(lab);
  const { laptop, client, inside, uplinks } = net;
  await startGateway(net, gatewayConfig(3, "translate-ipv6 = true\n"));
  // Behind ours, wherever a packet may have got a mark.
  laptop.nft(`table ip6 witness {
    counter discovery {}
    counter marked {}
    chain in { type filter hook prerouting priority 0; icmpv6 type { 133, 134, 135, 136, 137 } jump count; }
    chain out { type filter hook postrouting priority 0; icmpv6 type { 133, 134, 135, 136, 137 } jump count; }
    chain count { counter name discovery; meta mark & 0x00ff0000 != 0 counter name marked;
      ct mark & 0x00ff0000 != 0 counter name marked; }
  }`);
  const talk = await inside.talk("udp", SERVER6, PORT);
  for (let turn = 0; turn < 3; turn++) {
    laptop.ip("-6 neigh flush all");
    client.ip("-6 neigh flush all");
    for (const { router } of uplinks) router.ip("-6 neigh flush all");
    assert.ok(await talk.ask());
  }
  const packets = (counter: string) =>
    Number(/packets (\d+)/.exec(laptop.exec("nft", "list", "counter", "ip6", "witness", counter))?.[1]);
  assert.ok(packets("discovery") > 10);
  assert.equal(packets("marked"), 0);
});

lab(
  "what a router advertised on an uplink and on a link of no uplink stays when the host begins and ends to forward",
  async (lab) => {
    const net = await gatewayNetwork(lab);
    const { laptop, uplinks } = net;
    const apart = lab.host("apart");
    lab.veth(laptop, "apart", apart, "apart");
    apart.ip("-6 addr add fd00:99::1/64 dev apart");
    const [first] = uplinks;
    laptop.ip("-6 route del default dev u1");
    laptop.ip("-6 addr flush dev u1 scope global");
    for (const [router, link, prefix] of [
      [first.router, first.routerLink, first.prefix6],
      [apart, "apart", "fd00:99::/64"],
    ] as const) {
      router.exec("sysctl", "-qw", "net.ipv6.conf.all.forwarding=1");
      const config = lab.file(
        "radvd.conf",
        // So seldom that nothing that is lost comes back by itself.
        `interface ${link} { AdvSendAdvert on; MinRtrAdvInterval 600; MaxRtrAdvInterval 900; prefix ${prefix} {}; };`,
      );
      router.spawn("radvd", "-n", "-C", config, "-p", `${lab.folder()}/pid`, "-m", "none");
    }
    const advertised = () =>
      ["u1", "apart"].flatMap((link) =>
        [...laptop.ip("-6 route show dev", link).matchAll(/^(\S+) .*\bproto (ra|kernel)\b.* expires/gm)].map(
          ([, destination]) => `${destination} ${link}`,
        ),
      );
    const all = ["default apart", "default u1", "fd00:1::/64 u1", "fd00:99::/64 apart"];
    await eventually(() => assert.deepEqual(advertised().sort(), all), { timeout: 15_000 });
    const daemon = await startGateway(net);
    await eventually(() => assert.equal(sysctlOf(laptop, "net/ipv6/conf/lan/forwarding"), "1"));
    assert.deepEqual(advertised().sort(), all);
    await daemon.stop();
    for (const link of ["u1", "apart"]) assert.equal(sysctlOf(laptop, `net/ipv6/conf/${link}/accept_ra`), "1");
    assert.equal(sysctlOf(laptop, "net/ipv6/conf/lan/forwarding"), "0");
    assert.deepEqual(advertised().sort(), all);
  },
  { programs: ["radvd"], timeout: 60_000 },
);
