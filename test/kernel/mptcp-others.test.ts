// MPTCP's endpoints and limits that others have: theirs stay, ours make do with what is left, and come back when taken.
import assert from "node:assert/strict";
import { type Daemon, eventually, type Host, lab, network } from "./lab/index.ts";
import { endpointRecords, endpoints, limits, uplinksWith } from "./lab/mptcp.ts";

const U1 = ["10.1.0.2 dev u1 subflow", "fd00:1::2 dev u1 subflow"];
const U2 = ["10.2.0.2 dev u2 subflow", "fd00:2::2 dev u2 subflow"];
const BOTH = uplinksWith(["subflow"], ["subflow"]);
/** What the kernel does not announce is found within a few seconds. */
const FOUND = { timeout: 8000, interval: 20 };

const has = (laptop: Host, ...expected: string[]) =>
  eventually(() => assert.deepEqual(endpoints(laptop), [...expected].sort()), FOUND);
const hasLimits = (laptop: Host, expected: string) => eventually(() => assert.equal(limits(laptop), expected), FOUND);
const warnings = (daemon: Daemon) =>
  daemon.stderr.split("\n").flatMap((line) => /\[warning\] (.*)/.exec(line)?.slice(1) ?? []);
const lines = (link: string, ...addresses: string[]) => addresses.map((address) => `${address} dev ${link} subflow`);
const many = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => `10.1.0.${from + at}`);

lab("ten addresses: one of each uplink before a second of any, and who is left out is said once", async (lab) => {
  const { laptop } = network(lab);
  for (const address of many(10, 17)) laptop.ip(`addr add ${address}/24 dev u1`); // u1 has ten, u2 two
  const daemon = await laptop.daemon([], { config: BOTH }).converged();
  const first = lines("u1", "10.1.0.2", ...many(10, 14));
  await has(laptop, ...first, ...U2);
  await hasLimits(laptop, "subflows 8 accepted 0");
  const text = (...left: string[]) => `u1: no MPTCP endpoint for ${left.join(", ")}: the kernel takes 8 in all`;
  const left = [...many(15, 17), "fd00:1::2"];
  assert.deepEqual(warnings(daemon), [text(...left)]);
  laptop.ip("addr add 10.2.0.9/24 dev u2"); // has a turn before the last of u1
  await has(laptop, ...first.slice(0, -1), ...U2, "10.2.0.9 dev u2 subflow");
  laptop.ip("addr add 10.1.0.1/24 dev u1"); // the first of u1 from now on
  await has(laptop, "10.1.0.1 dev u1 subflow", ...first.slice(0, -2), ...U2, "10.2.0.9 dev u2 subflow");
  laptop.ip("link delete u1");
  await has(laptop, ...U2, "10.2.0.9 dev u2 subflow");
  assert.equal(new Set(warnings(daemon)).size, warnings(daemon).length);
});

lab("others' endpoints take their share, and are as they were when ours come and go", async (lab) => {
  const { laptop } = network(lab);
  const theirs = ["10.1.0.2 signal", "10.2.0.2 dev u2 subflow", ...[1, 2, 3, 4].map((n) => `198.51.100.${n} signal`)];
  for (const endpoint of theirs) laptop.ip("mptcp endpoint add", endpoint);
  const before = endpointRecords(laptop);
  const daemon = await laptop.daemon([], { config: BOTH }).converged();
  await has(laptop, ...theirs, "fd00:1::2 dev u1 subflow", "fd00:2::2 dev u2 subflow");
  assert.deepEqual(warnings(daemon), ["u1: someone else's MPTCP endpoint for 10.1.0.2 has signal, not subflow"]);
  laptop.ip("addr delete 10.1.0.2/24 dev u1");
  laptop.ip("addr delete fd00:1::2/64 dev u1");
  await has(laptop, ...theirs, "fd00:2::2 dev u2 subflow");
  await daemon.stop();
  assert.deepEqual(endpointRecords(laptop), before);
});

lab("others' that come later take a place, and give it back", async (lab) => {
  const { laptop } = network(lab);
  for (const address of many(10, 13)) laptop.ip(`addr add ${address}/24 dev u1`);
  const all = [...U1, ...U2, ...lines("u1", ...many(10, 13))];
  await laptop.daemon([], { config: BOTH }).converged();
  await has(laptop, ...all);
  laptop.ip("mptcp endpoint delete id", String(idOf(laptop, "10.2.0.2")));
  laptop.ip("mptcp endpoint add 198.51.100.1 signal"); // while there is room for it
  const without = all.filter((line) => !line.startsWith("fd00:1::2"));
  await has(laptop, ...without, "198.51.100.1 signal");
  laptop.ip("mptcp endpoint delete id", String(idOf(laptop, "198.51.100.1")));
  await has(laptop, ...all);
});

lab("what someone deletes, flushes or changes is as wanted again", async (lab) => {
  const { laptop } = network(lab);
  await laptop.daemon([], { config: BOTH }).converged();
  await has(laptop, ...U1, ...U2);
  laptop.ip("mptcp endpoint delete id", String(idOf(laptop, "10.1.0.2")));
  await has(laptop, ...U1, ...U2);
  laptop.ip("mptcp endpoint change id", String(idOf(laptop, "10.2.0.2")), "backup");
  await has(laptop, ...U1, ...U2);
  laptop.ip("mptcp endpoint flush");
  await has(laptop, ...U1, ...U2);
});

lab("an endpoint that takes ours's place is someone else's from then on", async (lab) => {
  const { laptop } = network(lab);
  const daemon = await laptop.daemon([], { config: BOTH }).converged();
  await has(laptop, ...U1, ...U2);
  laptop.ipBatch(`
    mptcp endpoint delete id ${idOf(laptop, "10.1.0.2")}
    mptcp endpoint add 10.1.0.2 id 99 signal
  `);
  const said = "u1: someone else's MPTCP endpoint for 10.1.0.2 has signal, not subflow";
  await eventually(() => assert.deepEqual(warnings(daemon), [said]), FOUND);
  laptop.ip("addr delete 10.1.0.2/24 dev u1");
  await eventually(() => assert.match(daemon.stderr, /rule del from 10\.1\.0\.2/));
  await daemon.stop();
  assert.deepEqual(endpoints(laptop), ["10.1.0.2 signal"]);
});

lab("someone else's endpoint with the number that ours had is not deleted for ours", async (lab) => {
  const { laptop } = network(lab);
  const daemon = await laptop.daemon([], { config: BOTH }).converged();
  await has(laptop, ...U1, ...U2);
  const id = idOf(laptop, "10.1.0.2");
  laptop.ipBatch(`
    mptcp endpoint delete id ${id}
    mptcp endpoint add 198.51.100.1 id ${id} signal
    addr delete 10.1.0.2/24 dev u1
  `);
  await eventually(() => assert.match(daemon.stderr, /rule del from 10\.1\.0\.2/));
  await has(laptop, "198.51.100.1 signal", "fd00:1::2 dev u1 subflow", ...U2);
  await daemon.stop();
  assert.deepEqual(endpoints(laptop), ["198.51.100.1 signal"]);
});

lab("limits are never lowered, raised again where someone lowers them, and back at the end", async (lab) => {
  const { laptop } = network(lab);
  laptop.ip("mptcp limits set subflows 3 add_addr_accepted 5");
  const daemon = await laptop.daemon([], { config: BOTH }).converged();
  await hasLimits(laptop, "subflows 4 accepted 5");
  laptop.ip("mptcp limits set subflows 1");
  await hasLimits(laptop, "subflows 4 accepted 5");
  await daemon.stop();
  await hasLimits(laptop, "subflows 1 accepted 5");
});

lab("limits that someone else sets meanwhile stay", async (lab) => {
  const { laptop } = network(lab);
  const daemon = await laptop.daemon([], { config: uplinksWith(["subflow", "fullmesh"]) }).converged();
  await hasLimits(laptop, "subflows 6 accepted 2");
  laptop.ip("mptcp limits set subflows 7 add_addr_accepted 2");
  await daemon.stop();
  assert.equal(limits(laptop), "subflows 7 accepted 0");
});

function idOf(host: Host, address: string): number {
  const endpoint = endpointRecords(host).find((each) => each.address === address);
  assert.ok(endpoint, `${address} is no endpoint`);
  return endpoint.id;
}
