// A fresh network namespace with one uplink, u1, and as many routes on it as a measurement needs.
import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Host } from "../lab/host.ts";

/** Routes of the uplink before any are added: its subnet and its default. */
export const OWN_ROUTES = 2;
const ROUTER = "10.1.0.1";

let grounds = 0;

export class Ground {
  readonly host: Host;
  /** A process that lives in the namespace, so that its /proc/PID/net is this namespace's. */
  readonly #anchor: number;

  constructor() {
    grounds += 1;
    this.host = new Host(`bench${grounds}`);
    this.host.batch(`link add u1 type veth peer name router
      link set router up
      link set u1 up
      addr add 10.1.0.2/24 dev u1
      route add default via ${ROUTER} dev u1 metric 100`);
    this.#anchor = this.host.start(["sleep", "infinity"], { stdio: "ignore" }).pid ?? -1;
  }

  /** Runs ip -batch on a file and returns its milliseconds. */
  timeBatch(file: string): number {
    const since = performance.now();
    this.host.run("ip", "-batch", file);
    return performance.now() - since;
  }

  /** IPv4 routes in a table, as the kernel counts them: far cheaper than a dump. */
  count(table: number | "Main"): number {
    const statistics = readFileSync(`/proc/${this.#anchor}/net/fib_triestat`, "utf8");
    const heading = table === "Main" ? "Main:" : `Id ${table}:`;
    const section = statistics.split(/^(?=\S)/m).find((text) => text.startsWith(heading)) ?? "";
    return Number(/Prefixes:\s+(\d+)/.exec(section)?.[1] ?? 0);
  }

  /** Routes by u1 in a table, as text without what may differ between the main table and its copy. */
  routes(table: number | "main"): string {
    const lines = this.host.run("ip", "-N", "route", "show", "table", `${table}`, "dev", "u1").split("\n");
    return lines
      .map((line) => line.replace(/ proto \S+/, "").trim())
      .sort()
      .join("\n");
  }

  /** Removes everything, and waits until the kernel has: its work must not disturb the next measurement. */
  async remove(): Promise<void> {
    this.host.batch("link del u1");
    process.kill(this.#anchor);
    this.host.remove();
    await sleep(500);
  }
}

/** Writes a file for ip -batch with one line for each of the numbers from..to-1. */
export function batchFile(name: string, from: number, to: number, line: (prefix: string, i: number) => string): string {
  const file = `/run/${name}.batch`;
  const lines: string[] = [];
  for (let i = from; i < to; i += 1) lines.push(line(prefix(i), i));
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}

/** A route by the uplink's router, with its table where that is not the main table. */
export function route(prefix: string, table?: number): string {
  return `${prefix} via ${ROUTER} dev u1${table === undefined ? "" : ` table ${table}`}`;
}

/** The i-th of some millions of host prefixes in 10.128.0.0/9. */
function prefix(i: number): string {
  return `10.${128 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}/32`;
}
