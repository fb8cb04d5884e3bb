// One network namespace as a host: ip(8), sysctl and programs inside it. The calls of ip are synchronous and bounded,
// so that a test reads as a list of steps.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { type Daemon, type DaemonOptions, type Outcome, runDaemon, startDaemon } from "./daemon.ts";
import type { Lab } from "./lab.ts";
import { type Monitor, startMonitor } from "./monitor.ts";

export type Family = 4 | 6;

const CALL_TIMEOUT = 60_000;
const OUTPUT_MAX = 1 << 30;

export class Host {
  readonly lab: Lab;
  /** The name of the network namespace. */
  readonly namespace: string;
  /** What multihomed inside keeps until the next boot, from one start to the next. */
  readonly runtimeDirectory: string;

  constructor(lab: Lab, namespace: string) {
    this.lab = lab;
    this.namespace = namespace;
    this.runtimeDirectory = lab.folder();
  }

  /** Words may come apart or together: `ip("link set", name, "down")`. */
  ip(...words: string[]): string {
    return call("ip", ["-n", this.namespace, ...split(words)]);
  }

  /** One ip command a line; the first that fails ends it. Only rules and routes without an address need the family. */
  ipBatch(commands: string, family?: Family): void {
    const option = family === undefined ? [] : [`-${family}`];
    call("ip", ["-n", this.namespace, ...option, "-batch", "-"], commands);
  }

  json<T>(...words: string[]): T {
    return JSON.parse(this.ip("-json -details", ...words) || "[]") as T; // ip prints nothing for an empty table
  }

  /** Runs a program to its end inside and returns its standard output; throws where it fails. */
  exec(program: string, ...args: string[]): string {
    return call("ip", ["netns", "exec", this.namespace, program, ...args]);
  }

  /** Runs a program beside the test, until the test ends at the latest. */
  spawn(program: string, ...args: string[]): ChildProcess {
    const child = spawn("ip", ["netns", "exec", this.namespace, program, ...args], { stdio: "ignore" });
    child.on("error", () => {}); // its absence is a requirement that the test has named
    return child;
  }

  /** Applies nftables rules. */
  nft(ruleset: string): void {
    call("ip", ["netns", "exec", this.namespace, "nft", "-f", "-"], ruleset);
  }

  sysctl(key: string, value: number | string): void {
    this.exec("sysctl", "-qw", `${key}=${value}`);
  }

  /** Whether one echo request from `source` is answered within a second. */
  async ping(source: string, destination: string): Promise<boolean> {
    const child = this.spawn("ping", "-n", "-q", "-c1", "-W1", "-I", source, destination);
    const [code] = await once(child, "exit");
    return code === 0;
  }

  /** Starts multihomed inside, in the foreground without a bus. */
  daemon(args: readonly string[], options: DaemonOptions = {}): Daemon {
    return startDaemon(this, args, options);
  }

  /** Runs multihomed with exactly these arguments until it ends by itself. */
  multihomed(...args: string[]): Promise<Outcome> {
    return runDaemon(this, args);
  }

  /** The same as root without some capabilities, such as "net_admin". */
  multihomedWithout(capabilities: readonly string[], ...args: string[]): Promise<Outcome> {
    return runDaemon(this, args, ["setpriv", `--bounding-set=${capabilities.map((name) => `-${name}`).join(",")}`]);
  }

  /** The same, run by a command that executes what follows it, such as unshare. */
  multihomedBy(command: readonly string[], ...args: string[]): Promise<Outcome> {
    return runDaemon(this, args, command);
  }

  /** Records every change of rules and routes from now on, and of what else is named, such as "nexthop". */
  monitor(...more: string[]): Promise<Monitor> {
    return startMonitor(this, more);
  }
}

function split(words: readonly string[]): string[] {
  return words.flatMap((word) => word.split(/\s+/)).filter((word) => word !== "");
}

function call(program: string, args: readonly string[], input = ""): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    input,
    encoding: "utf8",
    timeout: CALL_TIMEOUT,
    maxBuffer: OUTPUT_MAX,
  });
  if (status === 0) return stdout;
  throw new Error(`${program} ${args.join(" ")}: ${error?.message ?? (stderr.trim() || `exit ${status}`)}`);
}
