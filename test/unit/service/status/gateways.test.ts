// The routers of a link: those of the main table's defaults, in whatever form the kernel has them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { gatewaysOf, isDefaultKey } from "../../../../service/status/gateways.ts";
import { linkIndex } from "../planes/routing/lines.ts";
import { routeOf } from "../view/from-text/route.ts";
import { viewOf } from "../view/from-text/state.ts";

const LINKS = ["link eth0 2", "link eth1 3", "link tun0 4"];
const CASES: readonly (readonly [
  what: string,
  lines: readonly string[],
  eth0: readonly string[],
  eth1: readonly string[],
])[] = [
  ["one", ["route default via 192.0.2.1 dev eth0"], ["192.0.2.1"], []],
  ["none without a router", ["route default dev eth0", "route 10.0.0.0/8 via 192.0.2.1 dev eth0"], [], []],
  [
    "several, by metric",
    ["route default via 192.0.2.2 dev eth0 metric 200", "route default via 192.0.2.1 dev eth0 metric 100"],
    ["192.0.2.2", "192.0.2.1"],
    [],
  ],
  [
    "each once",
    ["route default via 192.0.2.1 dev eth0", "route default via 192.0.2.1 dev eth0 metric 100"],
    ["192.0.2.1"],
    [],
  ],
  [
    "by each link its own",
    ["route default via 192.0.2.1 dev eth0", "route default via 198.51.100.1 dev eth1 metric 5"],
    ["192.0.2.1"],
    ["198.51.100.1"],
  ],
  [
    "IPv4 before IPv6",
    ["route -6 default via fe80::1 dev eth0", "route default via 192.0.2.1 dev eth0"],
    ["192.0.2.1", "fe80::1"],
    [],
  ],
  [
    "of a multipath route each leg's",
    ["route default nexthop via 192.0.2.1 dev eth0 weight 1 nexthop via 198.51.100.1 dev eth1 weight 2"],
    ["192.0.2.1"],
    ["198.51.100.1"],
  ],
  [
    "of a multipath route of one link both",
    ["route -6 default nexthop via fe80::1 dev eth0 weight 1 nexthop via fe80::2 dev eth0 weight 1"],
    ["fe80::1", "fe80::2"],
    [],
  ],
  ["of a nexthop object", ["nexthop id 7 via 192.0.2.1 dev eth0", "route default nhid 7"], ["192.0.2.1"], []],
  [
    "of a group of nexthop objects",
    [
      "nexthop id 7 via 192.0.2.1 dev eth0",
      "nexthop id 8 via 198.51.100.1 dev eth1",
      "nexthop id 9 group 7/8,3",
      "route default nhid 9",
    ],
    ["192.0.2.1"],
    ["198.51.100.1"],
  ],
  ["of a nexthop object that is not known, none", ["route default nhid 7"], [], []],
  [
    "of the halves that a VPN installs",
    [
      "route 0.0.0.0/1 via 192.0.2.1 dev eth0",
      "route 128.0.0.0/1 via 192.0.2.1 dev eth0",
      "route 8000::/1 via fe80::1 dev eth0",
    ],
    ["192.0.2.1", "fe80::1"],
    [],
  ],
  ["of a quarter, none", ["route 0.0.0.0/2 via 192.0.2.1 dev eth0", "route 64.0.0.0/2 via 192.0.2.1 dev eth0"], [], []],
  ["an IPv6 router of an IPv4 route", ["route default via inet6 fe80::1 dev eth0"], ["fe80::1"], []],
  ["of other tables, none", ["route default via 192.0.2.1 dev eth0 table 1000 proto 77"], [], []],
  [
    "of a default that leads nowhere, none",
    ["route unreachable default metric 7", "route -6 unreachable default"],
    [],
    [],
  ],
];
for (const [what, lines, eth0, eth1] of CASES) {
  test(`gateways: ${what}`, () => {
    const gateways = gatewaysOf(viewOf([...LINKS, ...lines]));
    const expected = [
      ...(eth0.length > 0 ? [[2, eth0] as const] : []),
      ...(eth1.length > 0 ? [[3, eth1] as const] : []),
    ];
    assert.deepEqual(
      [...gateways].sort(([a], [b]) => a - b),
      expected,
    );
  });
}

test("a key is that of a default by its length alone", () => {
  const isDefault = (line: string) => isDefaultKey(routeOf(line, linkIndex).key);
  for (const line of ["default dev eth0", "-6 default dev eth0", "0.0.0.0/1 dev eth0", "8000::/1 dev eth0"]) {
    assert.equal(isDefault(line), true, line);
  }
  for (const line of ["0.0.0.0/2 dev eth0", "10.0.0.0/8 dev eth0", "2000::/3 dev eth0", "192.0.2.1 dev eth0"]) {
    assert.equal(isDefault(line), false, line);
  }
});
