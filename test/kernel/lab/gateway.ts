// A host that forwards a LAN: the network of a multi-homed host, and a client behind it that knows no other way.
import assert from "node:assert/strict";
import type { Daemon } from "./daemon.ts";
import { eventually } from "./eventually.ts";
import type { Host } from "./host.ts";
import type { Lab } from "./lab.ts";
import { type Network, network, SERVER4, SERVER6, sentPackets, type UplinkNetwork } from "./network.ts";
import { type Talker, talker } from "./talker.ts";

export const PORT = 7000;
export const MASK = 0x00ff0000;

export interface GatewayNetwork extends Network {
  readonly client: Host;
  /** A program on the client and one on the server, which answers at PORT. */
  readonly inside: Talker;
  readonly outside: Talker;
}

export const LAN4 = "192.168.77";
export const LAN6 = "fd00:77:";
export const CLIENT4 = `${LAN4}.2`;
export const CLIENT6 = `${LAN6}:2`;

/** Uplinks as `network` has them; the host's link to the LAN is "lan". */
export async function gatewayNetwork(lab: Lab, uplinks = 3): Promise<GatewayNetwork> {
  const net = network(lab, { uplinks });
  const client = lab.host("client");
  lab.veth(net.laptop, "lan", client, "lan");
  net.laptop.ipBatch(`addr add ${LAN4}.1/24 dev lan\naddr add ${LAN6}:1/64 dev lan`);
  client.ipBatch(`
    addr add ${CLIENT4}/24 dev lan
    addr add ${CLIENT6}/64 dev lan
    route add default via ${LAN4}.1
    route add default via ${LAN6}:1
  `);
  const [inside, outside] = [talker(client), talker(net.server)];
  await outside.listen(SERVER4, PORT);
  await outside.listen(SERVER6, PORT);
  return { ...net, client, inside, outside };
}

/** A configuration with uplinks u1, u2, … in tables 1000, 2000, … and the gateway for the LAN. */
export function gatewayConfig(uplinks = 3, more = ""): string {
  const each = Array.from(
    { length: uplinks },
    (_, at) => `[[uplink]]\ninterface = "u${at + 1}"\ntable = ${(at + 1) * 1000}\nweight = 1\n`,
  );
  return `${each.join("")}[gateway]\nenabled = true\ninside = ["lan"]\n${more}`;
}

/** Starts the program and waits until the host forwards. */
export async function startGateway({ laptop }: Network, config = gatewayConfig()): Promise<Daemon> {
  const daemon = laptop.daemon([], { config });
  await forwards(laptop);
  return daemon;
}

export const forwards = (host: Host, link = "lan"): Promise<void> =>
  eventually(() => {
    assert.equal(sysctlOf(host, `net/ipv4/conf/${link}/forwarding`), "1");
    assert.match(table(host), /snat/);
    assert.match(host.ip("rule show"), /fwmark/);
  });

export const sysctlOf = (host: Host, path: string): string => host.exec("cat", `/proc/sys/${path}`).trim();

/** Our table as nft(8) lists it; empty where there is none. */
export function table(host: Host): string {
  const all = host.exec("nft", "--stateless", "list", "tables");
  return all.includes("table inet multihomed\n") ? host.exec("nft", "-s", "list", "table", "inet", "multihomed") : "";
}

/** The mark of each uplink, by the number of its link: from the rules, which is where packets find it. */
export function markOf(host: Host, link: string): number {
  const number = Number(/\d+$/.exec(link)?.[0]) * 1000;
  const [, mark = ""] =
    new RegExp(`fwmark (0x[0-9a-f]+)/0x[0-9a-f]+ lookup ${number} `).exec(host.ip("rule show")) ?? [];
  return Number(mark);
}

export interface Tracked {
  readonly protocol: string;
  /** Of the first packet. */
  readonly from: string;
  readonly to: string;
  readonly port: number;
  /** Where replies go: what the source was translated to. */
  readonly translated: string;
  /** Where replies come from: what the destination was translated to. */
  readonly by: string;
  readonly mark: number;
}

/** What the host tracks of TCP and UDP, in one family. */
export function tracked(host: Host, family: 4 | 6 = 4): Tracked[] {
  return host
    .exec("conntrack", "-L", "-f", `ipv${family}`)
    .split("\n")
    .flatMap((line) => {
      const [protocol = ""] = line.split(/\s+/);
      if (protocol !== "tcp" && protocol !== "udp") return [];
      const [from = "", by = ""] = [...line.matchAll(/src=(\S+)/g)].map(([, address]) => address ?? "");
      const [to = "", translated = ""] = [...line.matchAll(/dst=(\S+)/g)].map(([, address]) => address ?? "");
      const port = Number(/sport=(\d+)/.exec(line)?.[1]);
      return [{ protocol, from, to, port, translated, by, mark: Number(/mark=(\d+)/.exec(line)?.[1] ?? 0) }];
    });
}

/** Every packet that left by an uplink so far had an address of that uplink. */
export function onlyOwnSources({ laptop }: Network): void {
  const strangers = Object.keys(sentPackets(laptop)).filter((line) => {
    const [link = "", source = ""] = line.split(" ");
    const number = /^u(\d+)$/.exec(link)?.[1];
    return number !== undefined && !source.startsWith(`10.${number}.`) && !/^(fd00:|fe80:|ff)/.test(source);
  });
  assert.deepEqual(strangers, []);
}

/** Makes an uplink the best one of main, without a moment in which there is none. */
export function prefer({ laptop, uplinks }: Network, number: number): void {
  const others = uplinks.filter((_, at) => at + 1 !== number);
  for (const uplink of others) setMetric(laptop, uplink, uplink.metric);
  for (const uplink of uplinks.slice(number - 1, number)) setMetric(laptop, uplink, BEST);
}

const BEST = 10;

function setMetric(laptop: Host, { link, gateway4, gateway6 }: UplinkNetwork, wanted: number): void {
  const there = Number(/metric (\d+)/.exec(laptop.ip("-4 route show default dev", link))?.[1] ?? wanted);
  if (there === wanted) return;
  for (const [family, router] of [
    ["-4", gateway4],
    ["-6", gateway6],
  ] as const) {
    laptop.ip(family, "route add default via", router, "dev", link, `metric ${wanted}`);
    laptop.ip(family, "route del default via", router, "dev", link, `metric ${there}`);
  }
}

/** A peer's answer is "ADDRESS PORT". */
export const addressIn = (answer: string | undefined): string | undefined => answer?.split(" ")[0];
