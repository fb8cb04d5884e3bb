// Four links of one laptop, and two neighbours, all on one bridge, as seeds/003 has them: what the bridge sees of each.
import type { Host } from "./host.ts";
import type { Lab } from "./lab.ts";

export const LINKS = ["e0", "e1", "e2", "e3"] as const;

export const address4 = (link: string) => `192.168.0.10${link.slice(1)}`;
export const address6 = (link: string) => `fd00:21::10${link.slice(1)}`;
export const addresses = (link: string) => [address4(link), address6(link)];

export interface Neighbour {
  readonly host: Host;
  readonly link: string;
  readonly address4: string;
  readonly address6: string;
}

export interface OneBridge {
  readonly laptop: Host;
  readonly bridge: Host;
  readonly neighbours: readonly [Neighbour, Neighbour];
}

export function oneBridge(lab: Lab): OneBridge {
  const laptop = lab.host("laptop");
  const bridge = lab.host("bridge");
  bridge.ip("link add name br0 type bridge forward_delay 0 mcast_snooping 0");
  bridge.ip("link set br0 up");
  for (const link of LINKS) {
    plug(laptop, link, bridge);
    laptop.ipBatch(
      addresses(link)
        .map((address) => addAddress(address, link))
        .join("\n"),
    );
  }
  return { laptop, bridge, neighbours: [neighbour(lab, bridge, 1), neighbour(lab, bridge, 2)] };
}

function neighbour(lab: Lab, bridge: Host, n: number): Neighbour {
  const host = lab.host(`neighbour${n}`);
  const link = `n${n}`;
  const [one, other] = [`192.168.0.${n}`, `fd00:21::${n}`];
  plug(host, link, bridge);
  host.ipBatch([one, other].map((address) => addAddress(address, link)).join("\n"));
  return { host, link, address4: one, address6: other };
}

function plug(host: Host, link: string, bridge: Host): void {
  host.lab.veth(host, link, bridge, `port-${link}`);
  bridge.ip(`link set port-${link} master br0`);
}

const addAddress = (address: string, link: string): string =>
  `addr add ${address}/${address.includes(":") ? 64 : 21} dev ${link}`;

/** Puts back what an IPv6 address loses when its link goes down. */
export function downAndUp(laptop: Host, link: string): void {
  laptop.ip("link set", link, "down");
  laptop.ip("link set", link, "up");
  laptop.ip(`addr replace ${address6(link)}/64 dev ${link}`);
}

/** The link-layer address of a link. */
export function macOf(host: Host, link: string): string {
  const [record] = host.json<{ address: string }[]>("link show dev", link);
  if (record === undefined) throw new Error(`no link ${link}`);
  return record.address;
}

/** Counts from now on, on the bridge, who says what by which port; what was counted before is forgotten. */
export function count(bridge: Host): void {
  bridge.nft(`table bridge count {}
    delete table bridge count
    table bridge count {
      set spoke { typeof iifname . arp saddr ip; flags dynamic; size 65535; }
      set sent4 { typeof iifname . ip saddr; flags dynamic; size 65535; }
      set sent6 { typeof iifname . ip6 saddr; flags dynamic; size 65535; }
      set got4 { typeof oifname . ip daddr; flags dynamic; size 65535; }
      set got6 { typeof oifname . ip6 daddr; flags dynamic; size 65535; }
      chain arrivals {
        type filter hook prerouting priority 0
        iifname "port-e*" ether type arp add @spoke { iifname . arp saddr ip }
        iifname "port-e*" ether type ip tcp dport != 0 add @sent4 { iifname . ip saddr }
        iifname "port-e*" ether type ip6 tcp dport != 0 add @sent6 { iifname . ip6 saddr }
      }
      chain departures {
        type filter hook postrouting priority 0
        oifname "port-e*" ether type ip tcp dport != 0 add @got4 { oifname . ip daddr }
        oifname "port-e*" ether type ip6 tcp dport != 0 add @got6 { oifname . ip6 daddr }
      }
    }`);
}

/** What was counted, as "e0 192.168.0.100", sorted. */
export function counted(bridge: Host, what: "spoke" | "sent" | "got"): string[] {
  const sets = what === "spoke" ? ["spoke"] : [`${what}4`, `${what}6`];
  return sets
    .flatMap((set) => [
      ...bridge.exec("nft", "list", "set", "bridge", "count", set).matchAll(/"port-(\S+)" \. (\S+?)[, }\n]/g),
    ])
    .map(([, link, address]) => `${link} ${address}`)
    .sort();
}

/** "ADDRESS at LINK" as a neighbour has learned it of the laptop, sorted; what it has not learned is not there. */
export function learned({ host, link }: Neighbour, laptop: Host): string[] {
  const links = new Map(LINKS.map((name) => [macOf(laptop, name), name]));
  return host
    .json<{ dst: string; lladdr?: string }[]>("neigh show dev", link)
    .filter(({ dst, lladdr }) => lladdr !== undefined && LINKS.some((name) => addresses(name).includes(dst)))
    .map(({ dst, lladdr = "" }) => `${dst} at ${links.get(lladdr)}`)
    .sort();
}

/** Each address at its own link. */
export const OWN = LINKS.flatMap((link) => addresses(link).map((address) => `${address} at ${link}`)).sort();

export function flushNeighbours(...hosts: readonly Host[]): void {
  for (const host of hosts) host.ip("neigh flush nud all");
}
