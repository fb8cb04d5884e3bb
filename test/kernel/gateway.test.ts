// A LAN behind a host with three uplinks: every connection enters and leaves by one uplink, with that uplink's address.
import assert from "node:assert/strict";
import {
  addressIn,
  CLIENT4,
  type GatewayNetwork,
  gatewayNetwork,
  markOf,
  onlyOwnSources,
  PORT,
  prefer,
  startGateway,
  sysctlOf,
  table,
  tracked,
} from "./lab/gateway.ts";
import { eventually, type Host, lab, SERVER4 } from "./lab/index.ts";
import type { Conversation } from "./lab/talker.ts";

const PROGRAMS = { programs: ["conntrack"] };

/** What the client's connections were translated to, each with the mark of the uplink that has the address. */
function translations({ laptop }: GatewayNetwork): string[] {
  const own = tracked(laptop).filter(({ from }) => from === CLIENT4);
  for (const { translated, mark } of own) assert.equal(mark, markOf(laptop, `u${translated.split(".")[1]}`));
  return own.map(({ protocol, translated }) => `${protocol} ${translated}`).sort();
}

/** How the server sees a conversation now. */
const seen = async (conversation: Conversation): Promise<string | undefined> => addressIn(await conversation.ask());

const begin = async (net: GatewayNetwork, protocol: "tcp" | "udp" = "tcp"): Promise<Conversation> =>
  await net.inside.talk(protocol, SERVER4, PORT);

lab(
  "a connection stays on the uplink of its first packet, with its address, whatever main prefers by then",
  async (lab) => {
    const net = await gatewayNetwork(lab);
    await startGateway(net);
    const talks: { readonly talk: Conversation; readonly address: string }[] = [];
    for (const number of [1, 2, 3]) {
      prefer(net, number);
      for (const protocol of ["tcp", "udp"] as const) {
        talks.push({ talk: await begin(net, protocol), address: `10.${number}.0.2` });
        assert.equal(await seen(talks.at(-1)?.talk ?? assert.fail()), `10.${number}.0.2`);
      }
    }
    for (const number of [1, 2, 3]) {
      prefer(net, number);
      for (const { talk, address } of talks) assert.equal(await seen(talk), address);
    }
    assert.deepEqual(
      translations(net),
      ["tcp", "udp"].flatMap((protocol) => [1, 2, 3].map((number) => `${protocol} 10.${number}.0.2`)),
    );
    onlyOwnSources(net);
  },
  PROGRAMS,
);

lab(
  "a link that is not inside is not forwarded, and the host's own connections are not translated",
  async (lab) => {
    const net = await gatewayNetwork(lab);
    const guest = lab.host("guest");
    lab.veth(net.laptop, "guest", guest, "guest");
    net.laptop.ip("addr add 192.168.88.1/24 dev guest");
    guest.ipBatch("addr add 192.168.88.2/24 dev guest\nroute add default via 192.168.88.1");
    await startGateway(net);
    assert.equal(sysctlOf(net.laptop, "net/ipv4/conf/guest/forwarding"), "0");
    assert.equal(sysctlOf(net.laptop, "net/ipv4/ip_forward"), "0");
    assert.equal(await guest.ping("192.168.88.2", SERVER4), false);
    // A program of the host that binds to an address keeps it, and one that does not has what its route prefers.
    for (const source of ["10.1.0.2", "10.2.0.2", "10.3.0.2"]) assert.ok(await net.laptop.ping(source, SERVER4));
    onlyOwnSources(net);
  },
  PROGRAMS,
);

lab(
  "an address that is replaced: new connections have the new one at once, those of other uplinks go on",
  async (lab) => {
    const net = await gatewayNetwork(lab);
    const { laptop } = net;
    await startGateway(net);
    const old = await begin(net, "udp");
    assert.equal(await seen(old), "10.1.0.2");
    prefer(net, 2);
    const other = await begin(net);
    assert.equal(await seen(other), "10.2.0.2");
    prefer(net, 1);
    // As a DHCP client does on a new lease; systemd has the kernel keep the other addresses of the subnet.
    laptop.sysctl("net.ipv4.conf.u1.promote_secondaries", 1);
    laptop.ip("addr add 10.1.0.7/24 dev u1");
    laptop.ip("addr del 10.1.0.2/24 dev u1");
    await eventually(async () => assert.equal(await seen(await begin(net, "udp")), "10.1.0.7"), { timeout: 1000 });
    // The flow that cannot go on as it was is a new one.
    assert.equal(await seen(old), "10.1.0.7");
    assert.equal(await seen(other), "10.2.0.2");
    assert.ok(!translations(net).some((line) => line.endsWith("10.1.0.2")));
    onlyOwnSources(net);
  },
  PROGRAMS,
);

lab(
  "of two addresses the one that the default prefers is used; connections with the other go on until it is removed",
  async (lab) => {
    const net = await gatewayNetwork(lab);
    const { laptop } = net;
    laptop.sysctl("net.ipv4.conf.u1.promote_secondaries", 1);
    laptop.ip("addr add 10.1.0.8/24 dev u1");
    await startGateway(net);
    const first = await begin(net, "udp");
    assert.equal(await seen(first), "10.1.0.2");
    laptop.ip("route replace default via 10.1.0.1 dev u1 metric 100 src 10.1.0.8");
    await eventually(() => assert.match(table(laptop), /snat ip to 10\.1\.0\.8/));
    const second = await begin(net);
    assert.equal(await seen(second), "10.1.0.8");
    assert.equal(await seen(first), "10.1.0.2");
    laptop.ip("addr del 10.1.0.2/24 dev u1");
    await eventually(() => assert.deepEqual(translations(net), ["tcp 10.1.0.8"]));
    assert.equal(await seen(second), "10.1.0.8");
    assert.equal(await seen(first), "10.1.0.8");
  },
  PROGRAMS,
);

lab("segments of both ends are no larger than the uplink takes", async (lab) => {
  const net = await gatewayNetwork(lab);
  const { laptop, client, server, uplinks } = net;
  const [{ router, routerLink }] = uplinks;
  laptop.ip("link set u1 mtu 1400");
  router.ip("link set", routerLink, "mtu 1400");
  for (const [end, flags] of [
    [server, "syn"],
    [client, "syn | ack"],
  ] as const) {
    end.nft(`table inet witness {
      set sizes { type inet_service; flags dynamic; size 16; }
      chain in { type filter hook input priority 0;
        tcp flags & (syn | ack) == ${flags} update @sizes { tcp option maxseg size }; }
    }`);
  }
  await startGateway(net);
  assert.equal(await seen(await begin(net)), "10.1.0.2");
  const sizes = (host: Host) =>
    /elements = \{ (.*) \}/.exec(host.exec("nft", "list", "set", "inet", "witness", "sizes"))?.[1];
  assert.deepEqual([server, client].map(sizes), ["1360", "1360"]);
});
