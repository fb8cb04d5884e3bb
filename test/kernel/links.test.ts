// Links that have no carrier, go down, disappear, and change their names.
import assert from "node:assert/strict";
import {
  BOTH,
  configure,
  eventually,
  exitLink,
  hasRoutes,
  hasRules,
  lab,
  network,
  routes,
  SERVER4,
  uplinkRoutes,
} from "./lab/index.ts";

const RULES4 = ["1000: from 10.1.0.2 lookup 1000", "2000: from 10.2.0.2 lookup 2000"];
const RULES6 = ["1000: from fd00:1::2 lookup 1000", "2000: from fd00:2::2 lookup 2000"];
const SECOND_ONLY4 = RULES4.slice(1);
const SECOND_ONLY6 = RULES6.slice(1);

lab("no carrier at start, carrier later: everything is in place and packets pass", async (lab) => {
  const { laptop, uplinks } = network(lab);
  const [first] = uplinks;
  first.router.ip("link set", first.routerLink, "down");
  const daemon = laptop.daemon(BOTH);
  await hasRules(laptop, 4, RULES4);
  await hasRoutes(laptop, 1000, 4, uplinkRoutes(first, 4));
  await daemon.converged();
  first.router.ip("link set", first.routerLink, "up");
  await hasRules(laptop, 4, RULES4);
  await hasRules(laptop, 6, RULES6);
  await hasRoutes(laptop, 1000, 4, uplinkRoutes(first, 4));
  await hasRoutes(laptop, 1000, 6, uplinkRoutes(first, 6));
  await eventually(async () => assert.equal(await laptop.ping(first.address4, SERVER4), true));
});

lab("a cable pulled and put back: nothing is lost, and the other uplink does not notice", async (lab) => {
  const { laptop, uplinks } = network(lab);
  const [first, second] = uplinks;
  const daemon = await laptop.daemon(BOTH).converged();
  const monitor = await laptop.monitor();
  first.router.ip("link set", first.routerLink, "down");
  await daemon.converged();
  assert.equal(await laptop.ping(second.address4, SERVER4), true);
  first.router.ip("link set", first.routerLink, "up");
  await hasRoutes(laptop, 1000, 4, uplinkRoutes(first, 4));
  await hasRoutes(laptop, 1000, 6, uplinkRoutes(first, 6));
  await eventually(async () => assert.equal(await laptop.ping(first.address4, SERVER4), true));
  const disturbed = (await monitor.events()).filter((event) => event.includes("table 2000"));
  assert.deepEqual(disturbed, []);
});

for (const silent of [0, 1]) {
  lab(
    `a link set down and up: what comes back is in the table again (IPv6 ${silent ? "un" : ""}announced)`,
    async (lab) => {
      const { laptop, uplinks } = network(lab);
      laptop.sysctl("net.ipv6.route.skip_notify_on_dev_down", silent);
      const [first, second] = uplinks;
      await laptop.daemon(BOTH).converged();
      laptop.ip("link set u1 down");
      await eventually(() => assert.deepEqual(by("u1"), []));
      assert.equal(exitLink(laptop, first.address4, SERVER4), undefined, "leaves by the other uplink");
      assert.equal(exitLink(laptop, second.address4, SERVER4), "u2");
      laptop.ip("link set u1 up");
      laptop.ip("addr add fd00:1::2/64 dev u1");
      laptop.ip("route add default via 10.1.0.1 dev u1 metric 100");
      laptop.ip("-6 route add default via fd00:1::1 dev u1 metric 100");
      await hasRules(laptop, 4, RULES4);
      await hasRules(laptop, 6, RULES6);
      await hasRoutes(laptop, 1000, 4, uplinkRoutes(first, 4));
      await hasRoutes(laptop, 1000, 6, uplinkRoutes(first, 6));

      function by(link: string): string[] {
        return [...routes(laptop, 1000, 4), ...routes(laptop, 1000, 6)].filter((line) => line.includes(`dev ${link}`));
      }
    },
  );
}

lab("a multipath leg that dies with its link without a word comes back with it", async (lab) => {
  const { laptop, uplinks } = network(lab);
  const [first, second] = uplinks;
  laptop.ip("route add 10.51.0.0/16 nexthop via 10.1.0.1 dev u1 nexthop via 10.2.0.1 dev u2");
  await laptop.daemon(BOTH).converged();
  const leg = (n: number) => `10.51.0.0/16 via 10.${n}.0.1 dev u${n}`;
  await hasRoutes(laptop, 1000, 4, [...uplinkRoutes(first, 4), leg(1)]);
  laptop.ip("link set u1 down");
  await eventually(() => assert.ok(!routes(laptop, 1000, 4).includes(leg(1))));
  await hasRoutes(laptop, 2000, 4, [...uplinkRoutes(second, 4), leg(2)]);
  laptop.ip("link set u1 up");
  await eventually(() => assert.ok(routes(laptop, 1000, 4).includes(leg(1))));
  await hasRoutes(laptop, 2000, 4, [...uplinkRoutes(second, 4), leg(2)]);
});

lab("a link deleted and made again: its rules and routes go, the other's stay, and all come back", async (lab) => {
  const { laptop, uplinks } = network(lab);
  const [first, second] = uplinks;
  await laptop.daemon(BOTH).converged();
  laptop.ip("link delete u1");
  await hasRules(laptop, 4, SECOND_ONLY4);
  await hasRules(laptop, 6, SECOND_ONLY6);
  const left = [...routes(laptop, 1000, 4), ...routes(laptop, 1000, 6)].filter((line) => line.includes("dev u1"));
  assert.deepEqual(left, []);
  await hasRoutes(laptop, 2000, 4, uplinkRoutes(second, 4));
  lab.veth(laptop, first.link, first.router, first.routerLink);
  configure(laptop, first);
  await hasRules(laptop, 4, RULES4);
  await hasRules(laptop, 6, RULES6);
  await hasRoutes(laptop, 1000, 4, uplinkRoutes(first, 4));
  await hasRoutes(laptop, 1000, 6, uplinkRoutes(first, 6));
  await hasRoutes(laptop, 2000, 6, uplinkRoutes(second, 6));
});

lab("a link renamed away: it is no uplink any more, and its subnet is one behind an unassigned link", async (lab) => {
  const { laptop, uplinks } = network(lab);
  const second = uplinks[1];
  await laptop.daemon(BOTH).converged();
  laptop.ip("link set u1 down");
  laptop.ip("link set u1 name other0");
  laptop.ip("link set other0 up");
  await hasRules(laptop, 4, SECOND_ONLY4);
  await hasRules(laptop, 6, SECOND_ONLY6);
  await eventually(() =>
    assert.deepEqual(
      routes(laptop, 1000, 4).filter((line) => line.includes("via")),
      [],
    ),
  );
  await hasRoutes(laptop, 2000, 4, [...uplinkRoutes(second, 4), "10.1.0.0/24 dev other0 scope link src 10.1.0.2"]);
});

lab(
  "a link renamed into place: it becomes the uplink at once, also when the name was another link's before",
  async (lab) => {
    const { laptop, uplinks } = network(lab);
    const [first, second] = uplinks;
    laptop.ip("link set u1 down");
    laptop.ip("link set u1 name wlan0");
    laptop.ip("link add u1 type veth peer name spare0");
    laptop.ip("link set u1 up");
    laptop.ip("addr add 10.88.0.1/24 dev u1");
    await laptop.daemon(BOTH).converged();
    await hasRules(laptop, 4, ["1000: from 10.88.0.1 lookup 1000", ...SECOND_ONLY4]);
    laptop.ip("link set u1 down");
    laptop.ip("link set u1 name gone0");
    laptop.ip("link set wlan0 name u1");
    laptop.ip("link set u1 up");
    laptop.ip("addr add fd00:1::2/64 dev u1");
    laptop.ip("route add default via 10.1.0.1 dev u1 metric 100");
    laptop.ip("-6 route add default via fd00:1::1 dev u1 metric 100");
    await hasRules(laptop, 4, RULES4);
    await hasRules(laptop, 6, RULES6);
    await hasRoutes(laptop, 1000, 4, uplinkRoutes(first, 4));
    await hasRoutes(laptop, 1000, 6, uplinkRoutes(first, 6));
    await hasRoutes(laptop, 2000, 4, uplinkRoutes(second, 4));
  },
);
