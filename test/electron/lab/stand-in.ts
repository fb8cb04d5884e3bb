// The app in a process of Node, as an ordinary user, with the stand-in for Electron.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { as } from "../../bus/lab/process.ts";
import { type Lab, within } from "../../kernel/lab/index.ts";
import type { App, Launch } from "./app.ts";

const SOURCE = fileURLToPath(new URL("../stand-in/electron.ts", import.meta.url));
const STAND_IN = "stand-in.cjs";
/** MULTIHOMED_TRAY names another build of the app. */
export const BUILT = process.env.MULTIHOMED_TRAY ?? fileURLToPath(new URL("../../../dist/tray", import.meta.url));
const ANSWER_TIMEOUT = 10_000;

let bundle: Promise<string> | undefined;

/** One file that Node can run without what this test runs with. */
async function bundled(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [SOURCE],
    bundle: true,
    platform: "node",
    format: "cjs",
    write: false,
    external: ["usocket", "x11", "event-stream"], // what dbus-next asks for where nobody comes to
    logLevel: "warning",
  });
  return outputFiles[0]?.text ?? "";
}

/** A folder with the built app and stand-in.cjs in it, which every user can read. */
export async function standInIn(lab: Lab): Promise<string> {
  bundle ??= bundled();
  const folder = lab.folder();
  chmodSync(folder, 0o755);
  cpSync(BUILT, folder, { recursive: true });
  writeFileSync(join(folder, STAND_IN), await bundle);
  return folder;
}

export function launchStandIn({ host, user, folder, args, env }: Launch): App {
  const words = [...as(user), process.execPath, "--require", join(folder, STAND_IN), join(folder, "main.js"), ...args];
  const [program = "", ...rest] = words;
  const child = spawn(program, rest, { stdio: ["ignore", "ignore", "pipe", "ipc"], env: { ...env }, cwd: "/" });
  host.lab.onEnd(() => child.kill("SIGKILL"));
  return new StandIn(child);
}

interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

class StandIn implements App {
  stderr = "";
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #asked = 0;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stderr?.on("data", (text) => {
      this.stderr += text;
    });
    child.on("message", (answer: Answer) => this.#waiting.get(answer.id)?.(answer));
    this.exited = once(child, "exit").then(([code]) => code as number | null);
  }

  inMain: App["inMain"] = async (run, arg) => (await this.#ask("main", String(run), arg)) as never; // as `run` returns

  inPage: App["inPage"] = async (run, arg) => (await this.#ask("page", String(run), arg)) as never;

  async page(): Promise<never> {
    throw new Error("the stand-in draws no page");
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.exited;
  }

  async #ask(where: "main" | "page", source: string, arg: unknown): Promise<unknown> {
    const id = ++this.#asked;
    const answer = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    if (!this.#child.connected) throw new Error(`the app has ended:\n${this.stderr}`);
    this.#child.send({ id, where, source, arg });
    const { value, error } = await within(ANSWER_TIMEOUT, "an answer of the app", answer);
    if (error !== undefined) throw new Error(error);
    return value;
  }
}
