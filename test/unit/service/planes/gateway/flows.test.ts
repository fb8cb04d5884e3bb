// Which connections are forgotten, and which never: those that still work, of other uplinks, and of nobody.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Change } from "../../../../../service/view/change.ts";
import { type Pinned, pinnedName } from "../../../../../service/view/kept.ts";
import { applyOperation, operationTable } from "../../../../../service/view/operation.ts";
import { keyOf } from "../../../../../service/view/route.ts";
import { AF_INET, AF_INET6, type View } from "../../../../../service/view/view.ts";
import { addressBytes } from "../../view/from-text/address.ts";
import { routeOf } from "../../view/from-text/route.ts";
import { eventOf, hear, indexIn, Recorder, viewOf } from "../../view/from-text/state.ts";
import { type GatewayHost, hostOf, planned, uplinksOf } from "./host.ts";

const CONFIG = ["eth0 table 1000", "eth1 table 1001"];
const OBSERVED = [
  "link br0 9",
  "link eth0 2",
  "link eth1 3",
  "address 192.0.2.2/24 dev eth0",
  "address 198.51.100.2/24 dev eth1",
  "address 2001:db8::2/64 dev eth0",
  "route default via 192.0.2.1 dev eth0 metric 5",
  "route default via 198.51.100.1 dev eth1 metric 6",
  "route -6 default via fe80::1 dev eth0",
];
const [FIRST, SECOND] = [0x00ec0000, 0x00ed0000];
const of = (mark: number, address: string): Pinned => ({
  mark,
  mask: 0x00ff0000,
  family: address.includes(":") ? AF_INET6 : AF_INET,
  link: mark === FIRST ? "eth0" : "eth1",
  address: addressBytes(address),
});
const ANY6: Pinned = { mark: FIRST, mask: 0x00ff0000, family: AF_INET6, link: "eth0" };
const ALL = [of(FIRST, "192.0.2.2"), of(SECOND, "198.51.100.2"), ANY6];

function withPinned(host: GatewayHost, pinned: readonly Pinned[] = ALL): GatewayHost {
  for (const each of pinned) host.view.kept.pinned.set(pinnedName(each), each);
  return host;
}

const hearAll = (view: View, ...lines: string[]): void => {
  for (const line of lines) hear(view, eventOf(line, indexIn(view)), new Recorder());
};

/** Which are forgotten, by their names, and the table that it is told of. */
const forgotten = (host: GatewayHost, change?: Change): string[] =>
  planned(host, change).flatMap((operation) =>
    operation.kind === "flows" ? [`${pinnedName(operation.pinned)} table ${operationTable(operation)}`] : [],
  );

const name = (pinned: Pinned, table: number) => `${pinnedName(pinned)} table ${table}`;

const LOST: readonly (readonly [what: string, lines: readonly string[], expected: readonly string[]])[] = [
  ["nothing", [], []],
  ["the first one's carrier", ["link eth0 2 up no-carrier"], [name(of(FIRST, "192.0.2.2"), 1000), name(ANY6, 1000)]],
  ["the first one's link, down", ["link eth0 2 down"], [name(of(FIRST, "192.0.2.2"), 1000), name(ANY6, 1000)]],
  ["the first one's link", ["gone link eth0 2"], [name(of(FIRST, "192.0.2.2"), 1000), name(ANY6, 1000)]],
  ["the first one's IPv4 address", ["gone address 192.0.2.2/24 dev eth0"], [name(of(FIRST, "192.0.2.2"), 1000)]],
  ["the first one's IPv6 address, which IPv6 needs not", ["gone address 2001:db8::2/64 dev eth0"], []],
  [
    "the first one's default",
    ["gone route default via 192.0.2.1 dev eth0 metric 5"],
    [name(of(FIRST, "192.0.2.2"), 1000)],
  ],
  ["the first one's IPv6 default", ["gone route -6 default via fe80::1 dev eth0"], [name(ANY6, 1000)]],
  ["the second one's carrier", ["link eth1 3 up no-carrier"], [name(of(SECOND, "198.51.100.2"), 1001)]],
  ["the carrier of the inside", ["link br0 9 up no-carrier"], []],
  [
    "one of two addresses, which nobody had",
    ["address 192.0.2.3/24 dev eth0", "gone address 192.0.2.3/24 dev eth0"],
    [],
  ],
];

for (const [what, lines, expected] of LOST) {
  test(`lost: ${what}; forgotten: ${expected.length}`, () => {
    const host = withPinned(hostOf(CONFIG, [...OBSERVED, ...lines]));
    assert.deepEqual(forgotten(host).sort(), [...expected].sort());
  });
}

test("an address that is another now: connections with the old one are forgotten, with the new one they are not", () => {
  const moved = ["address 192.0.2.3/24 dev eth0", "gone address 192.0.2.2/24 dev eth0"];
  const host = withPinned(hostOf(CONFIG, [...OBSERVED, ...moved]), [...ALL, of(FIRST, "192.0.2.3")]);
  assert.deepEqual(forgotten(host), [name(of(FIRST, "192.0.2.2"), 1000)]);
});

test("of two addresses, those with the one that is not used for new connections go on", () => {
  const host = withPinned(hostOf(CONFIG, [...OBSERVED, "address 192.0.2.1/24 dev eth0"]));
  assert.deepEqual(forgotten(host), []);
});

test("whose uplink is released, or has another mark now, is forgotten, of the host as a whole", () => {
  const view = viewOf(OBSERVED);
  withPinned({ view, uplinks: uplinksOf([], view) });
  const released = { view, uplinks: uplinksOf(CONFIG.slice(1), view) };
  assert.deepEqual(forgotten(released), [name(of(FIRST, "192.0.2.2"), 0), name(ANY6, 0)]);
  const masked = { view, uplinks: uplinksOf(CONFIG, view, ["mask 0x0000ff00"]) };
  assert.deepEqual(
    forgotten(masked),
    ALL.map((each) => name(each, 0)),
  );
  // A mark that is another uplink's by now.
  const taken = { view, uplinks: uplinksOf(["eth1 table 235"], view) };
  assert.equal(forgotten(taken).length, 3);
});

test("what is forgotten is forgotten once, and again when it may have come again", () => {
  const host = hostOf(CONFIG, OBSERVED);
  for (const operation of planned(host)) applyOperation(host.view, operation);
  assert.deepEqual([...host.view.kept.pinned.keys()].sort(), ALL.map(pinnedName).sort());
  assert.deepEqual(planned(host), []);
  hearAll(host.view, "link eth0 2 up no-carrier");
  const lost = { view: host.view, uplinks: uplinksOf(CONFIG, host.view) };
  const operations = planned(lost);
  assert.deepEqual(forgotten(lost), [name(of(FIRST, "192.0.2.2"), 1000), name(ANY6, 1000)]);
  for (const operation of operations) applyOperation(host.view, operation);
  assert.deepEqual(planned(lost), []);
  host.view.pinAgain((link) => link === "eth0");
  assert.equal(forgotten(lost).length, 2);
});

test("links, addresses, defaults of main and the table itself make it look; other routes do not", () => {
  const host = withPinned(hostOf(CONFIG, [...OBSERVED, "link eth0 2 up no-carrier"]));
  const key = (line: string) => keyOf(routeOf(line, indexIn(host.view)).route);
  const address = { local: "\x0a\0\0\x02", peer: "\x0a\0\0\x02", prefixLength: 24, ifindex: 2, tentative: false };
  const looks: readonly Change[] = [
    { kind: "all" },
    { kind: "link", index: 2, names: ["eth0"], lossy: true },
    { kind: "address", address, gone: true },
    { kind: "route", table: 254, key: key("default via 192.0.2.1 dev eth0"), lost: false },
    { kind: "nexthop", id: 7 },
    { kind: "ruleset", lost: false },
  ];
  for (const change of looks) assert.equal(forgotten(host, change).length, 2, change.kind);
  for (const change of [
    { kind: "route", table: 254, key: key("10.0.0.0/8 via 192.0.2.1 dev eth0"), lost: false },
    { kind: "route", table: 1000, key: key("default via 192.0.2.1 dev eth0"), lost: true },
    { kind: "operstate", index: 2 },
    { kind: "mptcp" },
  ] as const) {
    assert.deepEqual(forgotten(host, change), [], change.kind);
  }
});
