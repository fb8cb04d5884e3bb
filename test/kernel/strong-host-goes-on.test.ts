// What must go on under strict: what is for everyone, what finds neighbours, what renews addresses, what is forwarded.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CLIENT4, CLIENT6, forwards, gatewayConfig, gatewayNetwork, LAN4, LAN6, PORT } from "./lab/gateway.ts";
import { eventually, type Host, lab, network, SERVER4, SERVER6 } from "./lab/index.ts";
import { address4, address6, flushNeighbours, LINKS, macOf, oneBridge } from "./lab/one-bridge.ts";
import { arp, ourTable, uplinks } from "./lab/strict.ts";

const isStrict = (host: Host, ...links: readonly string[]) =>
  eventually(() => {
    for (const link of links) assert.equal(arp(host, link), "1 2");
    assert.match(ourTable(host) ?? "", /chain strong-host/);
  });

/** Which links gave the host itself something for an address, as "e0 224.0.0.1", sorted. */
function taken(host: Host): string[] {
  return [...host.exec("nft", "list", "table", "inet", "taken").matchAll(/"(\S+)" \. (\S+?)[, }\n]/g)]
    .map(([, link, address]) => `${link} ${address}`)
    .sort();
}

lab("broadcast and multicast arrive by every strict link, and are answered", async (lab) => {
  const { laptop, neighbours } = oneBridge(lab);
  const [{ host, link }] = neighbours;
  await laptop.daemon([], { config: uplinks(LINKS) }).converged();
  await isStrict(laptop, ...LINKS);
  laptop.sysctl("net.ipv4.icmp_echo_ignore_broadcasts", 0);
  laptop.nft(`table inet taken {
    set four { typeof iifname . ip daddr; flags dynamic; size 65535; }
    set six { typeof iifname . ip6 daddr; flags dynamic; size 65535; }
    chain in {
      type filter hook input priority 0
      icmp type echo-request add @four { iifname . ip daddr }
      icmpv6 type echo-request add @six { iifname . ip6 daddr }
    }
  }`);
  const everyone = ["255.255.255.255", "192.168.7.255", "224.0.0.1", "ff02::1"];
  for (const address of everyone) host.exec("ping", "-n", "-q", "-b", "-c1", "-W2", "-I", link, address);
  const expected = everyone.flatMap((address) => LINKS.map((name) => `${name} ${address}`)).sort();
  await eventually(() => assert.deepEqual(taken(laptop), expected));
});

lab("neighbours are found and found to be there still, by question to all and to one, both ways", async (lab) => {
  const { laptop, neighbours } = oneBridge(lab);
  const [{ host, link, address4: theirs4, address6: theirs6 }] = neighbours;
  await laptop.daemon([], { config: uplinks(LINKS) }).converged();
  await isStrict(laptop, ...LINKS);
  for (const own of LINKS) {
    flushNeighbours(laptop, host);
    assert.ok(
      (await laptop.ping(address4(own), theirs4)) && (await laptop.ping(address6(own), theirs6)),
      `from ${own}`,
    );
    // A question to the one link-layer address that is known.
    for (const address of [address4(own), address6(own)]) {
      host.ip("neigh replace", address, "lladdr", macOf(laptop, own), "dev", link, "nud probe");
      await eventually(() => assert.match(host.ip("neigh show", address, "dev", link), /REACHABLE/));
    }
    for (const address of [theirs4, theirs6]) {
      laptop.ip("neigh replace", address, "lladdr", macOf(host, link), "dev", own, "nud probe");
      await eventually(() => assert.match(laptop.ip("neigh show", address, "dev", own), /REACHABLE/));
    }
    const [linkLocal] = /fe80:[^/]+/.exec(laptop.ip("-6 addr show dev", own, "scope link")) ?? [];
    assert.ok(await host.ping(link, `${linkLocal}%${link}`), `link-local, ${own}`);
  }
});

lab(
  "a lease is had and renewed, whatever other strict link is in the same subnet",
  async (lab) => {
    const { laptop, bridge } = oneBridge(lab);
    bridge.ip("addr add 192.168.0.9/21 dev br0");
    for (const link of LINKS.slice(0, 2)) laptop.ip("addr flush dev", link, "scope global");
    await laptop.daemon([], { config: uplinks(LINKS) }).converged();
    await isStrict(laptop, ...LINKS);
    const folder = lab.folder();
    bridge.spawn(
      ...["dnsmasq", "-k", "-p0", "-C", "/dev/null", "--interface=br0", "--bind-interfaces", "--pid-file="],
      "--dhcp-range=192.168.1.1,192.168.1.99,255.255.248.0,120",
      ...["--dhcp-option=option:T1,4s", "--dhcp-option=option:T2,60s", "--dhcp-option=option:router,192.168.0.9"],
      `--dhcp-leasefile=${join(folder, "leases")}`,
    );
    const script = lab.file(
      "script",
      `#!/bin/sh
      case $reason in BOUND|RENEW) ip addr replace $new_ip_address/21 dev $interface;; esac
      echo "$reason $interface $new_ip_address" >>${folder}/log\n`,
    );
    laptop.exec("chmod", "+x", script);
    for (const link of LINKS.slice(0, 2)) {
      const files = ["-sf", script, "-lf", join(folder, `${link}.leases`), "-pf", join(folder, `${link}.pid`)];
      laptop.spawn("dhclient", "-d", "-4", "-cf", "/dev/null", ...files, link);
    }
    const said = () => readFileSync(join(folder, "log"), "utf8");
    for (const link of LINKS.slice(0, 2)) {
      await eventually(() => assert.match(said(), new RegExp(`RENEW ${link} 192.168.1.\\d+`)), { timeout: 30_000 });
      assert.doesNotMatch(said(), /REBIND|EXPIRE|FAIL/);
    }
  },
  { timeout: 60_000, programs: ["dnsmasq", "dhclient"] },
);

lab("what is forwarded passes, in both directions, though both links are strict", async (lab) => {
  const { laptop, uplinks: networks } = network(lab);
  const client = lab.host("client");
  lab.veth(laptop, "lan", client, "lan");
  laptop.exec("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
  laptop.ipBatch(`addr add ${LAN4}.1/24 dev lan\naddr add ${LAN6}:1/64 dev lan`);
  client.ipBatch(`addr add ${CLIENT4}/24 dev lan\naddr add ${CLIENT6}/64 dev lan
    route add default via ${LAN4}.1\nroute add default via ${LAN6}:1`);
  const [{ router, routerLink, address4: via4, address6: via6 }] = networks;
  router.nft("flush ruleset"); // as a router that knows of the LAN
  router.ipBatch(
    `route add ${LAN4}.0/24 via ${via4} dev ${routerLink}\nroute add ${LAN6}:/64 via ${via6} dev ${routerLink}`,
  );
  await laptop.daemon([], { config: uplinks(["u1", "u2", "lan"]) }).converged();
  await isStrict(laptop, "u1", "u2", "lan");
  for (const [source, gateway] of [
    [CLIENT4, networks[0].gateway4],
    [CLIENT6, networks[0].gateway6],
  ] as const) {
    assert.ok(await client.ping(source, gateway), `${source} to ${gateway}`);
    assert.ok(await router.ping(gateway, source), `${gateway} to ${source}`);
  }
});

lab(
  "a gateway of strict uplinks forwards, translates, and lets forwarded ports in; from inside, uplinks' addresses are not had",
  async (lab) => {
    const net = await gatewayNetwork(lab, 2);
    const { laptop, client, inside, outside } = net;
    laptop.nft(`table inet ports {
      chain in {
        type nat hook prerouting priority dstnat
        iifname { "u1", "u2" } tcp dport 8080 dnat ip to ${CLIENT4}:7001
        iifname { "u1", "u2" } tcp dport 8081 dnat ip to ${LAN4}.1:7002
      }
    }`);
    await inside.listen(CLIENT4, 7001);
    laptop.daemon([], { config: gatewayConfig(2).replaceAll("weight = 1\n", "weight = 1\nstrict = true\n") });
    await forwards(laptop);
    await isStrict(laptop, "u1", "u2");
    assert.match((await (await inside.talk("tcp", SERVER4, PORT)).ask()) ?? "no answer", /^10\.[12]\.0\.2 /);
    for (const address of ["10.1.0.2", "10.2.0.2"]) {
      const talk = await outside.talk("tcp", address, 8080, `0@${SERVER4}`);
      assert.match((await talk.ask()) ?? "no answer", new RegExp(`^${SERVER4} `), address);
      assert.ok(await net.server.ping(SERVER4, address), `${address} from outside`);
      assert.equal(await client.ping(CLIENT4, address), false, `${address} from inside`);
    }
    assert.ok(await client.ping(CLIENT4, `${LAN4}.1`));
    assert.ok(await net.server.ping(SERVER6, "fd00:1::2"));
  },
  { timeout: 60_000 },
);
