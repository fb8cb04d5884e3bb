// Which addresses get one of the few endpoints.
import assert from "node:assert/strict";
import { test } from "node:test";
import { addressText } from "../../../../../service/view/text.ts";
import { MptcpHost } from "./host.ts";

const UPLINKS = ["eth0 table 1000 mptcp subflow", "eth1 table 1001 mptcp subflow"];
const LINKS = ["link eth0 2", "link eth1 3"];
const addresses = (link: string, ...last: number[]) => last.map((n) => `address 192.0.2.${n}/24 dev ${link}`);
const leftOut = (host: MptcpHost) =>
  host.choice().leftOut.map(({ uplink, address }) => `${uplink.interface} ${addressText(address)}`);

test("each uplink in turn, IPv4 before IPv6, by bytes, not by text", () => {
  const observed = [
    ...LINKS,
    "address 2001:db8::1/64 dev eth0",
    ...addresses("eth0", 100, 20, 9),
    "address 2001:db8::9/64 dev eth1",
    ...addresses("eth1", 30),
  ];
  assert.deepEqual(new MptcpHost({ config: UPLINKS, observed }).taken(), [
    "eth0 192.0.2.9",
    "eth1 192.0.2.30",
    "eth0 192.0.2.20",
    "eth1 2001:db8::9",
    "eth0 192.0.2.100",
    "eth0 2001:db8::1",
  ]);
});

test("an uplink with many addresses leaves the others one each", () => {
  const observed = [...LINKS, ...addresses("eth0", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), ...addresses("eth1", 11)];
  const host = new MptcpHost({ config: UPLINKS, observed });
  assert.equal(host.taken().length, 8);
  assert.equal(host.taken()[1], "eth1 192.0.2.11");
  assert.deepEqual(leftOut(host), ["eth0 192.0.2.8", "eth0 192.0.2.9", "eth0 192.0.2.10"]);
});

test("priority counts before the table", () => {
  const config = ["eth0 table 1000 priority 9 mptcp subflow", "eth1 table 1001 priority 8 mptcp subflow"];
  const observed = [...LINKS, ...addresses("eth0", 1), ...addresses("eth1", 2)];
  assert.deepEqual(new MptcpHost({ config, observed }).taken(), ["eth1 192.0.2.2", "eth0 192.0.2.1"]);
});

test("others' endpoints take their share, and one of theirs at an address of ours stays theirs", () => {
  const theirs = Array.from({ length: 5 }, (_, at) => `endpoint 198.51.100.${at} id ${at + 1} subflow`);
  const observed = [...LINKS, ...addresses("eth0", 1, 2, 3, 4), ...addresses("eth1", 5, 6), ...theirs];
  const host = new MptcpHost({ config: UPLINKS, observed: [...observed, "endpoint 192.0.2.1 id 9 dev eth0 signal"] });
  assert.deepEqual(host.taken(), ["eth1 192.0.2.5", "eth0 192.0.2.2"]);
  assert.deepEqual(leftOut(host), ["eth1 192.0.2.6", "eth0 192.0.2.3", "eth0 192.0.2.4"]);
  assert.deepEqual(
    host.choice().theirs.map(({ uplink, endpoint }) => [uplink.interface, endpoint.id]),
    [["eth0", 9]],
  );
});

test("one address on two links is one endpoint, the first uplink's", () => {
  const observed = [...LINKS, ...addresses("eth0", 1), ...addresses("eth1", 1, 2)];
  const host = new MptcpHost({ config: UPLINKS, observed });
  assert.deepEqual(host.taken(), ["eth0 192.0.2.1", "eth1 192.0.2.2"]);
  assert.deepEqual(leftOut(host), ["eth1 192.0.2.1"]);
});

test("tentative and link-local addresses, and uplinks without flags or without a link, have none", () => {
  const config = [...UPLINKS, "eth2 table 1002", "eth3 table 1003 mptcp subflow"];
  const observed = [
    ...LINKS,
    "link eth2 4",
    "address 2001:db8::1/64 dev eth0 tentative",
    "address fe80::1/64 dev eth0",
    "address 2001:db8::2/64 dev eth1",
    "address 2001:db8::3/64 dev eth2",
  ];
  assert.deepEqual(new MptcpHost({ config, observed }).taken(), ["eth1 2001:db8::2"]);
});

test("a link that is down keeps the endpoints of addresses that it keeps", () => {
  const observed = ["link eth0 2 down", ...addresses("eth0", 1)];
  assert.deepEqual(new MptcpHost({ config: UPLINKS, observed }).taken(), ["eth0 192.0.2.1"]);
});

test("of two uplinks on one link, an address is the one's that has its rule", () => {
  const config = [
    "eth0 table 1000 gateway 192.0.2.254 mptcp subflow",
    "eth0 table 1001 gateway 192.0.2.253 mptcp signal",
  ];
  const host = new MptcpHost({ config, observed: [...LINKS, ...addresses("eth0", 1)] });
  assert.deepEqual(
    [...host.choice().taken.values()].map(({ table }) => table),
    [1000],
  );
  assert.deepEqual(leftOut(host), []);
});
