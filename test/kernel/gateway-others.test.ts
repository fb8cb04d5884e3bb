// The gateway beside others: who takes our table away, who uses marks too, and names that are no words.
import assert from "node:assert/strict";
import {
  addressIn,
  CLIENT4,
  gatewayConfig,
  gatewayNetwork,
  markOf,
  PORT,
  prefer,
  startGateway,
  table,
  tracked,
} from "./lab/gateway.ts";
import { eventually, type Host, lab, SERVER4 } from "./lab/index.ts";

const PROGRAMS = { programs: ["conntrack"] };
const OURS = ["inet", "multihomed"];

const TAKEN: readonly (readonly [what: string, take: (host: Host) => void])[] = [
  ["all tables are flushed", (host) => void host.exec("nft", "flush", "ruleset")],
  ["our table is deleted", (host) => void host.exec("nft", "delete", "table", ...OURS)],
  [
    "our chain of translations is emptied",
    (host) => void host.exec("nft", "flush", "chain", ...OURS, "gateway-source"),
  ],
  [
    "a rule is added to our chains",
    (host) => void host.exec("nft", "insert", "rule", ...OURS, "gateway-source", "oifname", "u1", "drop"),
  ],
  [
    "the rules for marks are deleted",
    (host) => {
      for (const family of ["-4", "-6"]) {
        for (let left = 3; left > 0; left--) host.ip(family, "rule del priority 950");
      }
    },
  ],
];

for (const [what, take] of TAKEN) {
  lab(`${what}: within a second all is as before, and connections go on`, async (lab) => {
    const net = await gatewayNetwork(lab);
    const { laptop, inside } = net;
    await startGateway(net);
    const talk = await inside.talk("tcp", SERVER4, PORT);
    assert.equal(addressIn(await talk.ask()), "10.1.0.2");
    prefer(net, 2);
    const state = () => [table(laptop), ...["-4", "-6"].map((family) => laptop.ip(family, "rule show priority 950"))];
    const before = state();
    take(laptop);
    await eventually(() => assert.deepEqual(state(), before), { timeout: 1000 });
    assert.equal(addressIn(await talk.ask()), "10.1.0.2");
    const fresh = await inside.talk("udp", SERVER4, PORT);
    assert.equal(addressIn(await fresh.ask()), "10.2.0.2");
  });
}

lab(
  "other bits of marks stay as others made them, of packets and of connections",
  async (lab) => {
    const net = await gatewayNetwork(lab);
    const { laptop, inside } = net;
    laptop.nft(`table inet theirs {
      counter kept {}
      counter lost {}
      chain before {
        type filter hook prerouting priority raw + 110 # behind conntrack, before ours
        iifname "lan" meta mark set 0x5500aa01 ct mark set ct mark & 0x00ff0000 | 0x7700cc03
      }
      chain after {
        type filter hook postrouting priority srcnat + 10
        iifname "lan" oifname "u*" ct direction original meta mark & 0xff00ffff == 0x5500aa01 counter name kept
        iifname "lan" oifname "u*" ct direction original meta mark & 0xff00ffff != 0x5500aa01 counter name lost
      }
    }`);
    await startGateway(net);
    const talk = await inside.talk("udp", SERVER4, PORT);
    assert.equal(addressIn(await talk.ask()), "10.1.0.2");
    prefer(net, 2);
    assert.equal(addressIn(await talk.ask()), "10.1.0.2");
    const packets = (counter: string) =>
      Number(/packets (\d+)/.exec(laptop.exec("nft", "list", "counter", "inet", "theirs", counter))?.[1]);
    assert.ok(packets("kept") >= 2);
    assert.equal(packets("lost"), 0);
    const [own] = tracked(laptop).filter(({ from }) => from === CLIENT4);
    assert.equal(own?.mark, 0x7700cc03 + markOf(laptop, "u1"));
  },
  PROGRAMS,
);

lab("who marks packets in our bits for rules of its own, as Tailscale does, has the word", async (lab) => {
  const net = await gatewayNetwork(lab);
  const { laptop } = net;
  // Its own packets are marked and go by main; what is not marked goes into the tunnel.
  laptop.ipBatch(`
    link add tailscale0 type bridge
    link set tailscale0 up
    route add 203.0.113.0/24 dev tailscale0 table 52
    rule add fwmark 0x80000/0xff0000 lookup main priority 5210
    rule add lookup 52 priority 5270
  `);
  laptop.nft(`table inet witness { counter kept {}; chain out {
    type filter hook postrouting priority 300
    oifname "u1" meta mark & 0x00ff0000 == 0x00080000 counter name kept
  }; }`);
  await startGateway(net);
  laptop.exec("ping", "-n", "-q", "-c3", "-i0.1", "-W1", "-m", String(0x80000), SERVER4);
  assert.match(laptop.exec("nft", "list", "counter", "inet", "witness", "kept"), /packets 3 /);
});

lab("another mask, with holes: every uplink has a mark of its own in it", async (lab) => {
  const net = await gatewayNetwork(lab);
  const { laptop, inside } = net;
  await startGateway(net, gatewayConfig(3, 'mark-mask = "0x80000001"\n'));
  const marks = [1, 2, 3].map((number) => markOf(laptop, `u${number}`));
  assert.deepEqual([...marks].sort(), [0x00000001, 0x80000000, 0x80000001].sort());
  for (const number of [1, 2, 3]) {
    prefer(net, number);
    const talk = await inside.talk("udp", SERVER4, PORT);
    assert.equal(addressIn(await talk.ask()), `10.${number}.0.2`);
    prefer(net, (number % 3) + 1);
    assert.equal(addressIn(await talk.ask()), `10.${number}.0.2`);
  }
});

lab("names that nftables would read otherwise are left out and told; the others have what is theirs", async (lab) => {
  const net = await gatewayNetwork(lab);
  const { laptop, inside } = net;
  // Each would end a string, stand for other links, or bring rules of its own.
  const hostile = ["u*", 'u"drop', "u\\*", 'u1"}', "uü"];
  for (const name of hostile) {
    laptop.exec("ip", "link", "add", "name", name, "type", "bridge");
    laptop.exec("ip", "link", "set", "dev", name, "up");
  }
  const daemon = await startGateway(net, `[[uplink]]\ninterface = "u*"\n[gateway]\nenabled = true\ninside = ["lan"]\n`);
  const text = table(laptop);
  const names = [...text.matchAll(/"([^"]*)"/g)].map(([, name]) => name);
  assert.deepEqual([...new Set(names)].sort(), ["lan", "u1", "u2", "u3"]);
  const talk = await inside.talk("udp", SERVER4, PORT);
  assert.equal(addressIn(await talk.ask()), "10.1.0.2");
  await eventually(() => {
    const told = daemon.stderr.split("\n").filter((line) => /cannot be said to nftables/.test(line));
    assert.equal(told.length, hostile.length, daemon.stderr);
  });
});
