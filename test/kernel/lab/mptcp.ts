// MPTCP's endpoints and limits in the kernel, in the words of ip-mptcp(8), and a watch over endpoints without a rule.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Host } from "./host.ts";

export interface EndpointRecord {
  readonly address: string;
  readonly id: number;
  readonly dev?: string;
  readonly port?: number;
  /** Hexadecimal: those that this ip(8) has no word for. */
  readonly rawflags?: string;
}

const FLAGS = ["signal", "subflow", "backup", "fullmesh"] as const;
/** MPTCP_PM_ADDR_FLAG_IMPLICIT: the kernel made it itself. */
const IMPLICIT = 0x10;

export const endpointRecords = (host: Host): EndpointRecord[] => host.json<EndpointRecord[]>("mptcp endpoint show");

/** For example "10.1.0.2 dev u1 subflow backup", sorted; ids are left out. */
export const endpoints = (host: Host): string[] => endpointRecords(host).map(endpointText).sort();

function endpointText(endpoint: EndpointRecord): string {
  const { address, dev, port } = endpoint;
  const isImplicit = "implicit" in endpoint || Number.parseInt(endpoint.rawflags ?? "0", 16) & IMPLICIT;
  const flags = [...FLAGS.filter((flag) => flag in endpoint), isImplicit && "implicit"];
  return [address, dev && `dev ${dev}`, port && `port ${port}`, ...flags].filter((word) => word).join(" ");
}

/** "subflows 2 accepted 0": this ip(8) has no JSON for them. */
export function limits(host: Host): string {
  const [, accepted, subflows] = /add_addr_accepted (\d+) subflows (\d+)/.exec(host.ip("mptcp limits show")) ?? [];
  return `subflows ${subflows} accepted ${accepted}`;
}

/** A configuration that has uplinks u1, u2, … of tables 1000, 2000, … with these flags each. */
export const uplinksWith = (...flags: readonly (readonly string[])[]): string =>
  flags
    .map((some, at) => {
      const words = JSON.stringify(some);
      return `[[uplink]]\ninterface = "u${at + 1}"\ntable = ${(at + 1) * 1000}\nmptcp = ${words}\n`;
    })
    .join("\n");

/** So many looks take about 0.7 s. */
const LOOKS = 50_000;

/**
 * Looks at endpoints and IPv4 rules in turns, some ten thousand times a second, while `act` goes on again and again; at
 * how many different pictures it looked, and which addresses were seen as endpoints between two looks that found no rule.
 */
export async function watchEndpoints(host: Host, act: () => void): Promise<{ pictures: number; bare: Set<string> }> {
  const folder = host.lab.folder();
  const [commands, answers] = [join(folder, "commands"), join(folder, "answers")];
  writeFileSync(commands, "rule show\nmptcp endpoint show\n".repeat(LOOKS));
  const [input, output] = [openSync(commands, "r"), openSync(answers, "w")];
  const child = spawn("ip", ["-n", host.namespace, "-json", "-batch", "-"], { stdio: [input, output, "ignore"] });
  host.lab.onEnd(() => child.kill("SIGKILL"));
  for (const descriptor of [input, output]) closeSync(descriptor);
  const ended = once(child, "exit");
  let over = false;
  ended.then(() => {
    over = true;
  });
  while (!over) {
    act();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return judge(readFileSync(answers, "utf8").split("\n"));
}

function judge(lines: readonly string[]): { pictures: number; bare: Set<string> } {
  const bare = new Set<string>();
  let pictures = 0;
  for (let at = 0; at + 2 < lines.length; at += 2) {
    const [before = "", there = "", after = ""] = lines.slice(at, at + 3);
    if (at > 0 && (before !== lines[at - 2] || there !== lines[at - 1])) pictures++;
    // Both looks: in between, an endpoint may have come with its rule, or gone with it.
    for (const { address } of JSON.parse(there || "[]") as EndpointRecord[]) {
      const rule = `"src":"${address}"`;
      if (!before.includes(rule) && !after.includes(rule) && !address.includes(":")) bare.add(address);
    }
  }
  return { pictures, bare };
}
