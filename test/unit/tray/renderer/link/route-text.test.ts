// Routes as the service lists them (service/view/text.ts, routeListed), taken apart into columns.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRoute } from "../../../../../tray/renderer/pages/link/routes/route-text.ts";

const NONE = { nexthops: [], rest: "" };

for (const [name, text, expected] of [
  [
    "a default by a router",
    "default via 10.2.0.1 dev wlan0 proto multihomed src 10.2.0.2 metric 600",
    { ...NONE, destination: "default", via: "10.2.0.1", link: "wlan0", source: "10.2.0.2", metric: "600" },
  ],
  [
    "a subnet",
    "10.2.0.0/24 dev wlan0 proto multihomed scope link src 10.2.0.2",
    { ...NONE, destination: "10.2.0.0/24", link: "wlan0", source: "10.2.0.2", rest: "scope link" },
  ],
  [
    "the guard",
    "unreachable default proto multihomed metric 4294967295",
    { ...NONE, type: "unreachable", destination: "default", metric: "4294967295" },
  ],
  [
    "a blackhole",
    "blackhole 192.0.2.0/24 proto multihomed",
    { ...NONE, type: "blackhole", destination: "192.0.2.0/24" },
  ],
  ["a host", "203.0.113.9 dev tun0 proto multihomed", { ...NONE, destination: "203.0.113.9", link: "tun0" }],
  [
    "IPv6 with a preference",
    "2001:db8:1::/64 dev eth0 proto multihomed metric 256 pref medium",
    { ...NONE, destination: "2001:db8:1::/64", link: "eth0", metric: "256", rest: "pref medium" },
  ],
  [
    "an IPv6 default with metrics",
    "default via fe80::1 dev eth0 proto multihomed metric 1024 mtu 1400 hoplimit 64 pref high",
    {
      ...NONE,
      destination: "default",
      via: "fe80::1",
      link: "eth0",
      metric: "1024",
      rest: "mtu 1400 hoplimit 64 pref high",
    },
  ],
  [
    "a router that has only IPv6",
    "default via inet6 fe80::1 dev eth0 proto multihomed",
    { ...NONE, destination: "default", via: "fe80::1", link: "eth0" },
  ],
  [
    "a router in no subnet",
    "default via 10.9.9.9 dev eth0 onlink proto multihomed",
    { ...NONE, destination: "default", via: "10.9.9.9", link: "eth0", rest: "onlink" },
  ],
  [
    "a tunnel",
    "10.3.0.0/16 via 10.1.0.9 encap mpls dev eth0 proto multihomed",
    { ...NONE, destination: "10.3.0.0/16", via: "10.1.0.9", link: "eth0", rest: "encap mpls" },
  ],
  [
    "one of several tables",
    "default via 10.1.0.1 dev eth0 table 2000 proto multihomed",
    { ...NONE, destination: "default", via: "10.1.0.1", link: "eth0", rest: "table 2000" },
  ],
  [
    "a nexthop object",
    "10.4.0.0/16 nhid 12 via 10.1.0.1 dev eth0 proto multihomed",
    { ...NONE, destination: "10.4.0.0/16", via: "10.1.0.1", link: "eth0", rest: "nhid 12" },
  ],
  [
    "several ways",
    "default proto multihomed metric 5 nexthop via 10.1.0.1 dev eth0 weight 1 nexthop dev ppp0 weight 3",
    {
      destination: "default",
      metric: "5",
      nexthops: ["via 10.1.0.1 dev eth0 weight 1", "dev ppp0 weight 3"],
      rest: "",
    },
  ],
  [
    "a source prefix and a type of service",
    "2001:db8::/32 from 2001:db8:9::/48 tos 0x10 dev eth0 proto multihomed",
    { ...NONE, destination: "2001:db8::/32", link: "eth0", rest: "from 2001:db8:9::/48 tos 0x10" },
  ],
  [
    "a locked metric of TCP",
    "10.0.0.0/8 dev eth0 proto multihomed mtu lock 1300 congctl bbr",
    { ...NONE, destination: "10.0.0.0/8", link: "eth0", rest: "mtu lock 1300 congctl bbr" },
  ],
  [
    "what a newer service may say",
    "10.0.0.0/8 dev eth0 proto multihomed colour blue",
    { ...NONE, destination: "10.0.0.0/8", link: "eth0", rest: "colour blue" },
  ],
  ["a word without its value", "10.0.0.0/8 dev", { ...NONE, destination: "10.0.0.0/8", rest: "dev" }],
  [
    "a link of that name",
    "10.0.0.0/8 dev metric proto multihomed",
    { ...NONE, destination: "10.0.0.0/8", link: "metric" },
  ],
] as const) {
  test(`${name}: ${text}`, () => assert.deepEqual(parseRoute(text), expected));
}

test("what does not begin as a route is not taken apart", () => {
  for (const text of ["", "nonsense", "type 99 10.0.0.0/8 dev eth0", "via 10.1.0.1", "10.0.0.0/8x dev eth0"]) {
    assert.equal(parseRoute(text), undefined, text);
  }
});
