// Stands in for the module "electron" in a process of Node: loaded before the app's bundle, which then runs as it is. What
// the app uses and is not here is an error, not undefined.
import { EventEmitter } from "node:events";
import Module from "node:module";
import { App } from "./app.ts";
import { Menu } from "./menu.ts";
import { Notification } from "./notification.ts";
import { contentsOf, ipcMain, session } from "./session.ts";
import { type Image, Tray } from "./tray.ts";
import { BrowserWindow } from "./window.ts";

const [, program = ""] = process.argv;
const app = new App(program);
contentsOf.created = (contents) => app.emit("web-contents-created", {}, contents);
BrowserWindow.closed = () => app.emit("window-all-closed");

const copied: string[] = [];
const registered: unknown[] = [];

const standIn: Readonly<Record<string, unknown>> = {
  app,
  BrowserWindow,
  clipboard: { copied, writeText: async (text: string) => void copied.push(text) },
  ipcMain,
  Menu,
  Notification,
  nativeImage: { createFromPath: (file: string): Image => ({ file }) },
  nativeTheme: Object.assign(new EventEmitter(), { shouldUseDarkColors: false }),
  powerMonitor: new EventEmitter(),
  protocol: { registered, registerSchemesAsPrivileged: (schemes: unknown[]) => void registered.push(...schemes) },
  screen: { getPrimaryDisplay: () => ({ workAreaSize: { width: 1280, height: 800 } }) },
  session,
  Tray,
};

const electron = new Proxy(standIn, {
  get(of, name) {
    if (typeof name === "string" && name in of) return of[name];
    throw new Error(`the stand-in for Electron has no ${String(name)}`);
  },
});

/** How Node finds modules for require; there is no other way to hand one in. */
const loader = Module as unknown as { _load(name: string, ...rest: unknown[]): unknown };
const load = loader._load;
loader._load = (name, ...rest) => (name === "electron" ? electron : load.call(loader, name, ...rest));

interface Question {
  readonly id: number;
  /** A function, as text; of the main process it gets Electron, of the page its world. */
  readonly source: string;
  readonly where: "main" | "page";
  readonly arg: unknown;
}

process.on("message", async ({ id, source, where, arg }: Question) => {
  try {
    const value = where === "main" ? await inMain(source, arg) : await inPage(source, arg);
    process.send?.({ id, value });
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? error.message : String(error) });
  }
});

async function inMain(source: string, arg: unknown): Promise<unknown> {
  return await new Function(`return (${source})`)()(electron, arg);
}

async function inPage(source: string, arg: unknown): Promise<unknown> {
  const [window] = BrowserWindow.getAllWindows();
  if (window === undefined) throw new Error("there is no window");
  return await new Function("globalThis", `return (${source})`)(window.webContents.world)(arg);
}
