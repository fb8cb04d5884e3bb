// What is an address is what Node takes for one.
import assert from "node:assert/strict";
import { isIPv4, isIPv6 } from "node:net";
import { test } from "node:test";
import { isAddress4, isAddress6 } from "../../../../../tray/renderer/pages/link/form/address.ts";

const TEXTS = [
  ...["10.1.0.1", "0.0.0.0", "255.255.255.255", "256.1.1.1", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1..2.3", "1.2.3.4 "],
  ...[
    "::",
    "::1",
    "1::",
    "fe80::1",
    "2001:db8::2",
    "2001:DB8::A",
    "1:2:3:4:5:6:7:8",
    "1:2:3:4:5:6:7::",
    "::2:3:4:5:6:7:8",
  ],
  ...["1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", ":::", ":1:2:3:4:5:6:7", "1:2:3:4:5:6:7:", "12345::", "g::"],
  ...["::ffff:10.1.0.1", "1:2:3:4:5:6:10.1.0.1", "1:2:3:4:5:6:7:10.1.0.1", "10.1.0.1::", "::10.1.0", "::10.1.0.1:1"],
  ...["", ":", "router", "10.1.0.1/24", "fe80::1/64", "1:2:3:4::5:6:7:8", "::1 "],
];

test("IPv4", () => {
  for (const text of TEXTS) assert.equal(isAddress4(text), isIPv4(text), text);
});

test("IPv6, without zones", () => {
  for (const text of TEXTS) assert.equal(isAddress6(text), isIPv6(text), text);
  assert.equal(isAddress6("fe80::1%eth0"), false);
});
