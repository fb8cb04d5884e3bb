// What is behind links that are not assigned, and what happens where an uplink has no way out.
import assert from "node:assert/strict";
import {
  BOTH,
  eventually,
  exitLink,
  GUARD,
  type Host,
  hasRoutes,
  type Lab,
  lab,
  network,
  SERVER4,
  SERVER6,
  sentPackets,
  uplinkRoutes,
} from "./lab/index.ts";

lab("subnets behind a container bridge are reachable from an uplink's address", async (lab) => {
  const { laptop, uplinks } = network(lab);
  const [first, second] = uplinks;
  addContainer(lab, laptop);
  await laptop.daemon(BOTH).converged();
  await hasRoutes(laptop, 1000, 4, [...uplinkRoutes(first, 4), "172.17.0.0/16 dev br0 scope link src 172.17.0.1"]);
  await hasRoutes(laptop, 2000, 6, [...uplinkRoutes(second, 6), "fd17::/64 dev br0 metric 256"]);
  assert.equal(await laptop.ping(first.address4, "172.17.0.2"), true);
  assert.equal(await laptop.ping(second.address6, "fd17::2"), true);
  laptop.ip("link delete br0");
  await hasRoutes(laptop, 1000, 4, uplinkRoutes(first, 4));
  await hasRoutes(laptop, 2000, 6, uplinkRoutes(second, 6));
});

lab(
  "subnets behind a VPN that comes later are reachable, its default and split defaults are not copied",
  async (lab) => {
    const { laptop, uplinks } = network(lab);
    const [first, second] = uplinks;
    await laptop.daemon(BOTH).converged();
    laptop.ipBatch(`
    tuntap add tun0 mode tun
    link set tun0 up
    addr add 10.8.0.2/24 dev tun0
    addr add fd08::2/64 dev tun0
    route add 192.168.77.0/24 via 10.8.0.1
    route add 0.0.0.0/1 via 10.8.0.1
    route add 128.0.0.0/1 via 10.8.0.1
    route add default via 10.8.0.1 metric 1
    route add ::/1 via fd08::1
    route add 8000::/1 via fd08::1
    route add default via fd08::1 metric 1
  `);
    const vpn4 = ["10.8.0.0/24 dev tun0 scope link src 10.8.0.2", "192.168.77.0/24 via 10.8.0.1 dev tun0"];
    for (const [table, uplink] of [[1000, first] as const, [2000, second] as const]) {
      await hasRoutes(laptop, table, 4, [...uplinkRoutes(uplink, 4), ...vpn4]);
      await hasRoutes(laptop, table, 6, [...uplinkRoutes(uplink, 6), "fd08::/64 dev tun0 metric 256"]);
    }
    assert.equal(exitLink(laptop, first.address4, "192.168.77.1"), "tun0");
    assert.equal(exitLink(laptop, first.address4, SERVER4), "u1");
    assert.equal(exitLink(laptop, second.address6, SERVER6), "u2");
  },
);

lab("routes by links of both kinds: an uplink's own win, shared ones give only its own legs", async (lab) => {
  const { laptop, uplinks } = network(lab);
  const [first, second] = uplinks;
  laptop.ipBatch(`
    tuntap add tun0 mode tun
    link set tun0 up
    tuntap add tun1 mode tun
    link set tun1 up
    route add 10.51.0.0/16 dev tun0
    route append 10.51.0.0/16 via 10.1.0.1 dev u1
    route add 10.52.0.0/16 nexthop via 10.1.0.1 dev u1 nexthop dev tun0
    route add 10.53.0.0/16 nexthop dev tun0 nexthop dev tun1
  `);
  await laptop.daemon(BOTH).converged();
  const shared = "10.53.0.0/16 nexthop dev tun0 weight 1 nexthop dev tun1 weight 1";
  const own = ["10.51.0.0/16 via 10.1.0.1 dev u1", "10.52.0.0/16 via 10.1.0.1 dev u1"];
  await hasRoutes(laptop, 1000, 4, [...uplinkRoutes(first, 4), ...own, shared]);
  await hasRoutes(laptop, 2000, 4, [...uplinkRoutes(second, 4), "10.51.0.0/16 dev tun0 scope link", shared]);
});

lab("unassigned-routes = exclude leaves the subnets behind other links out", async (lab) => {
  const { laptop, uplinks } = network(lab);
  addContainer(lab, laptop);
  const config = '[[uplink]]\ninterface = "u1"\ntable = 1000\nunassigned-routes = "exclude"\n';
  await laptop.daemon([], { config }).converged();
  await hasRoutes(laptop, 1000, 4, uplinkRoutes(uplinks[0], 4));
  await hasRoutes(laptop, 1000, 6, uplinkRoutes(uplinks[0], 6));
});

lab("an uplink without a default route: packets from its address do not leave by the other", async (lab) => {
  const { laptop, uplinks } = network(lab);
  const second = uplinks[1];
  laptop.ip("route delete default dev u2");
  laptop.ip("-6 route delete default dev u2");
  await laptop.daemon(BOTH).converged();
  assert.equal(exitLink(laptop, second.address4, SERVER4), undefined);
  assert.equal(exitLink(laptop, second.address6, SERVER6), undefined);
  assert.equal(await laptop.ping(second.address4, SERVER4), false);
  assert.equal(await laptop.ping(second.address6, SERVER6), false);
  assert.equal(await laptop.ping(second.address4, second.gateway4), true);
  const strayed = Object.keys(sentPackets(laptop)).filter((key) => key === "u1 10.2.0.2" || key === "u1 fd00:2::2");
  assert.deepEqual(strayed, []);
});

lab("guard = false leaves the guard out", async (lab) => {
  const { laptop, uplinks } = network(lab);
  const [first, second] = uplinks;
  laptop.ip("route delete default dev u2");
  const config = '[[uplink]]\ninterface = "u2"\ntable = 2000\nguard = false\n';
  await laptop.daemon(["-N", "u1:1000"], { config }).converged();
  const guardless = (family: 4 | 6) => uplinkRoutes(second, family).filter((line) => line !== GUARD);
  await hasRoutes(
    laptop,
    2000,
    4,
    guardless(4).filter((line) => !line.startsWith("default")),
  );
  await hasRoutes(laptop, 2000, 6, guardless(6));
  await hasRoutes(laptop, 1000, 4, uplinkRoutes(first, 4));
  await eventually(() => assert.equal(exitLink(laptop, second.address4, SERVER4), "u1"));
});

function addContainer(lab: Lab, laptop: Host): void {
  const container = lab.host("container");
  laptop.ip("link add br0 type bridge");
  laptop.ip("link set br0 up");
  lab.veth(laptop, "vc0", container, "eth0");
  laptop.ip("link set vc0 master br0 addrgenmode none");
  laptop.ip("-6 addr flush dev vc0");
  laptop.ipBatch("addr add 172.17.0.1/16 dev br0\naddr add fd17::1/64 dev br0");
  container.ipBatch(`
    addr add 172.17.0.2/16 dev eth0
    addr add fd17::2/64 dev eth0
    route add default via 172.17.0.1
    route add default via fd17::1
  `);
}
