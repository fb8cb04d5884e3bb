// Sysctls of a real kernel: what one of them does to others is undone.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { readSysctl, writeSysctl } from "../../../service/system/sysctl.ts";
import { eventually, type Host, lab } from "../lab/index.ts";
import { inside } from "../lab/inside.ts";

const ALL = "net/ipv6/conf/all/forwarding";

const forwarding = (host: Host): string[] =>
  host.exec("sysctl", "-a", "-r", "^net[.]ipv6[.]conf[.].*[.]forwarding").trim().split("\n").sort();

lab("IPv6 is forwarded by the host, and no link becomes a router by that", async (lab) => {
  const host = lab.host("host");
  const peer = lab.host("peer");
  for (const link of ["eth0", "eth1", "eth0.100"]) lab.veth(host, link, peer, link);
  host.exec("sysctl", "-qw", "net.ipv6.conf.eth1.forwarding=1");
  const before = forwarding(host);
  assert.ok(before.includes("net.ipv6.conf.eth1.forwarding = 1"));
  inside(host, () => {
    writeSysctl(ALL, "1", fs);
    assert.equal(readSysctl(ALL, fs), "1");
  });
  const others = (lines: readonly string[]) => lines.filter((line) => !line.startsWith("net.ipv6.conf.all."));
  assert.deepEqual(others(forwarding(host)), others(before));
  // Nor does a link that comes later.
  lab.veth(host, "eth2", peer, "eth2");
  assert.ok(forwarding(host).includes("net.ipv6.conf.eth2.forwarding = 0"));
  host.ip("link del eth2");
  inside(host, () => writeSysctl(ALL, "0", fs));
  assert.deepEqual(forwarding(host), before);
});

lab(
  "what routers advertised stays when the host begins to forward, on links that take it as a router too",
  async (lab) => {
    const host = lab.host("host");
    const peer = lab.host("peer");
    for (const link of ["eth0", "eth1"]) lab.veth(host, link, peer, link);
    host.exec("sysctl", "-qw", "net.ipv6.conf.eth0.accept_ra=2");
    // As the kernel makes them of advertisements: with RTF_ADDRCONF, which nobody else can set.
    const advertised = () =>
      ["eth0", "eth1"].flatMap((link) =>
        host.ip("-6 route show default dev", link).includes("proto ra") ? [link] : [],
      );
    for (const link of ["eth0", "eth1"]) {
      peer.ip("-6 addr add", `fd00:${link.slice(3)}::1/64`, "dev", link);
      peer.sysctl(`net.ipv6.conf.${link}.forwarding`, 1);
      const config = lab.file(
        `${link}.conf`,
        `interface ${link} { AdvSendAdvert on; MinRtrAdvInterval 600; MaxRtrAdvInterval 900; };`,
      );
      peer.spawn("radvd", "-n", "-C", config, "-p", `${lab.folder()}/pid`, "-m", "none");
    }
    await eventually(() => assert.deepEqual(advertised(), ["eth0", "eth1"]), { timeout: 15_000 });
    inside(host, () => writeSysctl(ALL, "1", fs));
    assert.deepEqual(advertised(), ["eth0"]);
  },
  { programs: ["radvd"] },
);
