// Running a program inside a machine: in all namespaces of its first process, with an environment of its own.
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";

export interface Entrance {
  /** The machine's process 1, as the process number outside. */
  readonly leader: number;
  /** The folders of the cgroups to be in. By what is here, polkit and logind know whose session a process is in. */
  readonly cgroups?: readonly string[];
  /** By default root. */
  readonly user?: string;
}

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const TIMEOUT = 60_000;
const OUTPUT_MAX = 1 << 28;

// The cgroups are entered from outside: from inside, a process may only move between cgroups that it can see.
const SCRIPT =
  'for group in $CGROUPS; do echo 0 >"$group/cgroup.procs" || exit; done; unset CGROUPS; exec nsenter "$@"';

/** Runs it to its end; throws only where it does not end in time. */
export function run(entrance: Entrance, command: readonly string[], input: string | Buffer = ""): Outcome {
  const { args, env } = wrapped(entrance, command);
  const options = { input, env, cwd: "/", timeout: TIMEOUT, killSignal: "SIGKILL", maxBuffer: OUTPUT_MAX } as const;
  const { status, stdout, stderr, error } = spawnSync("sh", args, { encoding: "utf8", ...options });
  if (error !== undefined) throw new Error(`${command.join(" ")}: ${error.message}\n${stdout}${stderr}`);
  return { status, stdout, stderr };
}

/** Starts it with pipes for its input and output; it ends with the machine at the latest. */
export function start(entrance: Entrance, command: readonly string[]): ChildProcessWithoutNullStreams {
  const { args, env } = wrapped(entrance, command);
  return spawn("sh", args, { env, cwd: "/", stdio: ["pipe", "pipe", "pipe"] });
}

function wrapped({ leader, cgroups = [], user }: Entrance, command: readonly string[]) {
  const identity = user === undefined ? [] : ["setpriv", `--reuid=${user}`, `--regid=${user}`, "--init-groups"];
  return {
    args: ["-c", SCRIPT, "sh", "--target", String(leader), "--all", ...identity, ...command],
    env: {
      CGROUPS: cgroups.join(" "),
      PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      HOME: user === undefined ? "/root" : `/home/${user}`,
      USER: user ?? "root",
      LANG: "C.UTF-8",
      TERM: "dumb",
      DEBIAN_FRONTEND: "noninteractive",
      SYSTEMD_COLORS: "0",
      SYSTEMD_PAGER: "",
    },
  };
}
