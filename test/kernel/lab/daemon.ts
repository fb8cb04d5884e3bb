// The program under test as a black box: dist/multihomed, its signals, what it says and how it ends.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { within } from "./eventually.ts";
import type { Host } from "./host.ts";
import { ours } from "./state.ts";

/** MULTIHOMED names another one to test, such as an installed package's. */
export const PROGRAM = process.env.MULTIHOMED ?? fileURLToPath(new URL("../../../dist/multihomed", import.meta.url));
const EXIT_TIMEOUT = 10_000;
const QUIET = 150;

export interface DaemonOptions {
  /** The text of the file that it is started with; by default an empty one, so that no file of the machine counts. */
  readonly config?: string;
  /** The name of that file: what does not end in .toml is read as DynMHS's. */
  readonly configName?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Where it serves D-Bus; by default nowhere. */
  readonly bus?: string;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface Outcome extends Exit {
  readonly stdout: string;
  readonly stderr: string;
}

export interface Daemon {
  readonly pid: number;
  /** What it has written to standard error so far. */
  readonly stderr: string;
  readonly exited: Promise<Exit>;
  /** Undefined while it runs. */
  readonly exit: Exit | undefined;
  /** The file of its `config`, to be written again before a SIGHUP. */
  readonly configFile: string;
  signal(signal: NodeJS.Signals): void;
  /** SIGTERM; throws unless it then ends with 0. */
  stop(): Promise<void>;
  kill9(): Promise<void>;
  /**
   * Resolves to itself when something of multihomed is in the kernel and has not changed for a moment. After a restart
   * that is so from the beginning: wait for something that only the new process does before.
   */
  converged(): Promise<Daemon>;
}

export function startDaemon(host: Host, args: readonly string[], options: DaemonOptions): Daemon {
  const configFile = host.lab.file(options.configName ?? "multihomed.toml", options.config ?? "");
  const run = start(host, ["--bus", options.bus ?? "none", "-C", configFile, ...args], options.env);
  const daemon: Daemon = {
    pid: run.child.pid ?? -1,
    exited: run.exited,
    configFile,
    get stderr() {
      return run.stderr();
    },
    get exit() {
      return run.exit();
    },
    signal: (signal) => void run.child.kill(signal),
    async stop() {
      run.child.kill("SIGTERM");
      const { code, signal } = await within(EXIT_TIMEOUT, "end of multihomed after SIGTERM", run.exited);
      if (code !== 0) throw new Error(`multihomed ended with ${signal ?? code} after SIGTERM:\n${run.stderr()}`);
    },
    async kill9() {
      run.child.kill("SIGKILL");
      await run.exited;
    },
    async converged() {
      await settled(host);
      return daemon;
    },
  };
  host.lab.daemons.push(daemon);
  return daemon;
}

/** `by`: a command that executes the program, such as setpriv. */
export async function runDaemon(host: Host, args: readonly string[], by: readonly string[] = []): Promise<Outcome> {
  const run = start(host, args, {}, by);
  const exit = await within(EXIT_TIMEOUT, `end of multihomed ${args.join(" ")}`, run.exited).finally(() => {
    run.child.kill("SIGKILL");
  });
  return { ...exit, stdout: run.stdout(), stderr: run.stderr() };
}

interface Run {
  readonly child: ChildProcess;
  readonly exited: Promise<Exit>;
  exit(): Exit | undefined;
  stdout(): string;
  stderr(): string;
}

// Output goes to files: a pipe would be full, and the daemon would wait, while the test waits for ip.
function start(
  host: Host,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  by: readonly string[] = [],
): Run {
  const folder = host.lab.folder();
  const files = [join(folder, "stdout"), join(folder, "stderr")] as const;
  const [stdout, stderr] = [openSync(files[0], "w"), openSync(files[1], "w")];
  // `ip netns exec` replaces itself with the program, so the process is the daemon's.
  const child = spawn("ip", ["netns", "exec", host.namespace, ...by, PROGRAM, ...args], {
    stdio: ["ignore", stdout, stderr],
    env: { ...process.env, STATE_DIRECTORY: folder, RUNTIME_DIRECTORY: host.runtimeDirectory, ...env },
  });
  closeSync(stdout);
  closeSync(stderr);
  let exit: Exit | undefined;
  const exited = once(child, "exit").then(([code, signal]) => {
    exit = { code: code as Exit["code"], signal: signal as Exit["signal"] };
    return exit;
  });
  return {
    child,
    exited,
    exit: () => exit,
    stdout: () => readFileSync(files[0], "utf8"),
    stderr: () => readFileSync(files[1], "utf8"),
  };
}

async function settled(host: Host): Promise<void> {
  const deadline = performance.now() + EXIT_TIMEOUT;
  let [before, since] = ["", performance.now()];
  while (performance.now() < deadline) {
    const now = ours(host).join("\n");
    if (now !== before) [before, since] = [now, performance.now()];
    else if (now !== "" && performance.now() - since > QUIET) return;
    await sleep(20);
  }
  throw new Error(`not settled after ${EXIT_TIMEOUT} ms:\n${before || "nothing of multihomed in the kernel"}`);
}
