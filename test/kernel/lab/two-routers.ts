// A laptop with one link to a switch, two routers on the switch, and one server behind both. Each router counts what it
// sends on to the server, by source.
import type { Host } from "./host.ts";
import type { Lab } from "./lab.ts";
import { SERVER4, SERVER6 } from "./network.ts";

export interface RouterOnSwitch {
  readonly host: Host;
  /** Its addresses on the switch: the gateways of the laptop. */
  readonly gateway4: string;
  readonly gateway6: string;
  readonly linkLocal: string;
  /** What it takes packets from (BCP 38); the server answers these by it. */
  readonly prefix4: string;
  readonly prefix6: string;
}

export interface TwoRouters {
  readonly laptop: Host;
  readonly server: Host;
  readonly routers: readonly [RouterOnSwitch, RouterOnSwitch];
}

/** Two subnets: 10.N.0.0/24 and fd00:N::/64 of router N. One: 10.1.0.0/24 and fd00:1::/64 with routers ::1 and ::2. */
export function twoRouters(lab: Lab, subnets: "two subnets" | "one subnet"): TwoRouters {
  const laptop = lab.host("laptop");
  const fabric = lab.host("switch");
  const server = lab.host("server");
  server.ipBatch(`addr add ${SERVER4}/32 dev lo\naddr add ${SERVER6}/128 dev lo`);
  fabric.ip("link add name br0 type bridge forward_delay 0 mcast_snooping 0");
  fabric.ip("link set br0 up");
  lab.veth(laptop, "lan", fabric, "laptop");
  fabric.ip("link set laptop master br0");
  const router = (n: 1 | 2) => onSwitch(lab, fabric, server, n, subnets === "two subnets" ? n : 1);
  return { laptop, server, routers: [router(1), router(2)] };
}

/** Address .9 of each router's subnets, and defaults by each, of metric N × 100. `by`: which address of a router. */
export function configureBoth({ laptop, routers }: TwoRouters, by: "global" | "link-local" = "global"): void {
  for (const [index, { gateway4, gateway6, linkLocal }] of routers.entries()) {
    const metric = `metric ${(index + 1) * 100}`;
    laptop.ipBatch(`
      addr replace ${address(gateway4)}/24 dev lan
      addr replace ${address(gateway6)}/64 dev lan
      route add default via ${gateway4} dev lan ${metric}
      route add default via ${by === "global" ? gateway6 : linkLocal} dev lan ${metric}
    `);
  }
}

/** The laptop's address beside a gateway's. */
export const address = (gateway: string): string => gateway.replace(/\d$/, "9");

/** From which sources a router has sent packets on to the server, since it was asked last. */
export function passed({ host }: RouterOnSwitch): string[] {
  const listing = host.exec("nft", "list", "table", "inet", "passed");
  host.exec("nft", "flush", "set", "inet", "passed", "from4");
  host.exec("nft", "flush", "set", "inet", "passed", "from6");
  return [...listing.matchAll(/(\S+) counter packets/g)].map(([, source = ""]) => source).sort();
}

function onSwitch(lab: Lab, fabric: Host, server: Host, n: 1 | 2, subnet: 1 | 2): RouterOnSwitch {
  const host = lab.host(`router${n}`);
  const last = subnet === n ? 1 : n;
  const [gateway4, gateway6, linkLocal] = [`10.${subnet}.0.${last}`, `fd00:${subnet}::${last}`, `fe80::${n}`];
  const [prefix4, prefix6] = [`10.${subnet}.0.0/24`, `fd00:${subnet}::/64`];
  lab.veth(host, "x", fabric, `router${n}`);
  lab.veth(host, "y", server, `s${n}`);
  fabric.ip(`link set router${n} master br0`);
  host.exec("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
  host.ipBatch(`
    addr add ${gateway4}/24 dev x
    addr add ${gateway6}/64 dev x
    addr add ${linkLocal}/64 dev x
    addr add 192.0.2.${4 * n + 1}/30 dev y
    addr add 2001:db8:${n}::1/64 dev y
    route add default via 192.0.2.${4 * n + 2}
    route add default via 2001:db8:${n}::2
  `);
  // Where both have one subnet, the server answers by the first; the routes of the second stand behind.
  server.ipBatch(`
    addr add 192.0.2.${4 * n + 2}/30 dev s${n}
    addr add 2001:db8:${n}::2/64 dev s${n}
    route add ${prefix4} via 192.0.2.${4 * n + 1} metric ${n}
    route add ${prefix6} via 2001:db8:${n}::1 metric ${n}
  `);
  host.nft(`table inet passed {
    set from4 { type ipv4_addr; flags dynamic; size 65535; counter; }
    set from6 { type ipv6_addr; flags dynamic; size 65535; counter; }
    chain forward {
      type filter hook forward priority 0
      iifname x ip saddr != ${prefix4} drop
      iifname x ip6 saddr != ${prefix6} drop
      oifname y update @from4 { ip saddr }
      oifname y update @from6 { ip6 saddr }
    }
  }`);
  return { host, gateway4, gateway6, linkLocal, prefix4, prefix6 };
}
