// What is done about endpoints, as ip-mptcp(8) would be told.
import assert from "node:assert/strict";
import { test } from "node:test";
import { mptcp } from "../../../../../service/planes/mptcp/index.ts";
import { joinUplinks } from "../../../../../service/planes/uplinks.ts";
import type { View } from "../../../../../service/view/view.ts";
import { MptcpHost } from "./host.ts";

const UPLINK = "eth0 table 1000 mptcp subflow";
const OBSERVED = ["link eth0 2", "address 192.0.2.1/24 dev eth0", "address 192.0.2.2/24 dev eth0"];
const OURS = ["endpoint ours 192.0.2.1 id 1 dev eth0 subflow", "endpoint ours 192.0.2.2 id 2 dev eth0 subflow"];
const planned = (config: string, ...more: string[]) =>
  new MptcpHost({ config: [config], observed: [...OBSERVED, ...more] }).planned();

test("each address has its own id, the lowest that nobody has", () => {
  assert.deepEqual(planned(UPLINK, "endpoint 198.51.100.1 id 2 subflow"), [
    "ip mptcp endpoint add 192.0.2.1 dev eth0 id 1 subflow",
    "ip mptcp endpoint add 192.0.2.2 dev eth0 id 3 subflow",
  ]);
});

test("nothing is done where all is as wanted, in whatever order flags stand", () => {
  assert.deepEqual(planned(UPLINK, ...OURS), []);
  const backup = OURS.map((line) => `${line} backup`);
  assert.deepEqual(planned("eth0 table 1000 mptcp backup,subflow", ...backup), []);
});

test("what the kernel can change of one that is there is changed, so that its subflows stay", () => {
  assert.deepEqual(planned("eth0 table 1000 mptcp subflow,backup", ...OURS), [
    "ip mptcp endpoint change id 1 backup nofullmesh",
    "ip mptcp endpoint change id 2 backup nofullmesh",
  ]);
  const meshing = OURS.map((line) => `${line} backup fullmesh`);
  assert.deepEqual(planned(UPLINK, ...meshing).slice(0, 1), ["ip mptcp endpoint change id 1 nobackup nofullmesh"]);
});

test("what it cannot change is made anew, with an id that peers do not know from before", () => {
  const expected = ["ip mptcp endpoint del id 1", "ip mptcp endpoint add 192.0.2.1 dev eth0 id 3 signal"];
  const [first = ""] = OURS;
  const other = "endpoint ours 192.0.2.2 id 2 dev eth0 signal";
  assert.deepEqual(planned("eth0 table 1000 mptcp signal", first, other), expected);
  for (const wrong of ["dev eth1 signal", "signal", "dev eth0 port 80 signal", "dev eth0 signal laminar"]) {
    const [ours] = [`endpoint ours 192.0.2.1 id 1 ${wrong}`];
    assert.deepEqual(planned("eth0 table 1000 mptcp signal", ours, other), expected, wrong);
  }
});

test("ours goes with its address, and with its uplink", () => {
  const gone = "endpoint ours 192.0.2.9 id 3 dev eth0 subflow";
  assert.deepEqual(planned(UPLINK, ...OURS, gone), ["ip mptcp endpoint del id 3"]);
  const released = ["ip mptcp endpoint del id 1", "ip mptcp endpoint del id 2"];
  assert.deepEqual(planned("eth0 table 1000", ...OURS), released);
  assert.deepEqual(new MptcpHost({ config: [], observed: [...OBSERVED, ...OURS] }).planned(), released);
});

test("an endpoint of someone else's stays, also at an address of ours, and with an id that ours had", () => {
  const theirs = ["endpoint 192.0.2.1 id 1 signal", "endpoint 192.0.2.2 id 2 dev eth0 subflow"];
  assert.deepEqual(planned(UPLINK, ...theirs), []);
  const host = new MptcpHost({ config: [], observed: [...OBSERVED, ...theirs] });
  host.view.kept.endpoints.set("\xc0\0\x02\x01", 7);
  assert.deepEqual(host.planned(), []);
});

test("one with a port is another one than ours without", () => {
  assert.deepEqual(planned(UPLINK, "endpoint 192.0.2.1 id 1 port 80 signal", ...OURS.slice(1)), [
    "ip mptcp endpoint add 192.0.2.1 dev eth0 id 3 subflow",
  ]);
});

test("one that the kernel made itself becomes ours in its place, before others come", () => {
  const implicit = "endpoint 192.0.2.2 id 9 implicit";
  assert.deepEqual(planned(UPLINK, implicit), [
    "ip mptcp endpoint add 192.0.2.2 dev eth0 subflow",
    "ip mptcp endpoint add 192.0.2.1 dev eth0 id 1 subflow",
  ]);
  assert.deepEqual(planned(UPLINK, OURS[0] ?? "", "endpoint ours 192.0.2.2 id 2 implicit"), [
    "ip mptcp endpoint add 192.0.2.2 dev eth0 subflow",
  ]);
  assert.deepEqual(planned(UPLINK, ...OURS, "endpoint 192.0.2.9 id 9 implicit"), []);
});

test("an address waits for its rule, but ours does not go with it; foreseen, the rule is there", () => {
  const host = new MptcpHost({ config: [UPLINK], observed: [...OBSERVED, ...OURS.slice(0, 1)] });
  const add = "ip mptcp endpoint add 192.0.2.2 dev eth0 id 2 subflow";
  assert.deepEqual(host.planned(), [add]);
  host.view.rules.clear();
  assert.deepEqual(host.planned(), []);
  const foreseen = joinUplinks(host.assignments, host.view, undefined, true);
  const keys = [...mptcp.touched({ kind: "all" }, foreseen, host.view)].filter(({ large }) => large);
  assert.equal(keys.flatMap((key) => [...key.plan(foreseen, host.view)]).length, 1);
});

test("without MPTCP in the kernel, nothing is planned", () => {
  const host = new MptcpHost({ config: [UPLINK], observed: OBSERVED });
  forgetMptcp(host.view);
  assert.deepEqual(host.planned(), []);
});

test("where nothing of it is wanted or ours, no change touches it", () => {
  const host = new MptcpHost({
    config: ["eth0 table 1000"],
    observed: [...OBSERVED, "endpoint 192.0.2.1 id 1 signal"],
  });
  for (const kind of ["all", "mptcp"] as const) {
    assert.deepEqual([...mptcp.touched({ kind }, host.uplinks, host.view)], []);
  }
});

function forgetMptcp(view: View): void {
  view.endpoints = undefined;
  view.limits = undefined;
}
