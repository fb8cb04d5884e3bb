import assert from "node:assert/strict";
import { test } from "node:test";
import { groupsOf, readinessOf, sameGroups } from "../../../../../tray/renderer/pages/overview/groups.ts";
import { link } from "../../lab/link.ts";

const reachable = { addresses: ["192.0.2.5/24"], gateways: ["192.0.2.1"] };

test("what is used, what is in reach, and what is folded away", () => {
  const links = [
    link("docker0", { addresses: ["172.17.0.1/16"] }),
    link("enp1s0", { carrier: false }),
    link("enp2s0", reachable),
    link("enp3s0", { addresses: ["192.0.2.9/24"] }),
    link("lo", { addresses: ["127.0.0.1/8"] }),
    link("tun0", { ...reachable, carrier: false }),
    link("veth7"),
    link("wg0", reachable),
    link("wlan0", { assigned: true, carrier: false }),
  ];
  assert.deepEqual(groupsOf(links), {
    used: ["wlan0"],
    unused: ["enp2s0", "wg0", "enp1s0", "enp3s0", "tun0"],
    others: ["docker0", "veth7"],
  });
});

test("a loopback that is assigned is used, whatever sense that makes", () => {
  assert.deepEqual(groupsOf([link("lo", { assigned: true })]).used, ["lo"]);
});

test("what is missing first is what is said", () => {
  const whole = link("eth0", reachable);
  assert.equal(readinessOf(whole), "ready");
  assert.equal(readinessOf({ ...whole, gateways: [] }), "noGateway");
  assert.equal(readinessOf({ ...whole, gateways: [], addresses: [] }), "noAddress");
  assert.equal(readinessOf({ ...whole, addresses: ["fe80::1/64", "169.254.7.9/16"], gateways: [] }), "noAddress");
  assert.equal(readinessOf({ ...whole, carrier: false, addresses: [] }), "noCarrier");
});

test("groups that have not changed are the same objects", () => {
  const grouped = sameGroups();
  const [eth0, eth1] = [link("eth0", reachable), link("eth1", reachable)];
  const before = grouped([eth0, eth1]);
  assert.deepEqual(before.unused, ["eth0", "eth1"]);
  assert.equal(
    grouped([
      { ...eth0, routes: 9 },
      { ...eth1, addresses: ["192.0.2.6/24"] },
    ]),
    before,
  );
  const after = grouped([{ ...eth0, assigned: true }, eth1]);
  assert.deepEqual([after.used, after.unused], [["eth0"], ["eth1"]]);
  assert.equal(after.others, before.others);
});

test("a link that was used is in sight when it is switched off, whatever it is", () => {
  const grouped = sameGroups();
  assert.deepEqual(grouped([link("tun0"), link("tun1", { assigned: true })]).others, ["tun0"]);
  const { unused, others } = grouped([link("tun0"), link("tun1")]);
  assert.deepEqual([unused, others], [["tun1"], ["tun0"]]);
});
