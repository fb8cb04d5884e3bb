// Stands in for Electron's BrowserWindow and its page, and is of their types.
import { EventEmitter } from "node:events";
import type { Input, Rectangle } from "electron";
import type { Contents, Frame } from "../../../../../tray/main/window/window.ts";

export class StandInContents extends EventEmitter implements Contents {
  static #ids = 0;
  readonly id = ++StandInContents.#ids;
  readonly mainFrame = { processId: this.id, frameToken: `frame ${this.id}`, url: "" };
  readonly sent: { readonly channel: string; readonly told: unknown }[] = [];
  zoomLevel = 0;
  reloads = 0;
  destroyed = false;
  /** Whether what is loaded again is there at once. */
  loads = true;

  send(channel: string, told: unknown): void {
    if (this.destroyed) throw new Error("Object has been destroyed");
    this.sent.push({ channel, told });
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }

  reload(): void {
    this.reloads++;
    if (this.loads) this.navigates();
  }

  /** As if a page was loaded, unless that was prevented. */
  navigates({ prevented = false } = {}): void {
    this.emit("did-start-navigation", { isMainFrame: true, isSameDocument: false });
    if (!prevented) this.emit("did-navigate");
  }

  /** As if a key was pressed; whether it went on to the page. */
  presses(input: Partial<Input>): boolean {
    let prevented = false;
    const key: Input = {
      type: "keyDown",
      key: "",
      code: "",
      isAutoRepeat: false,
      isComposing: false,
      shift: false,
      control: false,
      alt: false,
      meta: false,
      location: 0,
      modifiers: [],
      ...input,
    };
    this.emit("before-input-event", { preventDefault: () => (prevented = true) }, key);
    return !prevented;
  }
}

export class StandInFrame extends EventEmitter implements Frame {
  readonly webContents = new StandInContents();
  readonly loaded: string[] = [];
  visible = false;
  minimized = false;
  maximized = false;
  focused = 0;
  closed = false;
  bounds: Rectangle = { x: 0, y: 0, width: 800, height: 600 };

  async loadURL(url: string): Promise<void> {
    this.loaded.push(url);
    this.webContents.navigates();
  }

  show(): void {
    this.visible = true;
  }

  hide(): void {
    this.visible = false;
  }

  focus(): void {
    this.focused++;
  }

  restore(): void {
    this.minimized = false;
  }

  maximize(): void {
    this.maximized = true;
    this.visible = true;
  }

  isVisible(): boolean {
    return this.visible;
  }

  isMinimized(): boolean {
    return this.minimized;
  }

  isMaximized(): boolean {
    return this.maximized;
  }

  getNormalBounds(): Rectangle {
    return this.bounds;
  }

  /** As if the user had closed it. */
  close(): void {
    let prevented = false;
    this.emit("close", { preventDefault: () => (prevented = true) });
    if (!prevented) this.destroy();
  }

  destroy(): void {
    this.closed = true;
    this.webContents.destroyed = true;
    this.emit("closed");
  }
}
