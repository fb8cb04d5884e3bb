import assert from "node:assert/strict";
import { test } from "node:test";
import { shownAddresses, shownGateways } from "../../../../../tray/renderer/pages/overview/addresses.ts";

test("the first address of each family, and how many more", () => {
  const addresses = ["2001:db8::1/64", "10.0.0.2/24", "10.0.0.3/24", "2001:db8::2/64", "fe80::1/64", "febf::1/64"];
  assert.deepEqual(shownAddresses(addresses), { shown: ["10.0.0.2", "2001:db8::1"], more: 2 });
  assert.deepEqual(shownAddresses([]), { shown: [], more: 0 });
  assert.deepEqual(shownAddresses(["fe80::1/64", "169.254.7.9/16"]), { shown: [], more: 0 });
  assert.deepEqual(shownAddresses(["fec0::1/64"]).shown, ["fec0::1"]);
});

test("one address with two prefix lengths is one", () => {
  assert.deepEqual(shownAddresses(["10.0.0.2/24", "10.0.0.2/32"]), { shown: ["10.0.0.2"], more: 0 });
});

test("gateways of IPv6 are link-local as a rule, and shown", () => {
  assert.deepEqual(shownGateways(["10.0.0.1", "fe80::1", "fe80::2"]), { shown: ["10.0.0.1", "fe80::1"], more: 1 });
});
