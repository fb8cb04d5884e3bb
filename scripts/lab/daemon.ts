// dist/multihomed as a process in a host, and what of it is in the kernel.
import { type ChildProcess, execFileSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { PROTOCOL_MULTIHOMED } from "../../common/numbers.ts";
import type { Host } from "./host.ts";

/** MULTIHOMED names another one, as for the tests. */
export const PROGRAM = process.env.MULTIHOMED ?? fileURLToPath(new URL("../../dist/multihomed", import.meta.url));
const EXIT_TIMEOUT = 20_000;

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class Daemon {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #log: string;
  readonly #exit: Promise<Exit>;

  /** `command` is a program with its options; what it prints goes to the file `log`. */
  constructor(host: Host, command: readonly string[], log: string, env: NodeJS.ProcessEnv = {}) {
    const output = openSync(log, "a");
    const stdio = ["ignore", output, output] as const;
    this.#child = host.start(command, { stdio: [...stdio], env: { ...process.env, NODE_OPTIONS: "", ...env } });
    closeSync(output);
    this.#log = log;
    this.#exit = once(this.#child, "exit").then(([code, signal]) => ({ code, signal }) as Exit);
    this.#exit.catch(() => {}); // a program that is not there: told by whoever waits for its work
    this.pid = this.#child.pid ?? -1;
  }

  get running(): boolean {
    return this.#child.pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The last lines that it printed. */
  get said(): string {
    return readFileSync(this.#log, "utf8").trimEnd().split("\n").slice(-20).join("\n");
  }

  /** Sends the signal and resolves with the end of the process, after a SIGKILL if need be. */
  async end(signal: NodeJS.Signals): Promise<Exit> {
    this.#child.kill(signal);
    const patience = setTimeout(() => this.#child.kill("SIGKILL"), EXIT_TIMEOUT);
    return this.#exit.finally(() => clearTimeout(patience));
  }
}

/** Ends the script where there is nothing to run. */
export function requireProgram(): void {
  if (existsSync(PROGRAM)) return;
  console.error("dist/multihomed is missing; please type: npm run build");
  process.exit(1);
}

/** The version of our program, as it says itself. */
export function programVersion(): string {
  return execFileSync(PROGRAM, ["--version"], { encoding: "utf8", timeout: 10_000 }).trim();
}

/** Every rule and route that carries our protocol number, as ip(8) prints them. */
export function ours(host: Host): string[] {
  const protocol = String(PROTOCOL_MULTIHOMED);
  const marked = (line: string) => new RegExp(`proto (${protocol}|multihomed)( |$)`).test(line);
  return ["-4 rule", "-6 rule", "-4 route show table all", "-6 route show table all"]
    .flatMap((command) => host.run("ip", "-details", ...command.split(" ")).split("\n"))
    .filter(marked)
    .map((line) => line.trim());
}

/** Asks again until the answer is true; false after `timeout` milliseconds. */
export async function eventually(condition: () => boolean, timeout = 5000): Promise<boolean> {
  const deadline = performance.now() + timeout;
  while (!condition()) {
    if (performance.now() > deadline) return false;
    await sleep(10);
  }
  return true;
}
