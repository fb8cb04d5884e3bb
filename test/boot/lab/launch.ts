// The processes of one boot: launch.sh, systemd-nspawn, and the machine's first process.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { eventually, within } from "../../kernel/lab/index.ts";
import { groupFolders } from "./cgroups.ts";
import type { Disk } from "./disk.ts";
import { run } from "./enter.ts";

export interface Boot {
  readonly leader: number;
  /** Resolves when the machine has ended and nothing of it is left. */
  readonly ended: Promise<unknown>;
  /** What it has written to its console. */
  console(): string;
  kill(): Promise<void>;
}

const LAUNCH = fileURLToPath(new URL("launch.sh", import.meta.url));
const BOOT_TIMEOUT = 60_000;
const END_TIMEOUT = 15_000;

/** Boots until systemd says that it is up; throws with what has failed where anything has. */
export async function launch(namespace: string, disk: Disk): Promise<Boot> {
  const consoleFile = join(disk.folder, "console");
  const output = openSync(consoleFile, "a");
  const cgroups = groupFolders(readFileSync("/proc/self/cgroup", "utf8")).map((folder) => join(folder, namespace));
  const args = [LAUNCH, namespace, disk.lower, disk.folder, ...cgroups, "--"];
  const child = spawn("sh", args, { stdio: ["ignore", output, output], detached: true });
  closeSync(output);
  const ended = once(child, "exit");
  const console = () => readFileSync(consoleFile, "utf8");

  const started = performance.now();
  const left = () => Math.max(0, BOOT_TIMEOUT - (performance.now() - started));
  const alive = () => {
    if (child.exitCode !== null) throw new Error(`the machine has ended while it booted:\n${console()}`);
  };
  const leader = await eventually(() => firstProcess(namespace), { timeout: left(), interval: 50 });
  await eventually(
    () => {
      alive();
      upAndRunning(leader);
    },
    { timeout: left(), interval: 100 },
  );
  return {
    leader,
    ended,
    console,
    async kill() {
      if (child.exitCode !== null) return;
      process.kill(leader, "SIGKILL");
      await within(END_TIMEOUT, "end of the killed machine", ended);
    },
  };
}

/** The process in this network namespace that is number 1 in a namespace of its own. */
function firstProcess(namespace: string): number {
  const { stdout } = spawnSync("ip", ["netns", "pids", namespace], { encoding: "utf8" });
  const leader = stdout.split("\n").find((pid) => pid !== "" && /^NSpid:.*\t1$/m.test(status(pid)));
  if (leader === undefined) throw new Error("the machine has no first process yet");
  return Number(leader);
}

function status(pid: string): string {
  return existsSync(`/proc/${pid}`) ? readFileSync(`/proc/${pid}/status`, "utf8") : "";
}

function upAndRunning(leader: number): void {
  const state = run({ leader }, ["systemctl", "is-system-running"]).stdout.trim();
  if (state === "running") return;
  const failed = state === "degraded" ? run({ leader }, ["systemctl", "--failed", "--no-legend"]).stdout : "";
  throw new Error(`the machine is ${state || "not up"}, not running\n${failed}`);
}
