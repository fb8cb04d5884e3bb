import assert from "node:assert/strict";
import { test } from "node:test";
import { kindOf } from "../../../../../tray/renderer/parts/kind.ts";

test("names say what a link probably is", () => {
  for (const name of ["enp0s31f6", "eno1", "ens3", "end0", "enx0050b6c0ffee", "eth0", "usb0"])
    assert.equal(kindOf(name), "wired", name);
  for (const name of ["wlan0", "wlp2s0", "wlx001122334455"]) assert.equal(kindOf(name), "wireless", name);
  for (const name of ["wwan0", "wwp0s20u4", "ppp0"]) assert.equal(kindOf(name), "mobile", name);
  for (const name of ["docker0", "veth1a2b", "virbr0", "wg0", "tun0", "tailscale0", "br0", "lo", ""])
    assert.equal(kindOf(name), "other", name);
});
