// A host in a network namespace, named in our own /run/netns: ip(8), nft(8) and programs inside it.
import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from "node:child_process";
import { DIES_WITH_US } from "./private.ts";

/** No call of ip or nft takes longer, 1,000,000 routes included. */
const CALL_TIMEOUT = 120_000;
const OUTPUT_MAX = 1 << 30;

export interface HostOptions {
  readonly forwards?: boolean;
}

export class Host {
  readonly name: string;
  readonly #enter: readonly [string, ...string[]];

  /** Makes the namespace; it goes with the script. Duplicate address detection is off, for speed. */
  constructor(name: string, options: HostOptions = {}) {
    this.name = name;
    // Not `ip -n`: that mounts /sys anew, which not every user namespace may.
    this.#enter = ["nsenter", `--net=/run/netns/${name}`];
    call(["ip", "netns", "add", name]);
    const forward = options.forwards ? 1 : 0;
    this.run("sysctl", "-qw", "net.ipv6.conf.all.accept_dad=0", "net.ipv6.conf.default.accept_dad=0");
    this.run("sysctl", "-qw", "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.default.rp_filter=0");
    this.run("sysctl", "-qw", `net.ipv4.ip_forward=${forward}`, `net.ipv6.conf.all.forwarding=${forward}`);
    this.batch("link set lo up");
  }

  /** Runs a program to its end and returns its standard output; throws where it fails. */
  run(...command: string[]): string {
    return call([...this.#enter, ...command]);
  }

  /** One ip command a line. */
  batch(commands: string): void {
    call([...this.#enter, "ip", "-batch", "-"], commands);
  }

  remove(): void {
    call(["ip", "netns", "delete", this.name]);
  }

  nft(ruleset: string): void {
    call([...this.#enter, "nft", "-f", "-"], ruleset);
  }

  /** What `ip -json` prints: [] for nothing. */
  json<T>(command: string): T[] {
    return JSON.parse(this.run("ip", "-json", ...command.split(" ")) || "[]") as T[];
  }

  /** Starts a program; the process is the program's own. */
  start(command: readonly string[], options: SpawnOptions = {}): ChildProcess {
    const [enter, ...words] = [...this.#enter, ...DIES_WITH_US, ...command] as [string, ...string[]];
    return spawn(enter, words, options);
  }
}

/** A cable between two hosts, plugged in and up at both ends. */
export function cable(a: Host, linkA: string, b: Host, linkB: string): void {
  a.batch(`link add ${linkA} type veth peer name ${linkB} netns ${b.name}\nlink set ${linkA} up`);
  b.batch(`link set ${linkB} up`);
}

function call(command: readonly [string, ...string[]], input = ""): string {
  const [program, ...args] = command;
  const options = { input, encoding: "utf8", timeout: CALL_TIMEOUT, maxBuffer: OUTPUT_MAX } as const;
  const { status, stdout, stderr, error } = spawnSync(program, args, options);
  if (status === 0) return stdout;
  throw new Error(`${command.join(" ")}: ${error?.message ?? (stderr.trim() || `exit ${status}`)}`);
}
