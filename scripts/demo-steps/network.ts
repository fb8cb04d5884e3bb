// The demo's network: a laptop with a cable and a wireless uplink, a router behind each that passes only what comes
// from its own network (BCP 38), one server behind both. Every echo request that reaches a router is counted there.
import { cable, Host } from "../lab/host.ts";

export interface Uplink {
  readonly link: string;
  readonly table: number;
  readonly metric: number;
  readonly router: Host;
  /** The router's end of the uplink. */
  readonly routerLink: string;
  readonly gateway4: string;
  readonly gateway6: string;
}

export interface Network {
  readonly laptop: Host;
  readonly cable: Uplink;
  readonly wireless: Uplink;
}

export const SERVER4 = "203.0.113.1";
export const SERVER6 = "2001:db8:ffff::1";

export function buildNetwork(): Network {
  const laptop = new Host("laptop");
  const server = buildServer();
  const network = {
    laptop,
    cable: buildUplink(laptop, server, 1, { link: "eth0", table: 2000, metric: 100 }),
    wireless: buildUplink(laptop, server, 2, { link: "wlan0", table: 3000, metric: 600 }),
  };
  lease(laptop, network.cable, 2);
  lease(laptop, network.wireless, 2);
  return network;
}

export function buildServer(): Host {
  const server = new Host("server");
  server.batch(`addr add ${SERVER4}/32 dev lo\naddr add ${SERVER6}/128 dev lo`);
  return server;
}

/** The addresses of the laptop on uplink N: 10.N.0.HOST and fd00:N::HOST. */
export function addresses(uplink: Uplink, host: number): readonly [string, string] {
  return [uplink.gateway4.replace(/1$/, String(host)), uplink.gateway6.replace(/1$/, String(host))];
}

/** What a DHCP client and the kernel's autoconfiguration do when an address comes. */
export function lease(laptop: Host, uplink: Uplink, host: number): void {
  const { link, gateway4, gateway6, metric } = uplink;
  const [address4, address6] = addresses(uplink, host);
  laptop.batch(`
    addr add ${address4}/24 dev ${link}
    addr add ${address6}/64 dev ${link} nodad
    route replace default via ${gateway4} dev ${link} proto dhcp src ${address4} metric ${metric}
    route replace default via ${gateway6} dev ${link} proto ra metric ${metric}`);
}

/** What they do when it goes. The kernel removes the routes that prefer it. */
export function expire(laptop: Host, uplink: Uplink, host: number): void {
  const [address4, address6] = addresses(uplink, host);
  laptop.batch(`addr del ${address4}/24 dev ${uplink.link}\naddr del ${address6}/64 dev ${uplink.link}`);
}

/** Uplink N of the laptop, without a lease: its router has 10.N.0.1 and fd00:N::1, and a way to the server. */
export function buildUplink(
  laptop: Host,
  server: Host,
  n: number,
  uplink: Pick<Uplink, "link" | "table" | "metric">,
): Uplink {
  const router = new Host(`router${n}`, { forwards: true });
  const built = { ...uplink, router, routerLink: "inside", gateway4: `10.${n}.0.1`, gateway6: `fd00:${n}::1` };
  cable(laptop, uplink.link, router, "inside");
  cable(router, "outside", server, `r${n}`);
  router.batch(`
    addr add 10.${n}.0.1/24 dev inside
    addr add fd00:${n}::1/64 dev inside nodad
    addr add 192.0.2.${4 * n + 1}/30 dev outside
    addr add 2001:db8:${n}::1/64 dev outside nodad
    route add default via 192.0.2.${4 * n + 2}
    route add default via 2001:db8:${n}::2`);
  server.batch(`
    addr add 192.0.2.${4 * n + 2}/30 dev r${n}
    addr add 2001:db8:${n}::2/64 dev r${n} nodad
    route add 10.${n}.0.0/24 via 192.0.2.${4 * n + 1}
    route add fd00:${n}::/64 via 2001:db8:${n}::1`);
  router.nft(`table inet demo {
    set seen4 { type ipv4_addr; flags dynamic; size 1024; counter; }
    set seen6 { type ipv6_addr; flags dynamic; size 1024; counter; }
    chain count {
      type filter hook prerouting priority -300
      iifname inside icmp type echo-request update @seen4 { ip saddr }
      iifname inside icmpv6 type echo-request update @seen6 { ip6 saddr }
    }
    chain own_network_only {
      type filter hook forward priority 0
      iifname inside ip saddr != 10.${n}.0.0/24 drop
      iifname inside ip6 saddr != fd00:${n}::/64 drop
    }
  }`);
  return built;
}
