// MPTCP's endpoints as users of multihomectl see them: in force when the command returns, with what cannot be had.
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { eventually } from "../kernel/lab/index.ts";
import { endpointRecords, endpoints, limits } from "../kernel/lab/mptcp.ts";
import { addUplink, type Bus, busLab } from "./lab/index.ts";

const DIST = process.env.MULTIHOMED
  ? dirname(process.env.MULTIHOMED)
  : fileURLToPath(new URL("../../dist", import.meta.url));

async function ctl(bus: Bus, line: string): Promise<string> {
  const { code, stdout, stderr } = await bus.start("root", join(DIST, "multihomectl"), ...line.split(" ")).ended();
  assert.deepEqual([code, stderr], [0, ""], `multihomectl ${line}`);
  return stdout;
}

busLab("assigned with flags, the addresses are endpoints; assigned without, or released, they are not", async (bus) => {
  for (const n of [1, 2]) addUplink(bus, n);
  const { host } = bus;
  for (const last of [3, 4]) host.ip(`addr add 10.1.0.${last}/24 dev u1`);
  await bus.service();
  await ctl(bus, "assign u1 1000 --mptcp subflow,backup");
  const first = [2, 3, 4].map((last) => `10.1.0.${last} dev u1 subflow backup`);
  assert.deepEqual([endpoints(host), limits(host)], [first, "subflows 3 accepted 0"]);
  await ctl(bus, "assign u2 2000 --mptcp signal --gateway 10.2.0.1");
  assert.deepEqual([endpoints(host), limits(host)], [[...first, "10.2.0.2 dev u2 signal"], "subflows 4 accepted 0"]);
  assert.match(await ctl(bus, "status u2"), /--mptcp signal --gateway 10\.2\.0\.1/);
  assert.equal(await ctl(bus, "plan"), "");
  await ctl(bus, "assign u1 1000");
  assert.deepEqual([endpoints(host), limits(host)], [["10.2.0.2 dev u2 signal"], "subflows 2 accepted 0"]);
  await ctl(bus, "release u2");
  assert.deepEqual(endpoints(host), []);
});

busLab("reconcile finds at once what someone took away", async (bus) => {
  addUplink(bus, 1);
  const { host } = bus;
  await bus.service();
  await ctl(bus, "assign u1 1000 --mptcp subflow");
  const [endpoint] = endpointRecords(host);
  host.ip("mptcp endpoint flush");
  assert.deepEqual(JSON.parse(await ctl(bus, "reconcile --json")), { operations: 1 });
  assert.deepEqual(endpointRecords(host), [endpoint]);
});

busLab("addresses that are left out are a problem of their uplink, until there is room", async (bus) => {
  addUplink(bus, 1);
  const { host } = bus;
  for (let last = 3; last <= 10; last++) host.ip(`addr add 10.1.0.${last}/24 dev u1`);
  await bus.service();
  const told = await ctl(bus, "assign u1 1000 --mptcp subflow");
  const text = "no MPTCP endpoint for 10.1.0.10: the kernel takes 8 in all";
  assert.match(told, /^u1: degraded, table 1000/);
  assert.ok(told.includes(text), told);
  const problem = { interface: "u1", code: "endpoint-left-out", text };
  assert.deepEqual(JSON.parse(await ctl(bus, "status --json")).problems, [problem]);
  host.ip("addr delete 10.1.0.9/24 dev u1");
  await eventually(async () => assert.match(await ctl(bus, "status u1"), /^u1: active/), { interval: 100 });
  assert.equal(endpoints(host).length, 8);
});
