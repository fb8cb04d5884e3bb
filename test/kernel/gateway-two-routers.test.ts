// A LAN behind a host whose one link has two routers: connections are told apart by the router that they leave by.
import assert from "node:assert/strict";
import { addressIn, forwards, LAN4, LAN6, PORT } from "./lab/gateway.ts";
import { type Host, lab, SERVER4, SERVER6 } from "./lab/index.ts";
import { type Conversation, type Talker, talker } from "./lab/talker.ts";
import { configureBoth, passed, type TwoRouters, twoRouters } from "./lab/two-routers.ts";
import { uplinks } from "./lab/two-routers-expect.ts";

const GATEWAY = `\n[gateway]\nenabled = true\ninside = ["in"]\ntranslate-ipv6 = true\n`;

interface Lan extends TwoRouters {
  readonly client: Host;
  readonly inside: Talker;
}

async function withLan(net: TwoRouters): Promise<Lan> {
  const { laptop, server } = net;
  const client = laptop.lab.host("client");
  laptop.lab.veth(laptop, "in", client, "in");
  laptop.ipBatch(`addr add ${LAN4}.1/24 dev in\naddr add ${LAN6}:1/64 dev in`);
  client.ipBatch(`
    addr add ${LAN4}.2/24 dev in
    addr add ${LAN6}:2/64 dev in
    route add default via ${LAN4}.1
    route add default via ${LAN6}:1
  `);
  const outside = talker(server);
  await outside.listen(SERVER4, PORT);
  await outside.listen(SERVER6, PORT);
  return { ...net, client, inside: talker(client) };
}

/** The router that carries a conversation, and the address that the server sees: "10.1.0.9 by router 1". */
async function way({ routers }: Lan, talk: Conversation): Promise<string> {
  for (const router of routers) passed(router);
  const seen = addressIn(await talk.ask());
  const by = routers.flatMap((router, at) => (passed(router).length > 0 ? [`router ${at + 1}`] : []));
  return `${seen} by ${by.join(" and ") || "none"}`;
}

/** Main prefers this router from now on. */
function prefer({ laptop, routers }: Lan, number: 1 | 2): void {
  const { gateway4, gateway6 } = routers[number - 1] ?? assert.fail();
  laptop.ip("-4 route replace default via", gateway4, "dev lan metric 5");
  laptop.ip("-6 route replace default via", gateway6, "dev lan metric 5");
}

lab("two routers of two subnets: each connection stays with the router of its first packet", async (lab) => {
  const net = await withLan(twoRouters(lab, "two subnets"));
  configureBoth(net);
  const { laptop, client, inside } = net;
  const config = uplinks(
    { gateway: "10.1.0.1", table: 1000 },
    { gateway: "10.2.0.1", table: 1001 },
    { gateway: "fd00:1::1", table: 1002 },
    { gateway: "fd00:2::1", table: 1003 },
  );
  laptop.daemon([], { config: config + GATEWAY });
  await forwards(laptop, "in");
  const talks: { readonly talk: Conversation; readonly expected: string }[] = [];
  for (const number of [1, 2] as const) {
    prefer(net, number);
    for (const [server, prefix] of [
      [SERVER4, `10.${number}.0.9`],
      [SERVER6, `fd00:${number}::9`],
    ] as const) {
      for (const protocol of ["tcp", "udp"] as const) {
        const talk = await inside.talk(protocol, server, PORT);
        const expected = `${prefix} by router ${number}`;
        assert.equal(await way(net, talk), expected);
        talks.push({ talk, expected });
      }
    }
  }
  for (const number of [1, 2] as const) {
    prefer(net, number);
    for (const { talk, expected } of talks) assert.equal(await way(net, talk), expected);
  }
  // The routers themselves, which know no way back to the LAN.
  for (const address of ["10.1.0.1", "10.2.0.1"]) assert.ok(await client.ping(`${LAN4}.2`, address), address);
  // A router is lost: what it carried goes on by the other.
  const [flow] = talks.filter(({ expected }) => expected === "10.2.0.9 by router 2").slice(1);
  laptop.ip("-4 route del default via 10.2.0.1 dev lan metric 5");
  laptop.ip("-4 route del default via 10.2.0.1 dev lan metric 200");
  assert.equal(await way(net, flow?.talk ?? assert.fail()), "10.1.0.9 by router 1");
});

lab("two routers of one subnet and one address: the router alone tells them apart", async (lab) => {
  const net = await withLan(twoRouters(lab, "one subnet"));
  const { laptop, inside } = net;
  laptop.ipBatch(`
    addr add 10.1.0.9/24 dev lan
    route add default via 10.1.0.1 dev lan metric 100
    route add default via 10.1.0.2 dev lan metric 200
  `);
  // Answers to the one address come by the first router.
  const config = uplinks({ gateway: "10.1.0.1", table: 1000 }, { gateway: "10.1.0.2", table: 1001 });
  laptop.daemon([], { config: config + GATEWAY });
  await forwards(laptop, "in");
  const first = await inside.talk("udp", SERVER4, PORT);
  assert.equal(await way(net, first), "10.1.0.9 by router 1");
  laptop.ip("route replace default via 10.1.0.2 dev lan metric 5");
  const second = await inside.talk("udp", SERVER4, PORT);
  assert.equal(await way(net, second), "10.1.0.9 by router 2");
  assert.equal(await way(net, first), "10.1.0.9 by router 1");
});
