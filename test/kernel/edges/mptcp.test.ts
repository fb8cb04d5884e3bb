// MPTCP's endpoints and limits in the kernel: what is asserted is what ip-mptcp(8) shows.
import assert from "node:assert/strict";
import { GenericFamily } from "../../../service/netlink/generic.ts";
import type { Endpoint } from "../../../service/netlink/mptcp.ts";
import { Mptcp } from "../../../service/netlink/mptcp-endpoints.ts";
import { type Host, type Lab, lab } from "../lab/index.ts";
import { inside } from "../lab/inside.ts";

/** A host with a link up0 of ifindex 50 and room for endpoints, and the edge inside it. */
async function open(lab: Lab): Promise<{ host: Host; mptcp: Mptcp; shown: () => string[] }> {
  const host = lab.host("host");
  host.ipBatch(`
    link add up0 index 50 type veth peer name up1
    link set up0 up
    link set up1 up
    addr add 192.0.2.1/24 dev up0
    addr add 2001:db8::1/64 dev up0 nodad
  `);
  const mptcp = new Mptcp();
  lab.onEnd(() => mptcp.close());
  await inside(host, () => mptcp.list()); // its socket stays inside
  return { host, mptcp, shown: () => lines(host.ip("mptcp endpoint show")) };
}

const lines = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

const FOUR: Endpoint = {
  id: 7,
  address: "\xc0\x00\x02\x01",
  ifindex: 50,
  flags: ["subflow", "backup"],
  port: 0,
  unknownFlags: 0,
};
const SIX: Endpoint = {
  id: 200,
  address: `\x20\x01\x0d\xb8${"\0".repeat(11)}\x01`,
  ifindex: 0,
  flags: ["signal"],
  port: 8080,
  unknownFlags: 0,
};
const FOUR_SHOWN = "192.0.2.1 id 7 subflow backup dev up0";
const SIX_SHOWN = "2001:db8::1 port 8080 id 200 signal";

lab("endpoints are added, listed and deleted", async (lab) => {
  const { mptcp, shown } = await open(lab);
  assert.equal(await mptcp.add(FOUR), undefined);
  assert.equal(await mptcp.add(SIX), undefined);
  assert.deepEqual(shown(), [FOUR_SHOWN, SIX_SHOWN]);
  assert.deepEqual((await mptcp.list())?.endpoints, [FOUR, SIX]);
  assert.equal(await mptcp.delete(FOUR), undefined);
  assert.deepEqual(shown(), [SIX_SHOWN]);
  assert.equal(await mptcp.delete(SIX), undefined);
  assert.deepEqual(shown(), []);
});

lab("what others added is listed as they meant it, with an id that the kernel chose", async (lab) => {
  const { host, mptcp } = await open(lab);
  host.ip("mptcp endpoint add 192.0.2.1 subflow fullmesh");
  host.ip("mptcp endpoint add 2001:db8::1 dev up0 signal");
  const expected = [
    { ...FOUR, id: 1, ifindex: 0, flags: ["subflow", "fullmesh"] },
    { ...SIX, id: 2, ifindex: 50, port: 0 },
  ];
  assert.deepEqual((await mptcp.list())?.endpoints, expected);
});

lab("an endpoint is deleted only where id and address are its", async (lab) => {
  const { host, mptcp, shown } = await open(lab);
  await mptcp.add(FOUR);
  assert.equal((await mptcp.delete({ ...FOUR, id: 8 }))?.code, "ENOENT");
  host.ip("mptcp endpoint delete id 7");
  host.ip("mptcp endpoint add 192.0.2.9 id 7 subflow");
  assert.equal((await mptcp.delete(FOUR))?.code, "ENOENT");
  assert.deepEqual(shown(), ["192.0.2.9 id 7 subflow"]);
});

lab("flags that the kernel can change are changed where the endpoint stands, the others stay", async (lab) => {
  const { mptcp, shown } = await open(lab);
  await mptcp.add(FOUR);
  assert.equal(await mptcp.setFlags({ ...FOUR, flags: ["subflow", "fullmesh"] }), undefined);
  assert.deepEqual(shown(), ["192.0.2.1 id 7 subflow fullmesh dev up0"]);
  assert.equal(await mptcp.setFlags({ ...FOUR, flags: ["signal", "backup"] }), undefined);
  assert.deepEqual(shown(), [FOUR_SHOWN]);
  assert.equal((await mptcp.setFlags({ ...FOUR, address: "\xc0\x00\x02\x09" }))?.code, "EINVAL");
  assert.deepEqual(shown(), [FOUR_SHOWN]);
});

lab("what the kernel refuses is told with its code and its words", async (lab) => {
  const { mptcp, shown } = await open(lab);
  await mptcp.add(FOUR);
  assert.equal((await mptcp.add({ ...FOUR, id: 8 }))?.code, "EEXIST");
  const both = await mptcp.add({ ...SIX, port: 0, flags: ["signal", "fullmesh"] });
  assert.equal(both?.code, "EINVAL");
  assert.match(both?.text ?? "", /fullmesh/);
  for (let n = 1; n <= 7; n++)
    await mptcp.add({ ...FOUR, id: 10 + n, address: `\xc0\x00\x02${String.fromCharCode(n + 1)}` });
  assert.equal((await mptcp.add(SIX))?.code, "ERANGE");
  assert.equal(shown().length, 8);
});

lab("limits are read and set", async (lab) => {
  const { host, mptcp } = await open(lab);
  const shown = () => lines(host.ip("mptcp limits show"));
  assert.deepEqual((await mptcp.list())?.limits, { subflows: 2, addAddrAccepted: 0 });
  assert.equal(await mptcp.setLimits({ subflows: 8, addAddrAccepted: 3 }), undefined);
  assert.deepEqual(shown(), ["add_addr_accepted 3 subflows 8"]);
  assert.deepEqual((await mptcp.list())?.limits, { subflows: 8, addAddrAccepted: 3 });
  assert.equal((await mptcp.setLimits({ subflows: 9, addAddrAccepted: 3 }))?.code, "EINVAL");
  assert.deepEqual(shown(), ["add_addr_accepted 3 subflows 8"]);
});

lab("a family that the kernel does not have is known as such", async (lab) => {
  const host = lab.host("host");
  const family = inside(host, () => new GenericFamily("multihomed_none", 1));
  lab.onEnd(() => family.close());
  assert.equal(await family.request(1), undefined);
});
