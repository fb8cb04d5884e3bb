// What of MPTCP cannot be had, in words: for as long as it is so, and once in the log.
import assert from "node:assert/strict";
import { test } from "node:test";
import { mptcp } from "../../../../../service/planes/mptcp/index.ts";
import { mptcpTroubles } from "../../../../../service/planes/mptcp/troubles.ts";
import { routing } from "../../../../../service/planes/routing/index.ts";
import { hostSysctl } from "../../../../../service/view/sysctl.ts";
import { RecordingTold } from "../../recording-told.ts";
import { Loop } from "../loop.ts";
import { setEndpoints } from "./endpoints.ts";
import { MptcpHost } from "./host.ts";

const UPLINKS = ["eth0 table 1000 mptcp subflow", "eth1 table 1001 mptcp signal"];
const LINKS = ["link eth0 2", "link eth1 3"];
const ENABLED = hostSysctl("net/mptcp/enabled");
const addresses = (from: number, to: number, dev = "eth0") =>
  Array.from({ length: to - from + 1 }, (_, at) => `address 192.0.2.${from + at}/24 dev ${dev}`);
const troubles = (host: MptcpHost) =>
  [...mptcpTroubles(host.uplinks, host.view)].map(({ table, code, text }) => `${table} ${code}: ${text}`);
const of = (...observed: string[]) => new MptcpHost({ config: UPLINKS, observed: [...LINKS, ...observed] });

test("none where all have their endpoint", () => {
  assert.deepEqual(troubles(of(...addresses(1, 7), ...addresses(11, 11, "eth1"))), []);
});

test("addresses that are left out are named, the first of them", () => {
  const host = of(...addresses(1, 9), ...addresses(11, 11, "eth1"));
  const text = "no MPTCP endpoint for 192.0.2.8, 192.0.2.9: the kernel takes 8 in all";
  assert.deepEqual(troubles(host), [`1000 endpoint-left-out: ${text}`]);
  const names = [8, 9, 10, 11, 12, 13, 14, 15].map((last) => `192.0.2.${last}`).join(", ");
  const many = `no MPTCP endpoint for ${names} and 4 more: the kernel takes 8 in all`;
  assert.deepEqual(troubles(of(...addresses(1, 19), ...addresses(21, 21, "eth1"))), [
    `1000 endpoint-left-out: ${many}`,
  ]);
});

test("an address of two uplinks is told of the one that has it not", () => {
  const text = "192.0.2.1 is an address of eth0 too, whose MPTCP endpoint it is";
  assert.deepEqual(troubles(of(...addresses(1, 1), ...addresses(1, 1, "eth1"))), [`1001 endpoint-left-out: ${text}`]);
});

test("someone else's endpoint is a trouble only where it is otherwise than asked for", () => {
  const both = [...addresses(1, 1), ...addresses(2, 2, "eth1")];
  assert.deepEqual(troubles(of(...both, "endpoint 192.0.2.1 id 1 subflow", "endpoint 192.0.2.2 id 2 signal")), []);
  assert.deepEqual(troubles(of(...both, "endpoint 192.0.2.1 id 1 signal backup", "endpoint 192.0.2.2 id 2")), [
    "1000 endpoint-taken: someone else's MPTCP endpoint for 192.0.2.1 has signal, backup, not subflow",
    "1001 endpoint-taken: someone else's MPTCP endpoint for 192.0.2.2 has no flags, not signal",
  ]);
});

test("a kernel without MPTCP, or with it switched off, is a trouble of each uplink that asks for it", () => {
  const host = of(...addresses(1, 1));
  host.view.sysctls.set(ENABLED, "1");
  assert.deepEqual(troubles(host), []);
  host.view.sysctls.set(ENABLED, "0");
  const off = "no-mptcp: MPTCP is switched off: net.mptcp.enabled is 0";
  assert.deepEqual(troubles(host), [`1000 ${off}`, `1001 ${off}`]);
  host.view.endpoints = undefined;
  const none = "no-mptcp: the kernel has no MPTCP";
  assert.deepEqual(troubles(host), [`1000 ${none}`, `1001 ${none}`]);
  assert.deepEqual([...mptcp.sysctls(host.uplinks, host.view)], [{ key: ENABLED, wish: "look" }]);
  const without = new MptcpHost({ config: ["eth0 table 1000"], observed: LINKS });
  assert.deepEqual([troubles(without), [...mptcp.sysctls(without.uplinks, without.view)]], [[], []]);
});

test("each is logged once, told for as long as it is so, and everything else goes on", async () => {
  const told = new RecordingTold();
  const loop = new Loop([...LINKS, ...addresses(1, 1)], "info", told, [routing, mptcp]);
  const uplinks = UPLINKS.map((line) => `${line} guard off`);
  assert.deepEqual(await loop.assign(...uplinks), ["rule add from 192.0.2.1 lookup 1000 priority 1000 protocol 77"]);
  const warnings = () => loop.log.take().filter((line) => line.startsWith("warning"));
  assert.deepEqual(
    warnings(),
    ["eth0", "eth1"].map((name) => `warning: ${name}: the kernel has no MPTCP`),
  );
  await loop.hear("address 192.0.2.2/24 dev eth0");
  assert.deepEqual(warnings(), []);
  assert.deepEqual(
    told.troubles.map(({ code }) => code),
    ["no-mptcp", "no-mptcp"],
  );
  setEndpoints(loop.view, []);
  loop.reconciler.mark({ kind: "mptcp" });
  assert.equal((await loop.done()).length, 2);
  assert.deepEqual(told.troubles, []);
  await loop.assign(uplinks[0] ?? "");
  loop.view.endpoints = undefined;
  loop.reconciler.mark({ kind: "mptcp" });
  await loop.done();
  assert.deepEqual(warnings(), ["warning: eth0: the kernel has no MPTCP"]);
});
