// Real packets: echo requests from given source addresses, counted where they arrive.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Host } from "../lab/host.ts";
import { type Network, SERVER4, SERVER6, type Uplink } from "./network.ts";

export interface Counts {
  readonly source: string;
  readonly sent: number;
  /** Echo requests of this source that reached the router of the uplink. */
  readonly byCable: number;
  readonly byWireless: number;
  readonly answered: number;
}

/** Sends `packets` echo requests from every source to the server, all sources at the same time. */
export async function measure(network: Network, sources: readonly string[], packets = 5): Promise<Counts[]> {
  reset(network.cable.router);
  reset(network.wireless.router);
  const answered = await Promise.all(
    sources.map((source) => answers(startPing(network.laptop, source, packets, 0.02))),
  );
  const [byCable, byWireless] = [arrived(network.cable), arrived(network.wireless)];
  return sources.map((source, index) => ({
    source,
    sent: packets,
    byCable: byCable.get(source) ?? 0,
    byWireless: byWireless.get(source) ?? 0,
    answered: answered[index] ?? 0,
  }));
}

/** Echo requests every `interval` seconds, in the background. */
export function startPing(laptop: Host, source: string, packets: number, interval: number): ChildProcess {
  const server = source.includes(":") ? SERVER6 : SERVER4;
  const options = ["-n", "-q", "-c", `${packets}`, "-i", `${interval}`, "-W", "0.3"];
  return laptop.start(["ping", ...options, "-I", source, server], { stdio: ["ignore", "pipe", "ignore"] });
}

/** How many of its requests were answered, when it has ended. */
export async function answers(ping: ChildProcess): Promise<number> {
  let output = "";
  ping.stdout?.on("data", (text: Buffer) => {
    output += text.toString();
  });
  await once(ping, "close");
  return Number(/ (\d+) received/.exec(output)?.[1] ?? 0);
}

function arrived(uplink: Uplink): Map<string, number> {
  const text = uplink.router.run("nft", "list", "table", "inet", "demo");
  const elements = text.matchAll(/([0-9a-f.:]+) counter packets (\d+)/g);
  return new Map([...elements].map(([, source, packets]) => [source ?? "", Number(packets)]));
}

function reset(router: Host): void {
  router.nft("flush set inet demo seen4\nflush set inet demo seen6");
}
