// A machine that is switched off loses what its kernel had: its network namespace is made anew, with the same cables.
import { execFileSync } from "node:child_process";
import type { Host, UplinkNetwork } from "../../kernel/lab/index.ts";

export function renewNamespace(laptop: Host, uplinks: readonly UplinkNetwork[]): void {
  // A DHCP server knows the machine again by its hardware addresses.
  const cables = uplinks.map((uplink) => ({ uplink, hardwareAddress: hardwareAddress(laptop, uplink.link) }));
  // A deleted namespace takes its links with it, but later; the names at the other ends are wanted now.
  for (const { link } of uplinks) laptop.ip("link delete", link);
  execFileSync("ip", ["netns", "delete", laptop.namespace]);
  execFileSync("ip", ["netns", "add", laptop.namespace]);
  laptop.ip("link set lo up");
  for (const { uplink, hardwareAddress } of cables) {
    const { router, routerLink, link, gateway4, gateway6 } = uplink;
    laptop.lab.veth(laptop, link, router, routerLink);
    laptop.ip("link set", link, "address", hardwareAddress);
    router.ip("address add", `${gateway4}/24`, "dev", routerLink);
    router.ip("address add", `${gateway6}/64`, "dev", routerLink);
  }
}

function hardwareAddress(host: Host, link: string): string {
  const [record] = host.json<{ readonly address: string }[]>("link show", link);
  if (record === undefined) throw new Error(`no link ${link}`);
  return record.address;
}
