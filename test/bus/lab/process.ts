// Programs inside the bus's namespace: the daemons of the test bed, and clients such as busctl that run as any user.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { eventually, type Host, within } from "../../kernel/lab/index.ts";
import { GID, USERS, type User } from "./users.ts";

const END_TIMEOUT = 20_000;

export interface Output {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs beside the test; it ends with it. */
export class Running {
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;
  readonly #files: readonly [string, string];

  constructor(host: Host, command: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const folder = host.lab.folder();
    this.#files = [join(folder, "stdout"), join(folder, "stderr")];
    // Files, not pipes: a pipe that nobody reads would stop the program.
    const [stdout, stderr] = [openSync(this.#files[0], "w"), openSync(this.#files[1], "w")];
    this.#child = spawn("ip", ["netns", "exec", host.namespace, ...command], {
      stdio: ["ignore", stdout, stderr],
      env: { ...process.env, LC_ALL: "C", ...env },
    });
    closeSync(stdout);
    closeSync(stderr);
    this.exited = once(this.#child, "exit").then(([code]) => code as number | null);
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  get stdout(): string {
    return readFileSync(this.#files[0], "utf8");
  }

  get stderr(): string {
    return readFileSync(this.#files[1], "utf8");
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.exited;
  }

  /** Waits until it has printed something that `found` finds. */
  async printed(found: (stdout: string) => boolean, timeout = 5000): Promise<void> {
    await eventually(
      () => {
        if (!found(this.stdout))
          throw new Error(`it has not printed what is expected, but:\n${this.stdout}${this.stderr}`);
      },
      { timeout },
    );
  }

  async ended(timeout = END_TIMEOUT): Promise<Output> {
    const code = await within(timeout, "end of the program", this.exited).finally(() => this.#child.kill("SIGKILL"));
    return { code, stdout: this.stdout, stderr: this.stderr };
  }
}

/** The words that run a command as this user. */
export function as(user: User): string[] {
  if (user === "root") return [];
  return ["setpriv", `--reuid=${USERS[user].uid}`, `--regid=${GID}`, "--clear-groups"];
}
