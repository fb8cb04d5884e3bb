// Which of an uplink's addresses connections are translated to.
import assert from "node:assert/strict";
import { test } from "node:test";
import { translatedAddress } from "../../../../../service/planes/gateway/address.ts";
import type { Pinned } from "../../../../../service/view/kept.ts";
import { addressText } from "../../../../../service/view/text.ts";
import { AF_INET, AF_INET6, type Family } from "../../../../../service/view/view.ts";
import { addressBytes } from "../../view/from-text/address.ts";
import { hostOf } from "./host.ts";

const MARK = 0x00ec0000;
const THREE = ["192.0.2.2/24", "192.0.2.3/24", "198.51.100.2/24"].map((one) => `address ${one} dev eth0`);

interface Said {
  readonly config?: string;
  readonly family?: Family;
  /** Our table translates to it now. */
  readonly now?: string;
  /** Our table did, when we wrote it last; now it is someone else's. */
  readonly before?: string;
}

function address(observed: readonly string[], said: Said = {}): string | undefined {
  const { config = "eth0 table 1000", family = AF_INET, now, before } = said;
  const { view, uplinks } = hostOf([config], ["link br0 9", "link eth0 2", ...observed]);
  const pinned = (text: string): Pinned[] => [
    { mark: 1, mask: 0xff, family, link: "eth1", address: addressBytes("192.0.2.99") },
    { mark: MARK, mask: 0xff0000, family: AF_INET6, link: "eth0" },
    { mark: MARK, mask: 0xff0000, family, link: "eth0", address: addressBytes(text) },
  ];
  if (now !== undefined) view.ruleset = { text: "", pinned: pinned(now) };
  if (before !== undefined) {
    view.ruleset = "foreign";
    view.kept.ruleset = { ruleset: { text: "", pinned: pinned(before) }, listing: "" };
  }
  const [uplink] = uplinks.all;
  const found = translatedAddress(uplink ?? assert.fail(), family, MARK, uplinks, view);
  return found && addressText(found);
}

const DEFAULT = "route default via 192.0.2.1 dev eth0";

const CASES: readonly (readonly [
  what: string,
  observed: readonly string[],
  said: Said,
  expected: string | undefined,
])[] = [
  ["without any there is none", [], {}, undefined],
  ["of one it is that", ["address 192.0.2.2/24 dev eth0"], { now: "192.0.2.9" }, "192.0.2.2"],
  ["a tentative one does not count", ["address 2001:db8::2/64 dev eth0 tentative"], { family: AF_INET6 }, undefined],
  ["a link-local one does not count", ["address fe80::2/64 dev eth0"], { family: AF_INET6 }, undefined],
  ["of several, with nothing said, the first", THREE, {}, "192.0.2.2"],
  ["the one that the default prefers", [...THREE, `${DEFAULT} src 192.0.2.3`], { now: "192.0.2.2" }, "192.0.2.3"],
  [
    "the better of two defaults decides",
    [...THREE, `${DEFAULT} src 192.0.2.3 metric 20`, `${DEFAULT} src 192.0.2.2 metric 10`],
    { now: "198.51.100.2" },
    "192.0.2.2",
  ],
  [
    "a default of another link says nothing",
    [
      ...THREE,
      "link eth1 3",
      "address 203.0.113.2/24 dev eth1",
      "route default via 203.0.113.1 dev eth1 src 192.0.2.3",
    ],
    {},
    "192.0.2.2",
  ],
  ["one that is not the uplink's is not preferred", [...THREE, `${DEFAULT} src 203.0.113.9`], {}, "192.0.2.2"],
  [
    "of those in the router's subnet the first",
    [...THREE, "route default via 198.51.100.1 dev eth0"],
    {},
    "198.51.100.2",
  ],
  ["of those in the router's subnet the one in use", [...THREE, DEFAULT], { now: "192.0.2.3" }, "192.0.2.3"],
  [
    "one in use that is not in the router's subnet is given up",
    [...THREE, DEFAULT],
    { now: "198.51.100.2" },
    "192.0.2.2",
  ],
  ["the one in use, when the route is gone", THREE, { now: "198.51.100.2" }, "198.51.100.2"],
  ["one in use that is gone is not", THREE, { now: "192.0.2.77" }, "192.0.2.2"],
  ["the one that was in use, when someone changed our table", THREE, { before: "192.0.2.3" }, "192.0.2.3"],
  [
    "the one in use, when the link has no carrier",
    [...THREE, "link eth0 2 up no-carrier", DEFAULT],
    { now: "192.0.2.3" },
    "192.0.2.3",
  ],
  [
    "a link-local router is in nobody's subnet",
    ["address 2001:db8::2/64 dev eth0", "address fd00::2/64 dev eth0", "route -6 default via fe80::1 dev eth0"],
    { family: AF_INET6 },
    "2001:db8::2",
  ],
  [
    "by the other end's subnet, of a point-to-point address",
    [
      "address 10.0.0.2 peer 198.51.100.1/32 dev eth0",
      "address 10.0.0.1/24 dev eth0",
      "route default via 198.51.100.1 dev eth0",
    ],
    {},
    "10.0.0.2",
  ],
  [
    "only of its router's subnet, where another uplink shares the link",
    [...THREE],
    { config: "eth0 table 1000 gateway 198.51.100.1" },
    "192.0.2.2",
  ],
];

for (const [what, observed, said, expected] of CASES) {
  test(`${what}: ${expected ?? "none"}`, () => assert.equal(address(observed, said), expected));
}
