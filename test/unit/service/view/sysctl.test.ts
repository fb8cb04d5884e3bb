// Sysctls by the index of their link, which it keeps when it is renamed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { hostSysctl, linkSysctl, sysctlLink, sysctlPath } from "../../../../service/view/sysctl.ts";
import { viewOf } from "./from-text/state.ts";

const KEY = linkSysctl("net/ipv4/conf", 2, "arp_ignore");

test("a sysctl of a link stands under its name of now", () => {
  const view = viewOf(["link eth0 2", "link eth1 20"]);
  assert.deepEqual([KEY, sysctlLink(KEY)], ["net/ipv4/conf/%2/arp_ignore", 2]);
  assert.equal(sysctlPath(KEY, view), "net/ipv4/conf/eth0/arp_ignore");
  view.setLink({ index: 2, name: "wan0", up: true, carrier: true, operstate: 6 });
  assert.equal(sysctlPath(KEY, view), "net/ipv4/conf/wan0/arp_ignore");
  view.deleteLink(2);
  assert.equal(sysctlPath(KEY, view), undefined);
});

test("whatever a link is called, it is a name and no pattern", () => {
  for (const name of ["$&", "$1", "%2", "eth0.100", "%20", "a$$b"]) {
    const view = viewOf([`link ${name} 2`]);
    assert.equal(sysctlPath(KEY, view), `net/ipv4/conf/${name}/arp_ignore`);
  }
});

test("a sysctl of the host stands where it is called", () => {
  const key = hostSysctl("net/ipv4/ip_forward");
  assert.deepEqual([sysctlLink(key), sysctlPath(key, viewOf([]))], [undefined, "net/ipv4/ip_forward"]);
});
