// The app in real Electron, as an ordinary user, on an X server of the test's own, driven by Playwright.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync } from "node:fs";
import { createInterface } from "node:readline";
import { _electron, type ElectronApplication, type Page } from "playwright-core";
import { as } from "../../bus/lab/process.ts";
import { type Host, within } from "../../kernel/lab/index.ts";
import type { App, Brief, Launch } from "./app.ts";

const START_TIMEOUT = 30_000;
/** "1": without Chromium's own sandbox, where a container does not allow it. */
const NO_SANDBOX = process.env.MULTIHOMED_TEST_NO_SANDBOX === "1";

/** Wayland would be tried first where the machine has it. */
const PLATFORM = "--ozone-platform=x11";

export async function launchReal(electron: string, { host, user, folder, args, env }: Launch): Promise<App> {
  // Playwright starts one program, and as itself: this one becomes the user first.
  const program = host.lab.file("electron", `#!/bin/sh\nexec ${as(user).join(" ")} "${electron}" "$@"\n`);
  chmodSync(program, 0o755);
  const app = await _electron.launch({
    executablePath: program,
    args: [folder, PLATFORM, ...args],
    env: { ...env, DISPLAY: await xServer(host) },
    cwd: "/",
    timeout: START_TIMEOUT,
    chromiumSandbox: !NO_SANDBOX,
  });
  host.lab.onEnd(() => app.process().kill("SIGKILL"));
  return new Real(app);
}

/** Without Playwright, which waits for an app that stays. */
export async function spawnReal(electron: string, { host, user, folder, args, env }: Launch): Promise<Brief> {
  const sandbox = NO_SANDBOX ? ["--no-sandbox"] : [];
  const [program = "", ...words] = [...as(user), electron, ...sandbox, folder, PLATFORM, ...args];
  const display = { DISPLAY: await xServer(host) };
  const child = spawn(program, words, { stdio: ["ignore", "ignore", "pipe"], env: { ...env, ...display }, cwd: "/" });
  host.lab.onEnd(() => child.kill("SIGKILL"));
  let stderr = "";
  child.stderr.on("data", (text) => {
    stderr += text;
  });
  return {
    exited: once(child, "exit").then(([code]) => code as number | null),
    get stderr() {
      return stderr;
    },
  };
}

/** Its display. It chooses a free number itself. */
async function xServer(host: Host): Promise<string> {
  const words = ["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-ac"];
  const server = spawn("Xvfb", words, { stdio: ["ignore", "pipe", "ignore"] });
  host.lab.onEnd(() => server.kill("SIGKILL"));
  const [line] = await within(START_TIMEOUT, "an X server", once(createInterface(server.stdout), "line"));
  return `:${String(line).trim()}`;
}

class Real implements App {
  stderr = "";
  readonly exited: Promise<number | null>;
  readonly #app: ElectronApplication;

  constructor(app: ElectronApplication) {
    this.#app = app;
    const process = app.process();
    process.stderr?.on("data", (text) => {
      this.stderr += text;
    });
    this.exited = once(process, "exit").then(([code]) => code as number | null);
  }

  // Playwright's types want to know that the value survives JSON, which is ours to see to.
  inMain: App["inMain"] = async (run, arg) => (await this.#app.evaluate(run as never, arg as never)) as never;

  inPage: App["inPage"] = async (run, arg) => (await (await this.page()).evaluate(run as never, arg as never)) as never;

  async page(): Promise<Page> {
    return await this.#app.firstWindow();
  }

  signal(signal: NodeJS.Signals): void {
    this.#app.process().kill(signal);
  }

  async kill(): Promise<void> {
    this.#app.process().kill("SIGKILL");
    await this.exited;
  }
}
