// An uplink is lost, in every way in which it can be: its connections are forgotten, the others' are not, and what the
// LAN goes on sending leaves by another uplink.
import assert from "node:assert/strict";
import {
  addressIn,
  CLIENT4,
  type GatewayNetwork,
  gatewayConfig,
  gatewayNetwork,
  markOf,
  onlyOwnSources,
  PORT,
  prefer,
  startGateway,
  tracked,
} from "./lab/gateway.ts";
import { configure, eventually, lab, SERVER4 } from "./lab/index.ts";
import type { Conversation } from "./lab/talker.ts";

interface Way {
  readonly what: string;
  lose(net: GatewayNetwork): void;
  /** What a network manager does next, sooner or later. */
  manage?(net: GatewayNetwork): void;
  regain(net: GatewayNetwork): void;
}

/** Milliseconds: the kernel tells of carriers once a second at most (net/core/link_watch.c). */
const TOLD = 3000;

const DEFAULT = "default via 10.1.0.1 dev u1 metric 10";

const WAYS: readonly Way[] = [
  {
    what: "its carrier",
    lose: ({ uplinks: [{ router, routerLink }] }) => router.ip("link set", routerLink, "down"),
    manage: ({ laptop }) => laptop.ip("route del", DEFAULT),
    regain({ laptop, uplinks: [{ router, routerLink }] }) {
      router.ip("link set", routerLink, "up");
      router.ip("-6 addr replace fd00:1::1/64 dev", routerLink);
      laptop.ip("route add", DEFAULT);
    },
  },
  {
    what: "being up",
    lose: ({ laptop }) => laptop.ip("link set u1 down"),
    regain({ laptop }) {
      laptop.ip("link set u1 up");
      laptop.ip("route add", DEFAULT);
    },
  },
  {
    what: "its address",
    lose: ({ laptop }) => laptop.ip("addr del 10.1.0.2/24 dev u1"),
    regain({ laptop }) {
      laptop.ip("addr add 10.1.0.2/24 dev u1");
      laptop.ip("route add", DEFAULT);
    },
  },
  {
    what: "its default route",
    lose: ({ laptop }) => laptop.ip("route del", DEFAULT),
    regain: ({ laptop }) => laptop.ip("route add", DEFAULT),
  },
  {
    what: "its name",
    lose({ laptop }) {
      laptop.ip("link set u1 down");
      laptop.ip("link set u1 name x1");
      laptop.ip("link set x1 up");
    },
    regain({ laptop }) {
      laptop.ip("link set x1 down");
      laptop.ip("link set x1 name u1");
      laptop.ip("link set u1 up");
      laptop.ip("route add", DEFAULT);
    },
  },
  {
    what: "its link",
    lose: ({ laptop }) => laptop.ip("link del u1"),
    regain({ laptop, uplinks: [first] }) {
      laptop.lab.veth(laptop, first.link, first.router, first.routerLink);
      first.router.ipBatch(
        `addr add 10.1.0.1/24 dev ${first.routerLink}\naddr add fd00:1::1/64 dev ${first.routerLink} nodad`,
      );
      configure(laptop, first);
      laptop.ip("route add", DEFAULT);
    },
  },
];

/** The client's connections by the uplink whose address they have: "tcp 10.2.0.2 40000". */
const connections = ({ laptop }: GatewayNetwork): string[] =>
  tracked(laptop)
    .filter(({ from }) => from === CLIENT4)
    .map(({ protocol, translated, port }) => `${protocol} ${translated} ${port}`)
    .sort();

const address = async (conversation: Conversation, patience?: number): Promise<string | undefined> =>
  addressIn(await conversation.ask(patience));

for (const { what, lose, manage, regain } of WAYS) {
  lab(
    `an uplink loses ${what}: its connections are forgotten, and no others; flows go on by another`,
    async (lab) => {
      const net = await gatewayNetwork(lab);
      const { laptop, inside } = net;
      await startGateway(net);
      prefer(net, 2);
      const other = await inside.talk("tcp", SERVER4, PORT, "41002");
      assert.equal(await address(other), "10.2.0.2");
      prefer(net, 1);
      const flow = await inside.talk("udp", SERVER4, PORT, "41001");
      const stream = await inside.talk("tcp", SERVER4, PORT, "41003");
      for (const talk of [flow, stream]) assert.equal(await address(talk), "10.1.0.2");
      // A connection that nobody marked, by the LAN to the host itself.
      await net.client.ping(CLIENT4, "192.168.77.1");
      const mark = markOf(laptop, "u1");
      const kept = ["tcp 10.2.0.2 41002"];
      assert.deepEqual(connections(net), [...kept, "tcp 10.1.0.2 41003", "udp 10.1.0.2 41001"].sort());

      lose(net);
      await eventually(() => assert.deepEqual(connections(net), kept), { timeout: TOLD, interval: 5 });
      if (manage !== undefined) {
        // Without a carrier the route is still the best one, so flows are pinned anew, to nothing.
        await address(flow, 100);
        manage(net);
      }
      await eventually(async () => assert.equal(await address(flow, 200), "10.2.0.2"), { timeout: 2000 });
      assert.equal(await address(other), "10.2.0.2");
      assert.deepEqual(
        tracked(laptop).filter(({ from, mark: its }) => from === CLIENT4 && its === mark),
        [],
      );

      regain(net);
      await eventually(async () => {
        const fresh = await inside.talk("udp", SERVER4, PORT);
        assert.equal(await address(fresh, 300), "10.1.0.2");
      });
      for (const talk of [flow, other]) assert.equal(await address(talk), "10.2.0.2");
      // And once more: what came back is known to have come.
      lose(net);
      await eventually(
        () => assert.ok(!connections(net).some((line) => line.includes("10.1.0.2")), connections(net).join()),
        { timeout: TOLD },
      );
      onlyOwnSources(net);
    },
    { programs: ["conntrack"] },
  );
}

lab(
  "with balance, connections of the LAN are on all uplinks, and go on by the others as soon as a carrier is lost",
  async (lab) => {
    const net = await gatewayNetwork(lab);
    const { inside, uplinks } = net;
    await startGateway(net, `${gatewayConfig()}[balance]\nenabled = true\n`);
    await eventually(() => assert.match(net.laptop.ip("route show table 900"), /default/));
    const flows = await Promise.all(Array.from({ length: 24 }, () => inside.talk("udp", SERVER4, PORT)));
    const addresses = await Promise.all(flows.map((flow) => address(flow)));
    assert.deepEqual([...new Set(addresses)].sort(), ["10.1.0.2", "10.2.0.2", "10.3.0.2"]);
    for (const [at, flow] of flows.entries()) assert.equal(await address(flow), addresses[at]);
    const [{ router, routerLink }] = uplinks;
    router.ip("link set", routerLink, "down");
    await eventually(() => assert.ok(!connections(net).some((line) => line.includes("10.1.0.2"))), { timeout: TOLD });
    for (const [at, flow] of flows.entries()) {
      const now = await address(flow);
      if (addresses[at] === "10.1.0.2") assert.match(now ?? "no answer", /^10\.[23]\.0\.2$/);
      else assert.equal(now, addresses[at]);
    }
    onlyOwnSources(net);
  },
  { programs: ["conntrack"] },
);
