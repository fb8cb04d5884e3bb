// A LAN behind a host with three uplinks: every connection enters and leaves by one uplink, with that uplink's address.
import assert from "node:assert/strict";
import {
  addressIn,
  CLIENT4,
  gatewayNetwork,
  markOf,
  onlyOwnSources,
  PORT,
  prefer,
  startGateway,
  tracked,
} from "./lab/gateway.ts";
import { lab, SERVER4 } from "./lab/index.ts";

lab(
  "connections stay on the uplink of their first packet, with its address, whatever main prefers by then",
  async (lab) => {
    const net = await gatewayNetwork(lab);
    await startGateway(net);
    const talks = [];
    for (const number of [1, 2, 3]) {
      prefer(net, number);
      for (const protocol of ["tcp", "udp"] as const) {
        const talk = await net.inside.talk(protocol, SERVER4, PORT);
        assert.equal(addressIn(await talk.ask()), `10.${number}.0.2`);
        talks.push({ talk, number });
      }
    }
    for (const number of [1, 2, 3]) {
      prefer(net, number);
      for (const { talk, number: own } of talks) assert.equal(addressIn(await talk.ask()), `10.${own}.0.2`);
    }
    const known = tracked(net.laptop).filter(({ from }) => from === CLIENT4);
    assert.equal(known.length, 6);
    for (const { translated, mark } of known) {
      const link = `u${translated.split(".")[1]}`;
      assert.equal(mark, markOf(net.laptop, link), link);
    }
    onlyOwnSources(net);
  },
  { programs: ["conntrack"] },
);
