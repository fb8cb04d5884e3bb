// Stands in for Electron's app: its life from ready to quit, and that there is one of it per user.
import { EventEmitter } from "node:events";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { BrowserWindow } from "./window.ts";

/** How often the first looks whether there was a second, in ms. */
const LOOK_EVERY = 20;

export class App extends EventEmitter {
  readonly isPackaged = false;
  sandboxed = false;
  readonly #program: string;
  #lock: string | undefined;

  constructor(program: string) {
    super();
    this.#program = program;
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => this.quit());
  }

  enableSandbox(): void {
    this.sandboxed = true;
  }

  async whenReady(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }

  getAppPath(): string {
    return dirname(this.#program);
  }

  getPath(name: "userData"): string {
    if (name !== "userData") throw new Error(`the stand-in knows no path ${name}`);
    return join(process.env.XDG_CONFIG_HOME ?? "/nowhere", "multihomed");
  }

  getLocale(): string {
    return process.env.LANGUAGE ?? "en-US";
  }

  /** The first has a folder; a second leaves word in it. */
  requestSingleInstanceLock(data: unknown): boolean {
    mkdirSync(this.getPath("userData"), { recursive: true });
    const lock = join(this.getPath("userData"), "SingletonLock");
    try {
      mkdirSync(lock);
    } catch {
      writeFileSync(join(lock, `${process.pid}`), JSON.stringify(data)); // there is a first: it is told
      return false;
    }
    this.#lock = lock;
    setInterval(() => this.#hear(lock), LOOK_EVERY).unref();
    return true;
  }

  quit(): void {
    let prevented = false;
    this.emit("before-quit", { preventDefault: () => (prevented = true) });
    if (prevented) return;
    for (const window of BrowserWindow.getAllWindows()) window.close();
    if (BrowserWindow.getAllWindows().length > 0) return;
    this.emit("will-quit", {});
    // What was begun to be sent goes out; in Electron the loop goes on for a moment, too.
    setTimeout(() => this.exit(0), LOOK_EVERY);
  }

  exit(code: number): void {
    if (this.#lock !== undefined) rmSync(this.#lock, { recursive: true, force: true });
    process.exit(code);
  }

  #hear(lock: string): void {
    for (const file of readdirSync(lock)) {
      const data: unknown = JSON.parse(readFileSync(join(lock, file), "utf8") || "null");
      rmSync(join(lock, file));
      this.emit("second-instance", {}, [], "/", data);
    }
  }
}
