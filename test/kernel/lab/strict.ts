// Strict uplinks: what configures them, and what the kernel then has.
import type { Host } from "./host.ts";

/** A configuration of these links, with tables from 1000 on. */
export function uplinks(links: readonly string[], strict = true): string {
  return links
    .map((link, at) => `[[uplink]]\ninterface = ${JSON.stringify(link)}\ntable = ${1000 + at}\nstrict = ${strict}\n`)
    .join("\n");
}

const ARP = ["arp_ignore", "arp_announce"] as const;

/** "arp_ignore arp_announce" of a link, "1 2" where it is strict. */
export const arp = (host: Host, link: string): string =>
  ARP.map((name) => host.exec("sysctl", "-n", `net/ipv4/conf/${link}/${name}`).trim()).join(" ");

export function setArp(host: Host, link: string, ignore: number, announce: number): void {
  host.exec(
    "sysctl",
    "-qw",
    `net/ipv4/conf/${link}/arp_ignore=${ignore}`,
    `net/ipv4/conf/${link}/arp_announce=${announce}`,
  );
}

/** Our nftables table as nft lists it; undefined where there is none. */
export function ourTable(host: Host): string | undefined {
  const tables = host.exec("nft", "list", "tables", "inet").split("\n");
  return tables.includes("table inet multihomed") ? host.exec("nft", "list", "table", "inet", "multihomed") : undefined;
}
