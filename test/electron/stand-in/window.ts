// Stands in for Electron's windows: the page and everything it refers to is asked for by its scheme, and the preload script
// runs, in front of a page that does nothing by itself.
import { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import type { BrowserWindowConstructorOptions } from "electron";
import { contentsOf, ipcMain, type StandInSession } from "./session.ts";

/** What the page has of the world, by name: what the preload script gave it. */
type World = Record<string, unknown>;

export class WebContents extends EventEmitter {
  static #ids = 0;
  readonly id = ++WebContents.#ids;
  readonly mainFrame = { processId: this.id, frameToken: `frame ${this.id}`, url: "about:blank" };
  readonly #listeners = new EventEmitter();
  zoomLevel = 0;
  world: World = {};
  opens: unknown;
  #destroyed = false;

  constructor(
    readonly session: StandInSession,
    readonly preload: string,
  ) {
    super();
  }

  setWindowOpenHandler(handler: unknown): void {
    this.opens = handler;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  destroy(): void {
    this.#destroyed = true;
  }

  send(channel: string, told: unknown): void {
    if (this.#destroyed) throw new TypeError("Object has been destroyed");
    this.#listeners.emit(channel, {}, structuredClone(told));
  }

  reload(): void {
    void this.load(this.mainFrame.url);
  }

  async load(url: string): Promise<void> {
    this.mainFrame.url = url;
    const page = await this.session.fetch(url);
    const parts = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, part = ""]) => new URL(part, url).href);
    for (const part of parts) if (!part.startsWith("data:")) await this.session.fetch(part);
    this.emit("did-navigate");
    this.world = {};
    this.#preload();
    this.emit("did-finish-load");
  }

  /** The script sees nothing but the two of Electron's that a sandbox has for it. */
  #preload(): void {
    const contextBridge = {
      exposeInMainWorld: (name: string, api: unknown) => {
        this.world[name] = api;
      },
    };
    const ipcRenderer = {
      invoke: async (channel: string, ...args: unknown[]) => {
        const event = { sender: this, senderFrame: this.mainFrame };
        return structuredClone(await ipcMain.handlers.get(channel)?.(event, ...structuredClone(args)));
      },
      on: (channel: string, listener: (...args: unknown[]) => void) => this.#listeners.on(channel, listener),
      off: (channel: string, listener: (...args: unknown[]) => void) => this.#listeners.off(channel, listener),
    };
    const modules: Readonly<Record<string, unknown>> = { electron: { contextBridge, ipcRenderer } };
    const load = (name: string) => {
      if (!(name in modules)) throw new Error(`the sandbox has no ${name}`);
      return modules[name];
    };
    new Function("require", "module", "exports", readFileSync(this.preload, "utf8"))(load, { exports: {} }, {});
  }
}

export class BrowserWindow extends EventEmitter {
  static readonly #all = new Set<BrowserWindow>();
  static closed: () => void = () => {};
  readonly webContents: WebContents;
  #visible = false;

  constructor(readonly options: BrowserWindowConstructorOptions) {
    super();
    const { session, preload = "" } = options.webPreferences ?? {};
    // The one that it was given by compose.ts, which has it from here.
    this.webContents = new WebContents(session as unknown as StandInSession, preload);
    BrowserWindow.#all.add(this);
    contentsOf.created(this.webContents);
  }

  static getAllWindows(): BrowserWindow[] {
    return [...BrowserWindow.#all];
  }

  async loadURL(url: string): Promise<void> {
    await this.webContents.load(url);
    this.emit("ready-to-show");
  }

  show(): void {
    this.#visible = true;
  }

  hide(): void {
    this.#visible = false;
  }

  focus(): void {}
  restore(): void {}

  maximize(): void {
    this.#visible = true;
  }

  isVisible(): boolean {
    return this.#visible;
  }

  isMinimized(): boolean {
    return false;
  }

  isMaximized(): boolean {
    return false;
  }

  getNormalBounds(): { readonly width: number; readonly height: number } {
    const { width = 0, height = 0 } = this.options;
    return { width, height };
  }

  close(): void {
    let prevented = false;
    this.emit("close", { preventDefault: () => (prevented = true) });
    if (!prevented) this.destroy();
  }

  destroy(): void {
    this.webContents.destroy();
    BrowserWindow.#all.delete(this);
    this.emit("closed");
    if (BrowserWindow.#all.size === 0) BrowserWindow.closed();
  }
}
