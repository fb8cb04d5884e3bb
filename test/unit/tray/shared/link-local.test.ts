import assert from "node:assert/strict";
import { test } from "node:test";
import { isLinkLocal, isLinkLocal6 } from "../../../../tray/shared/link-local.ts";

test("what counts within one network only, of both families", () => {
  for (const address of ["fe80::1", "fe80::1/64", "FEBF::1", "fe9a:1::2"]) {
    assert.ok(isLinkLocal(address), address);
    assert.ok(isLinkLocal6(address), address);
  }
  for (const address of ["169.254.7.9", "169.254.7.9/16"]) {
    assert.ok(isLinkLocal(address), address);
    assert.ok(!isLinkLocal6(address), address);
  }
});

test("what can be a source beyond it", () => {
  for (const address of [
    "fe7f::1",
    "fec0::1",
    "fd00::fe80:1",
    "fe8::1",
    "2001:db8::1",
    "169.253.0.1",
    "10.169.254.1",
  ]) {
    assert.ok(!isLinkLocal(address), address);
    assert.ok(!isLinkLocal6(address), address);
  }
});
