// What strict uplinks want: which sysctls, and the text of the chain.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { strongHost } from "../../../../../service/planes/strong-host/index.ts";
import { joinUplinks } from "../../../../../service/planes/uplinks.ts";
import { viewOf } from "../../view/from-text/state.ts";
import { assignmentOf } from "../assignment.ts";

const NOT_ITS = "fib daddr . iif type != { local, broadcast, multicast, anycast } drop";
const BOTH = ["link eth0 2", "link eth1 3"];

const uplinksOf = (assigned: readonly string[], observed: readonly string[]) => {
  const view = viewOf(observed);
  return { uplinks: joinUplinks(assigned.map(assignmentOf), view), view };
};

/** The rules of the chain; undefined where there is none. */
function rules(assigned: readonly string[], observed: readonly string[]): string[] | undefined {
  const { uplinks, view } = uplinksOf(assigned, observed);
  const lines = strongHost.chains(uplinks, view)?.text.split("\n");
  if (lines === undefined) return undefined;
  assert.equal(lines[0], "\tchain strong-host {");
  assert.equal(lines[1], "\t\ttype filter hook prerouting priority raw; policy accept;");
  assert.deepEqual(lines.slice(-2), ["\t}", ""]);
  return lines.slice(2, -2).map((line) => line.trim());
}

const wishes = (assigned: readonly string[], observed: readonly string[]) => {
  const { uplinks, view } = uplinksOf(assigned, observed);
  return [...strongHost.sysctls(uplinks, view)];
};

test("of an uplink that is not strict, or whose link is not there, nothing is wanted", () => {
  for (const assigned of [[], ["eth0 table 1000"], ["eth7 table 1000 strict"]]) {
    assert.equal(rules(assigned, BOTH), undefined);
    assert.deepEqual(wishes(assigned, BOTH), []);
  }
});

test("ARP is asked and answered with a strict link's own addresses; nothing is wished of the host, or of other links", () => {
  assert.deepEqual(wishes(["eth0 table 1000", "eth1 table 1001 strict"], BOTH), [
    { key: "net/ipv4/conf/%3/arp_ignore", wish: { oneOf: [1, 2, 8] } },
    { key: "net/ipv4/conf/%3/arp_announce", wish: { exactly: 2 } },
  ]);
});

test("a strict link takes its own addresses only, and is the only one that takes them; link-local IPv6 goes by link", () => {
  const observed = [
    ...BOTH,
    "address 192.0.2.10/24 dev eth0",
    "address 192.0.2.9/32 dev eth0",
    "address fd00::10/64 dev eth0",
    "address fe80::10/64 dev eth0",
    "address 192.0.2.20/24 dev eth1",
  ];
  assert.deepEqual(rules(["eth0 table 1000 strict", "eth1 table 1001"], observed), [
    `iifname { "eth0" } fib daddr type local ${NOT_ITS}`,
    `iifname != "lo" ip daddr { 192.0.2.9, 192.0.2.10 } ${NOT_ITS}`,
    `iifname != "lo" ip6 daddr { fd00::10 } ${NOT_ITS}`,
  ]);
});

test("a strict link without an address takes nothing that is another's", () => {
  const observed = [...BOTH, "address 192.0.2.20/24 dev eth1"];
  assert.deepEqual(rules(["eth0 table 1000 strict"], observed), [`iifname { "eth0" } fib daddr type local ${NOT_ITS}`]);
});

test("an IPv4 address that several links have is taken by each of them, strict or not", () => {
  const observed = [
    ...BOTH,
    "link eth2 4",
    ...["eth2", "eth0", "eth1"].map((link) => `address 10.0.0.2/24 dev ${link}`),
    "address 10.0.0.2/32 dev eth0",
    ...["eth1", "eth2"].map((link) => `address 10.0.0.3/24 dev ${link}`),
    ...["eth0", "eth1"].map((link) => `address fe80::1/64 dev ${link}`),
  ];
  assert.deepEqual(rules(["eth0 table 1000 strict"], observed), [
    'iifname { "eth0", "eth1", "eth2" } ip daddr 10.0.0.2 accept',
    `iifname { "eth0" } fib daddr type local ${NOT_ITS}`,
    `iifname != "lo" ip daddr { 10.0.0.2 } ${NOT_ITS}`,
  ]);
});

test("a link whose name nft would read as another goes by its index", () => {
  const observed = ['link a"b 7', "link a* 8", "link eth0 2"];
  const assigned = ['a"b table 1000 strict', "a* table 1001 strict", "eth0 table 1002 strict"];
  assert.deepEqual(rules(assigned, observed), [
    `iifname { "eth0" } fib daddr type local ${NOT_ITS}`,
    `iif 7 fib daddr type local ${NOT_ITS}`,
    `iif 8 fib daddr type local ${NOT_ITS}`,
  ]);
  assert.deepEqual(rules(['a"b table 1000 strict'], observed), [`iif 7 fib daddr type local ${NOT_ITS}`]);
});

test("of two uplinks on one link, one that is strict makes the link so, once", () => {
  const assigned = ["eth0 table 1000 gateway 192.0.2.1", "eth0 table 1001 gateway 192.0.2.2 strict"];
  const both = [assigned[1] ?? "", `${assigned[0]} strict`];
  for (const uplinks of [assigned, both]) {
    assert.equal(wishes(uplinks, BOTH).length, 2);
    assert.deepEqual(rules(uplinks, [...BOTH, "address 192.0.2.10/24 dev eth0"]), [
      `iifname { "eth0" } fib daddr type local ${NOT_ITS}`,
      `iifname != "lo" ip daddr { 192.0.2.10 } ${NOT_ITS}`,
    ]);
  }
});

test("the order in which things were heard or assigned changes nothing", () => {
  const links = ["link eth0 2", "link eth1 3", "link eth2 4", 'link a"b 5'];
  const addresses = ["10.0.0.2", "10.0.0.3", "192.0.2.1", "fd00::1", "fd00::2"].flatMap((address) =>
    ["eth0", "eth1", "eth2"].map((link) => `address ${address}/24 dev ${link}`),
  );
  const assigned = ["eth0 table 1000 strict", "eth1 table 1001 strict", 'a"b table 1002 strict'];
  const expected = rules(assigned, [...links, ...addresses]);
  const shuffled = (lines: string[]) => fc.shuffledSubarray(lines, { minLength: lines.length });
  fc.assert(
    fc.property(shuffled(links), shuffled(addresses), shuffled(assigned), (some, others, uplinks) => {
      assert.deepEqual(rules(uplinks, [...some, ...others]), expected);
    }),
    { numRuns: 50 },
  );
});
