// The network of a multi-homed host: a laptop with uplinks u1, u2, …, a router behind each that drops what does not
// come from its own access network (BCP 38), and one server behind all routers.
import type { Host } from "./host.ts";
import type { Lab } from "./lab.ts";

export interface UplinkNetwork {
  readonly link: string;
  readonly address4: string;
  readonly address6: string;
  readonly prefix4: string;
  readonly prefix6: string;
  /** The router's addresses on the access network. */
  readonly gateway4: string;
  readonly gateway6: string;
  /** Of its default routes. */
  readonly metric: number;
  readonly router: Host;
  /** The router's end of the cable. */
  readonly routerLink: string;
}

export interface Network {
  readonly laptop: Host;
  readonly server: Host;
  readonly uplinks: readonly [UplinkNetwork, UplinkNetwork, ...UplinkNetwork[]];
}

export const SERVER4 = "203.0.113.1";
export const SERVER6 = "2001:db8:ffff::1";

export interface NetworkOptions {
  readonly uplinks?: number;
  /** Leaves the laptop's links without addresses and routes. */
  readonly bare?: boolean;
}

/** Uplink N: 10.N.0.2/24 and fd00:N::2/64, gateways 10.N.0.1 and fd00:N::1, default routes of metric N × 100. */
export function network(lab: Lab, options: NetworkOptions = {}): Network {
  const laptop = lab.host("laptop");
  const server = lab.host("server");
  server.ipBatch(`addr add ${SERVER4}/32 dev lo\naddr add ${SERVER6}/128 dev lo`);
  const uplinks = Array.from({ length: options.uplinks ?? 2 }, (_, index) => access(lab, laptop, server, index + 1));
  if (!options.bare) for (const uplink of uplinks) configure(laptop, uplink);
  const [first, second, ...rest] = uplinks;
  if (first === undefined || second === undefined) throw new Error("a network has at least two uplinks");
  countPackets(laptop);
  return { laptop, server, uplinks: [first, second, ...rest] };
}

/** What DHCP and a person would set up on an uplink: addresses and default routes. */
export function configure(laptop: Host, uplink: UplinkNetwork): void {
  const { link, address4, address6, gateway4, gateway6, metric } = uplink;
  laptop.ipBatch(`
    addr add ${address4}/24 dev ${link}
    addr add ${address6}/64 dev ${link}
    route add default via ${gateway4} dev ${link} metric ${metric}
    route add default via ${gateway6} dev ${link} metric ${metric}
  `);
}

/** How many packets of each source have left by each link so far, for example { "u1 10.1.0.2": 1 }. */
export function sentPackets(host: Host): Record<string, number> {
  const listing = JSON.parse(host.exec("nft", "-j", "list", "table", "inet", "count")) as Listing;
  const elements = listing.nftables.flatMap((entry) => entry.set?.elem ?? []);
  return Object.fromEntries(elements.map(({ elem }) => [elem.val.concat.join(" "), elem.counter.packets]));
}

interface Listing {
  readonly nftables: readonly {
    readonly set?: {
      readonly elem?: readonly {
        readonly elem: { readonly val: { readonly concat: string[] }; readonly counter: { readonly packets: number } };
      }[];
    };
  }[];
}

function access(lab: Lab, laptop: Host, server: Host, n: number): UplinkNetwork {
  const router = lab.host(`router${n}`);
  const [prefix4, prefix6] = [`10.${n}.0.0/24`, `fd00:${n}::/64`];
  lab.veth(laptop, `u${n}`, router, `x${n}`);
  lab.veth(router, `y${n}`, server, `s${n}`);
  router.exec("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
  router.ipBatch(`
    addr add 10.${n}.0.1/24 dev x${n}
    addr add fd00:${n}::1/64 dev x${n}
    addr add 192.0.2.${4 * n + 1}/30 dev y${n}
    addr add 2001:db8:${n}::1/64 dev y${n}
    route add default via 192.0.2.${4 * n + 2}
    route add default via 2001:db8:${n}::2
  `);
  server.ipBatch(`
    addr add 192.0.2.${4 * n + 2}/30 dev s${n}
    addr add 2001:db8:${n}::2/64 dev s${n}
    route add ${prefix4} via 192.0.2.${4 * n + 1}
    route add ${prefix6} via 2001:db8:${n}::1
  `);
  router.nft(`table inet bcp38 {
    chain forward {
      type filter hook forward priority 0
      iifname x${n} ip saddr != ${prefix4} drop
      iifname x${n} ip6 saddr != ${prefix6} drop
    }
  }`);
  return {
    link: `u${n}`,
    address4: `10.${n}.0.2`,
    address6: `fd00:${n}::2`,
    prefix4,
    prefix6,
    gateway4: `10.${n}.0.1`,
    gateway6: `fd00:${n}::1`,
    metric: n * 100,
    router,
    routerLink: `x${n}`,
  };
}

function countPackets(host: Host): void {
  host.nft(`table inet count {
    set sent4 { typeof oifname . ip saddr; flags dynamic; size 65535; counter; }
    set sent6 { typeof oifname . ip6 saddr; flags dynamic; size 65535; counter; }
    chain sent {
      type filter hook postrouting priority 300
      icmpv6 type { 133, 134, 135, 136, 137 } accept # neighbour discovery goes its own way
      update @sent4 { oifname . ip saddr }
      update @sent6 { oifname . ip6 saddr }
    }
  }`);
}
