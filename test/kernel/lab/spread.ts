// Where the packets of programs that bind to nothing go: a laptop that sends to many destinations, all of them the
// server's, and routers that count by flow what they let through.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { eventually, within } from "./eventually.ts";
import type { Family, Host } from "./host.ts";
import type { Lab } from "./lab.ts";
import { type Network, network, type UplinkNetwork } from "./network.ts";

/** Discard (RFC 863). */
const PORT = 9;
const PREFIX4 = "198.18.0.0/15";
const PREFIX6 = "2001:db8:aaaa::/48";

export interface Spread extends Network {
  /** Sends one packet of each flow; those that could not be sent, and why. */
  send(flows: readonly Flow[]): Promise<Record<string, string>>;
}

/** "SOURCE-PORT DESTINATION", sent by a socket of its own; behind it " connected", or " from ADDRESS" to be bound to. */
export type Flow = string;

export function spread(lab: Lab, uplinks = 2): Spread {
  const net = network(lab, { uplinks });
  net.server.ip("route add local", PREFIX4, "dev lo");
  net.server.ip("-6 route add local", PREFIX6, "dev lo");
  for (const { router, routerLink } of net.uplinks) {
    // Or the router has no address any more when its cable is plugged in again.
    router.exec("sysctl", "-qw", `net.ipv6.conf.${routerLink}.keep_addr_on_down=1`);
    // Behind the chain that drops what has another uplink's source.
    router.nft(`table inet flows {
      set four { type inet_service . ipv4_addr; flags dynamic; size 65535; }
      set six { type inet_service . ipv6_addr; flags dynamic; size 65535; }
      chain forward {
        type filter hook forward priority 10
        iifname ${routerLink} udp dport ${PORT} update @four { udp sport . ip daddr }
        iifname ${routerLink} udp dport ${PORT} update @six { udp sport . ip6 daddr }
      }
    }`);
  }
  // The same choice in every run, where the kernel lets it be said (Linux 6.11). Else a share may be off by chance: of
  // 1,000 destinations by 5 points once in 600 runs.
  net.laptop.exec("sysctl", "-qew", "net.ipv4.fib_multipath_hash_seed=4711");
  const send = sender(net.laptop);
  return { ...net, send };
}

/** The destination of this number, from 0 on. */
export const destination = (family: Family, n: number): string =>
  family === 4 ? `198.18.${n >> 8}.${n & 255}` : `2001:db8:aaaa::${(n + 1).toString(16)}`;

export const destinations = (family: Family, count: number, port = 20_000): Flow[] =>
  Array.from({ length: count }, (_, n) => `${port} ${destination(family, n)}`);

/** Which flows each router let through since it was asked last; waits until it is `count` in all. */
export async function wentBy({ uplinks }: Network, count: number): Promise<Record<string, Flow[]>> {
  const flows = await eventually(() => {
    const seen = uplinks.map((uplink) => [uplink.link, flowsOf(uplink)] as const);
    const all = seen.reduce((sum, [, each]) => sum + each.length, 0);
    if (all !== count) throw new Error(`${all} of ${count} flows went by the routers`);
    return seen;
  });
  for (const { router } of uplinks)
    for (const set of ["four", "six"]) router.exec("nft", "flush", "set", "inet", "flows", set);
  return Object.fromEntries(flows);
}

/** Sends, and says by which link each flow went; those that did not arrive by none. */
export async function links(net: Spread, flows: readonly Flow[]): Promise<Map<Flow, string>> {
  await net.send(flows);
  const by = await wentBy(net, flows.length);
  return new Map(Object.entries(by).flatMap(([link, each]) => each.map((flow) => [flow, link] as const)));
}

interface Listing {
  readonly nftables: readonly { readonly set?: { readonly elem?: readonly { readonly concat: [number, string] }[] } }[];
}

function flowsOf({ router }: UplinkNetwork): Flow[] {
  return ["four", "six"].flatMap((set) => {
    const listing = JSON.parse(router.exec("nft", "-j", "list", "set", "inet", "flows", set)) as Listing;
    return listing.nftables.flatMap(({ set: its }) => its?.elem ?? []).map(({ concat }) => concat.join(" "));
  });
}

/** As it runs inside: lists of flows come, and answers go, as JSON, one a line. Sockets stay open. */
const SCRIPT = `
const dgram = require("node:dgram");
const sockets = new Map();
const socketOf = (flow) => {
  const [port, to, how, address] = flow.split(" ");
  const known = sockets.get(flow);
  if (known) return known;
  const socket = dgram.createSocket({ type: to.includes(":") ? "udp6" : "udp4", reuseAddr: true });
  socket.on("error", () => {});
  const opened = new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.bind({ port: Number(port), address: how === "from" ? address : undefined }, () => {
      if (how !== "connected") return resolve(socket);
      socket.connect(${PORT}, to, (error) => (error ? reject(error) : resolve(socket)));
    });
  });
  sockets.set(flow, opened);
  return opened;
};
const send = async (flow) => {
  const socket = await socketOf(flow);
  const [, to, how] = flow.split(" ");
  const where = how === "connected" ? [] : [${PORT}, to];
  await new Promise((resolve, reject) => socket.send("x", ...where, (error) => (error ? reject(error) : resolve())));
};
require("node:readline").createInterface({ input: process.stdin }).on("line", async (line) => {
  const failed = {};
  for (const flow of JSON.parse(line)) await send(flow).catch((error) => { failed[flow] = error.code ?? String(error); });
  process.stdout.write(JSON.stringify(failed) + "\\n");
}).on("close", () => process.exit());
`;

function sender(host: Host): Spread["send"] {
  const child = spawn("ip", ["netns", "exec", host.namespace, process.execPath, "-e", SCRIPT]);
  child.stderr.resume();
  child.stdin.on("error", () => {}); // it was ended with its namespace
  host.lab.onEnd(() => child.kill("SIGKILL"));
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return async (flows) => {
    child.stdin.write(`${JSON.stringify(flows)}\n`);
    const { value } = await within(10_000, `sending ${flows.length} packets`, answers.next());
    return JSON.parse(value ?? "{}") as Record<string, string>; // of the program above
  };
}
