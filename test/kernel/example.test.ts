// The two networks that DynMHS's own documentation sets out from: a virtual machine with enp0s8 and enp0s9.
import assert from "node:assert/strict";
import {
  BOTH,
  GUARD,
  type Host,
  hasRoutes,
  hasRules,
  type Lab,
  lab,
  network,
  SERVER4,
  SERVER6,
  sentPackets,
} from "./lab/index.ts";

const ADDRESS8 = "fdff:b44d:605c:0:a00:27ff:fedb:ad69";
const ADDRESS9 = "fdc9:dc25:8e35:0:a00:27ff:feaa:bc91";
const ASSIGNED = ["--network", "enp0s8:2000", "--network", "enp0s9:3000", "--loglevel", "2"];

lab("the two networks of the example get the tables and rules of the example", async (lab) => {
  const host = example(lab);
  await host.daemon(ASSIGNED).converged();
  await hasRules(host, 4, ["2000: from 172.30.255.4 lookup 2000", "3000: from 192.168.255.4 lookup 3000"]);
  await hasRules(host, 6, [`2000: from ${ADDRESS8} lookup 2000`, `3000: from ${ADDRESS9} lookup 3000`]);
  await hasRoutes(host, 2000, 4, [
    "default via 172.30.255.1 dev enp0s8 src 172.30.255.4 metric 200",
    "172.30.255.0/24 dev enp0s8 scope link src 172.30.255.4 metric 200",
    "172.30.255.1 dev enp0s8 scope link src 172.30.255.4 metric 200",
    GUARD,
  ]);
  await hasRoutes(host, 2000, 6, [
    "fdff:b44d:605c::/64 dev enp0s8 metric 200",
    "fe80::/64 dev enp0s8 metric 256",
    "default via fe80::5054:ff:fe12:3500 dev enp0s8 metric 200 expires",
    "fc88:1::/64 dev hostonly101 metric 256",
    GUARD,
  ]);
  await hasRoutes(host, 3000, 4, [
    "default via 192.168.255.1 dev enp0s9 src 192.168.255.4 metric 300",
    "192.168.255.0/24 dev enp0s9 scope link src 192.168.255.4 metric 300",
    "192.168.255.1 dev enp0s9 scope link src 192.168.255.4 metric 300",
    GUARD,
  ]);
  await hasRoutes(host, 3000, 6, [
    "fdc9:dc25:8e35::/64 dev enp0s9 metric 300",
    "fe80::/64 dev enp0s9 metric 256",
    "default via fe80::5054:ff:fe12:3500 dev enp0s9 metric 300 expires",
    "fc88:1::/64 dev hostonly101 metric 256",
    GUARD,
  ]);
});

lab("several addresses on a link and extra routes over it follow, at start and live", async (lab) => {
  const host = example(lab);
  host.ip("addr add 172.30.255.5/24 dev enp0s8");
  host.ip("route add 198.18.0.0/15 via 172.30.255.254 dev enp0s8 metric 50 mtu 1400");
  await host.daemon(ASSIGNED).converged();
  host.ip("addr add fdc9:dc25:8e35::77/64 dev enp0s9 noprefixroute");
  host.ip("route add 2001:db8:7::/48 via fe80::1 dev enp0s9 metric 50");
  await hasRules(host, 4, [
    "2000: from 172.30.255.4 lookup 2000",
    "2000: from 172.30.255.5 lookup 2000",
    "3000: from 192.168.255.4 lookup 3000",
  ]);
  await hasRules(host, 6, [
    `2000: from ${ADDRESS8} lookup 2000`,
    `3000: from ${ADDRESS9} lookup 3000`,
    "3000: from fdc9:dc25:8e35::77 lookup 3000",
  ]);
  await hasRoutes(host, 2000, 4, [
    "default via 172.30.255.1 dev enp0s8 src 172.30.255.4 metric 200",
    "172.30.255.0/24 dev enp0s8 scope link src 172.30.255.4 metric 200",
    "172.30.255.1 dev enp0s8 scope link src 172.30.255.4 metric 200",
    "198.18.0.0/15 via 172.30.255.254 dev enp0s8 metric 50 mtu 1400",
    GUARD,
  ]);
  await hasRoutes(host, 3000, 6, [
    "fdc9:dc25:8e35::/64 dev enp0s9 metric 300",
    "fe80::/64 dev enp0s9 metric 256",
    "default via fe80::5054:ff:fe12:3500 dev enp0s9 metric 300 expires",
    "2001:db8:7::/48 via fe80::1 dev enp0s9 metric 50",
    "fc88:1::/64 dev hostonly101 metric 256",
    GUARD,
  ]);
});

lab("packets of all four sources leave by their own uplink and are answered", async (lab) => {
  const { laptop, uplinks } = network(lab);
  const [first, second] = uplinks;
  await laptop.daemon(BOTH).converged();
  const answers = await Promise.all([
    laptop.ping(first.address4, SERVER4),
    laptop.ping(second.address4, SERVER4),
    laptop.ping(first.address6, SERVER6),
    laptop.ping(second.address6, SERVER6),
  ]);
  assert.deepEqual(answers, [true, true, true, true]);
  const sent = sentPackets(laptop);
  assert.deepEqual(
    Object.keys(sent).filter((key) => key === "u1 10.2.0.2" || key === "u2 10.1.0.2"),
    [],
  );
  assert.equal(sent["u1 10.1.0.2"], 1);
  assert.equal(sent["u2 10.2.0.2"], 1);
});

/** The links, addresses and main table of the example, as its listing shows them. */
function example(lab: Lab): Host {
  const host = lab.host("testpc");
  const networks = lab.host("networks");
  for (const link of ["enp0s8", "enp0s9", "hostonly101"]) lab.veth(host, link, networks, `x-${link}`);
  networks.ip("link set x-hostonly101 down");
  host.ipBatch(`
    addr add 172.30.255.4/24 dev enp0s8 metric 200
    addr add 192.168.255.4/24 dev enp0s9 metric 300
    addr add ${ADDRESS8}/64 dev enp0s8 noprefixroute
    addr add ${ADDRESS9}/64 dev enp0s9 noprefixroute
    addr add fc88:1::1/64 dev hostonly101
    route add default via 172.30.255.1 dev enp0s8 proto dhcp src 172.30.255.4 metric 200
    route add default via 192.168.255.1 dev enp0s9 proto dhcp src 192.168.255.4 metric 300
    route add 172.30.255.1 dev enp0s8 proto dhcp scope link src 172.30.255.4 metric 200
    route add 192.168.255.1 dev enp0s9 proto dhcp scope link src 192.168.255.4 metric 300
    route add fdff:b44d:605c::/64 dev enp0s8 proto ra metric 200
    route add fdc9:dc25:8e35::/64 dev enp0s9 proto ra metric 300
    route add default via fe80::5054:ff:fe12:3500 dev enp0s8 proto ra metric 200 expires 788
    route add default via fe80::5054:ff:fe12:3500 dev enp0s9 proto ra metric 300 expires 772
  `);
  return host;
}
