// The gateway through the lives of the program: killed and started again it changes nothing, stopped it leaves everything
// as it was.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import {
  addressIn,
  CLIENT4,
  gatewayConfig,
  gatewayNetwork,
  onlyOwnSources,
  PORT,
  prefer,
  startGateway,
  sysctlOf,
  table,
  tracked,
} from "./lab/gateway.ts";
import { eventually, type Host, hasRules, lab, SERVER4 } from "./lab/index.ts";

const PROGRAMS = { programs: ["conntrack"] };

/** Every setting of the network, whoever it is of; nftables; rules. What counts packets or time is left out. */
function everything(host: Host): string[] {
  const settings = host
    .exec("sysctl", "-a", "-r", "^net[.]ipv[46][.]")
    .split("\n")
    .filter((line) => /\.conf\.|ip_forward|rp_filter|fib_/.test(line) && !line.includes("stable_secret"));
  const ruleset = host.exec("nft", "-s", "list", "ruleset").replace(/elements = \{[^}]*\}/g, "");
  return [...settings, ruleset, host.ip("-4 rule show"), host.ip("-6 rule show")];
}

const unchanged = (host: Host, before: readonly string[]): void =>
  assert.deepEqual(
    everything(host).filter((line) => !before.includes(line)),
    [],
  );

/** With handles: what is written again, even the same, has others. */
const handles = (host: Host): string => host.exec("nft", "-a", "-s", "list", "table", "inet", "multihomed");

lab(
  "kill -9 and a restart: nothing is written again, and connections go on through both",
  async (lab) => {
    const net = await gatewayNetwork(lab);
    const { laptop, inside } = net;
    const before = await startGateway(net);
    const talk = await inside.talk("tcp", SERVER4, PORT);
    assert.equal(addressIn(await talk.ask()), "10.1.0.2");
    prefer(net, 2);
    await before.converged();
    await before.kill9();
    assert.equal(addressIn(await talk.ask()), "10.1.0.2");
    const [as, monitor] = [handles(laptop), await laptop.monitor()];
    const after = laptop.daemon([], { config: gatewayConfig() });
    await eventually(() => assert.match(after.stderr, /multihomed .* runs/));
    await sleep(300); // for what it might yet do
    assert.equal(handles(laptop), as);
    assert.deepEqual(await monitor.events(), []);
    assert.doesNotMatch(after.stderr, /\[info\].* (sysctl|nft|conntrack) /);
    assert.equal(addressIn(await talk.ask()), "10.1.0.2");
  },
  PROGRAMS,
);

lab(
  "an uplink that was lost while nobody looked: its connections are forgotten at the next start",
  async (lab) => {
    const net = await gatewayNetwork(lab);
    const { laptop, inside } = net;
    const before = await startGateway(net);
    const flow = await inside.talk("udp", SERVER4, PORT);
    assert.equal(addressIn(await flow.ask()), "10.1.0.2");
    prefer(net, 2);
    const other = await inside.talk("tcp", SERVER4, PORT);
    assert.equal(addressIn(await other.ask()), "10.2.0.2");
    await before.kill9();
    laptop.ip("addr del 10.1.0.2/24 dev u1");
    laptop.daemon([], { config: gatewayConfig() });
    await eventually(() =>
      assert.deepEqual(
        tracked(laptop)
          .filter(({ from }) => from === CLIENT4)
          .map(({ translated }) => translated),
        ["10.2.0.2"],
      ),
    );
    assert.equal(addressIn(await flow.ask()), "10.2.0.2");
    assert.equal(addressIn(await other.ask()), "10.2.0.2");
  },
  PROGRAMS,
);

for (const [what, end] of [
  ["a stop", "stop"],
  ["a configuration without it", "reload"],
  ["kill -9 and a start without it", "kill"],
] as const) {
  lab(`${what}: every setting, nftables and rules are as they were`, async (lab) => {
    const net = await gatewayNetwork(lab);
    const { laptop } = net;
    // Of each kind one that is as wished before.
    laptop.exec("sysctl", "-qw", "net.ipv4.conf.u2.forwarding=1", "net.ipv6.conf.u3.forwarding=1");
    laptop.exec("sysctl", "-qw", "net.ipv4.conf.u1.rp_filter=1", "net.ipv6.conf.u2.accept_ra=0");
    laptop.nft("table inet theirs { chain in { type filter hook input priority 0; }; }");
    const before = everything(laptop);
    const daemon = await startGateway(net);
    await eventually(() => assert.equal(sysctlOf(laptop, "net/ipv6/conf/lan/forwarding"), "1"));
    assert.equal(sysctlOf(laptop, "net/ipv4/conf/u1/rp_filter"), "2");
    const without = gatewayConfig().replace("enabled = true", "enabled = false");
    if (end === "stop") await daemon.stop();
    else if (end === "kill") await daemon.kill9();
    if (end === "kill") await laptop.daemon([], { config: without }).converged();
    if (end === "reload") {
      writeFileSync(daemon.configFile, without);
      daemon.signal("SIGHUP");
    }
    await eventually(() => assert.equal(table(laptop), ""));
    for (const running of lab.daemons) if (running.exit === undefined) await running.stop();
    unchanged(laptop, before);
  });
}

lab(
  "strict filters of the reverse path, on the host and on a link, are loosened where answers come by",
  async (lab) => {
    const net = await gatewayNetwork(lab);
    const { laptop, inside } = net;
    laptop.exec("sysctl", "-qw", "net.ipv4.conf.all.rp_filter=1", "net.ipv4.conf.lan.rp_filter=1");
    const daemon = await startGateway(net);
    const talks = [];
    for (const number of [1, 2, 3]) {
      prefer(net, number);
      talks.push({ number, talk: await inside.talk("udp", SERVER4, PORT) });
      assert.equal(addressIn(await talks.at(-1)?.talk.ask()), `10.${number}.0.2`);
    }
    for (const { number, talk } of talks) assert.equal(addressIn(await talk.ask()), `10.${number}.0.2`);
    assert.equal(sysctlOf(laptop, "net/ipv4/conf/all/rp_filter"), "1");
    assert.equal(sysctlOf(laptop, "net/ipv4/conf/lan/rp_filter"), "1");
    // Somebody takes it away: it is seen within a few seconds.
    laptop.exec("sysctl", "-qw", "net.ipv4.conf.u2.rp_filter=0", "net.ipv4.conf.lan.forwarding=0");
    await eventually(() => assert.equal(sysctlOf(laptop, "net/ipv4/conf/lan/forwarding"), "1"), { timeout: 8000 });
    assert.equal(sysctlOf(laptop, "net/ipv4/conf/u2/rp_filter"), "2");
    await daemon.stop();
    assert.equal(sysctlOf(laptop, "net/ipv4/conf/u1/rp_filter"), "0");
  },
);

lab("on-stop = keep: the LAN goes on without the program", async (lab) => {
  const net = await gatewayNetwork(lab);
  const { inside } = net;
  const daemon = await startGateway(net, `on-stop = "keep"\n${gatewayConfig()}`);
  const talk = await inside.talk("tcp", SERVER4, PORT);
  assert.equal(addressIn(await talk.ask()), "10.1.0.2");
  await daemon.stop();
  prefer(net, 2);
  assert.equal(addressIn(await talk.ask()), "10.1.0.2");
  const fresh = await inside.talk("udp", SERVER4, PORT);
  assert.equal(addressIn(await fresh.ask()), "10.2.0.2");
});

lab(
  "the table is replaced while 100 connections are on eight uplinks: none is lost, and each stays where it is",
  async (lab) => {
    const net = await gatewayNetwork(lab, 8);
    const { laptop, inside } = net;
    laptop.sysctl("net.ipv4.conf.u8.promote_secondaries", 1);
    laptop.ip("addr add 10.8.0.9/24 dev u8");
    await startGateway(net, gatewayConfig(8));
    const talks: { readonly talk: Awaited<ReturnType<typeof inside.talk>>; readonly address: string }[] = [];
    for (let at = 0; at < 100; at++) {
      const number = (at % 8) + 1;
      prefer(net, number);
      const talk = await inside.talk("tcp", SERVER4, PORT);
      const address = addressIn(await talk.ask()) ?? "no answer";
      assert.match(address, new RegExp(`^10\\.${number}\\.0\\.`));
      talks.push({ talk, address });
    }
    const seen = new Set([handles(laptop)]);
    let asked = 0;
    for (let turn = 0; turn < 20; turn++) {
      // What someone adds is taken away with the whole table, in one transaction.
      if (turn % 4 === 0) laptop.exec("nft", "add", "rule", "inet", "multihomed", "gateway-out", "counter", "accept");
      // The address that new connections of the last uplink get changes to and fro.
      laptop.ip("route replace default via 10.8.0.1 dev u8 metric 800 src", turn % 2 === 0 ? "10.8.0.9" : "10.8.0.2");
      const answers = await Promise.all(talks.map(({ talk }) => talk.ask()));
      seen.add(handles(laptop));
      assert.deepEqual(
        answers.map(addressIn),
        talks.map(({ address }) => address),
      );
      asked += answers.length;
    }
    assert.ok(seen.size > 15, `${seen.size} different tables`);
    await eventually(() => assert.doesNotMatch(table(laptop), /counter/));
    assert.equal(asked, 2000);
    onlyOwnSources(net);
  },
  { ...PROGRAMS, timeout: 120_000 },
);

lab("a dry run tells all of it, and changes nothing", async (lab) => {
  const net = await gatewayNetwork(lab);
  const { laptop } = net;
  const before = everything(laptop);
  const file = lab.file("multihomed.toml", gatewayConfig());
  const { code, stdout } = await laptop.multihomed("-C", file, "--bus", "none", "--dry-run");
  assert.equal(code, 0);
  for (const expected of [
    /^nft .*table inet multihomed/m,
    /fwmark 0x/,
    /^sysctl -w net\/ipv4\/conf\/lan\/forwarding=1$/m,
  ]) {
    assert.match(stdout, expected);
  }
  assert.equal(new Set(stdout.split("\n")).size, stdout.split("\n").length, "told twice");
  unchanged(laptop, before);
  await hasRules(laptop, 4, []);
});
