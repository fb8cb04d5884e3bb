// Connections from outside are answered by the uplink that they came in on, also where somebody else's rules lead them to
// the LAN or to another address of the host.
import assert from "node:assert/strict";
import {
  CLIENT4,
  CLIENT6,
  gatewayNetwork,
  LAN4,
  LAN6,
  markOf,
  onlyOwnSources,
  startGateway,
  table,
  tracked,
} from "./lab/gateway.ts";
import { lab, SERVER4, SERVER6, sentPackets } from "./lab/index.ts";
import { talker } from "./lab/talker.ts";

const PROGRAMS = { programs: ["conntrack"] };

/** As a person would write it: ports of every uplink, to a server of the LAN, and to the host by its LAN's address. */
const FORWARDING = `table inet ports {
  chain in {
    type nat hook prerouting priority dstnat
    iifname { "u1", "u2", "u3" } meta nfproto ipv4 meta l4proto { tcp, udp } th dport 8080 dnat ip to ${CLIENT4}:7001
    iifname { "u1", "u2", "u3" } meta nfproto ipv6 meta l4proto { tcp, udp } th dport 8080 dnat ip6 to [${CLIENT6}]:7001
    iifname { "u1", "u2", "u3" } meta nfproto ipv4 meta l4proto { tcp, udp } th dport 8081 dnat ip to ${LAN4}.1:7002
    iifname { "u1", "u2", "u3" } meta nfproto ipv6 meta l4proto { tcp, udp } th dport 8081 dnat ip6 to [${LAN6}:1]:7002
  }
}`;

for (const family of [4, 6] as const) {
  lab(
    `IPv${family}: a forwarded port is answered by the uplink that was asked, by TCP and UDP`,
    async (lab) => {
      const net = await gatewayNetwork(lab);
      const { laptop, inside, outside } = net;
      laptop.nft(FORWARDING);
      await inside.listen(family === 4 ? CLIENT4 : CLIENT6, 7001);
      await startGateway(net);
      const source = family === 4 ? SERVER4 : SERVER6;
      for (const { link, address4, address6 } of net.uplinks) {
        const address = family === 4 ? address4 : address6;
        for (const protocol of ["tcp", "udp"] as const) {
          const talk = await outside.talk(protocol, address, 8080, `0@${source}`);
          // Who answers sees who asks: nothing of what comes in is translated but its destination.
          assert.match((await talk.ask()) ?? "no answer", new RegExp(`^${source} `), `${protocol} by ${link}`);
          assert.match((await talk.ask()) ?? "no answer", new RegExp(`^${source} `), `${protocol} by ${link}, again`);
        }
        assert.ok(sentPackets(laptop)[`${link} ${address}`], `replies by ${link}`);
        const own = tracked(laptop, family).filter(({ to }) => to === address);
        assert.deepEqual(
          own.map(({ mark }) => mark),
          [markOf(laptop, link), markOf(laptop, link)],
        );
      }
      onlyOwnSources(net);
    },
    PROGRAMS,
  );
}

lab(
  "a port that leads to another address of the host is answered by the uplink that was asked",
  async (lab) => {
    const net = await gatewayNetwork(lab);
    const { laptop, outside } = net;
    laptop.nft(FORWARDING);
    const host = talker(laptop);
    for (const address of [`${LAN4}.1`, `${LAN6}:1`]) await host.listen(address, 7002);
    await startGateway(net);
    for (const { link, address4, address6 } of net.uplinks) {
      for (const [asked, source] of [
        [address4, SERVER4],
        [address6, SERVER6],
      ] as const) {
        for (const protocol of ["tcp", "udp"] as const) {
          const talk = await outside.talk(protocol, asked, 8081, `0@${source}`);
          assert.match((await talk.ask()) ?? "no answer", new RegExp(`^${source} `), `${protocol} by ${link}`);
        }
      }
    }
    onlyOwnSources(net);
  },
  PROGRAMS,
);

lab(
  "a connection from outside that was there before is answered right from its next packet on",
  async (lab) => {
    const net = await gatewayNetwork(lab);
    const { laptop, inside, outside } = net;
    laptop.nft(FORWARDING);
    laptop.exec("sysctl", "-qw", "net.ipv4.ip_forward=1");
    await inside.listen(CLIENT4, 7001);
    const talk = await outside.talk("udp", "10.2.0.2", 8080, `0@${SERVER4}`);
    // Main answers by the first uplink, whose router drops it.
    assert.equal(await talk.ask(300), undefined);
    await startGateway(net);
    assert.match((await talk.ask()) ?? "no answer", new RegExp(`^${SERVER4} `));
    assert.match(table(laptop), /gateway-in/);
  },
  PROGRAMS,
);
