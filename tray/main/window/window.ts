// The window: made when it is first shown, hidden when it is closed as long as there is an icon to open it by.
import type { BrowserWindow, BrowserWindowConstructorOptions, Event, Input, WebContents } from "electron";
import type { Caller } from "./ipc.ts";
import { commandOf, zoomed } from "./keys.ts";
import { PAGE } from "./page.ts";
import { type PageContents, PageSession, type PageSessionOptions } from "./page-session.ts";
import { SMALLEST, type WindowSize } from "./size.ts";

type Prevented = Pick<Event, "preventDefault">;

/** What is used of Electron's. */
export interface Frame extends Pick<BrowserWindow, FrameMember> {
  readonly webContents: Contents;
  on(event: "ready-to-show" | "closed", listener: () => void): unknown;
  on(event: "close", listener: (event: Prevented) => void): unknown;
}
export interface Contents extends PageContents, Pick<WebContents, "reload" | "id" | "zoomLevel"> {
  readonly mainFrame: Caller["mainFrame"];
  on: PageContents["on"] & {
    (event: "before-input-event", listener: (event: Prevented, input: Input) => void): unknown;
    (event: "did-finish-load", listener: () => void): unknown;
    (event: "render-process-gone", listener: (event: unknown, details: { readonly reason: string }) => void): unknown;
  };
}
type FrameMember =
  | "show"
  | "hide"
  | "focus"
  | "close"
  | "destroy"
  | "restore"
  | "maximize"
  | "isVisible"
  | "isMinimized"
  | "isMaximized"
  | "getNormalBounds"
  | "loadURL";

export interface WindowOptions extends Pick<PageSessionOptions, "open" | "extra"> {
  make(options: BrowserWindowConstructorOptions): Frame;
  /** What does not depend on the window's size. */
  look(): Pick<BrowserWindowConstructorOptions, "icon" | "backgroundColor" | "webPreferences">;
  readSize(): WindowSize;
  writeSize(size: WindowSize): void;
  /** Whether the app is to be seen elsewhere when the window is closed: then it is only hidden. */
  staysAlive(): boolean;
  quit(): void;
  monotonic(): number;
  warn(line: string): void;
}

/** A page that breaks so often within so many milliseconds is not loaded again. */
const CRASHES_MAX = 3;
const CRASHES_WITHIN_MS = 60_000;

export class Window {
  readonly #options: WindowOptions;
  #frame: Frame | undefined;
  #session: PageSession | undefined;
  #zoom = 0;
  /** It shows as soon as there is something in it. */
  #awaited = false;
  #crashes: readonly number[] = [];
  #quitting = false;

  constructor(options: WindowOptions) {
    this.#options = options;
  }

  get isVisible(): boolean {
    return this.#frame?.isVisible() ?? false;
  }

  /** In front of the others. One that is made for that follows the host from now on, and shows when it is drawn. */
  show(): void {
    const frame = this.#frame;
    if (frame === undefined) {
      this.#open();
      return;
    }
    if (this.#awaited) return;
    if (frame.isMinimized()) frame.restore();
    frame.show();
    frame.focus();
  }

  /** What `extra` says is different now. */
  tellExtra(): void {
    this.#session?.tell(this.#options.extra());
  }

  /** From now on closing the window closes it. */
  quitting(): void {
    this.#quitting = true;
  }

  get caller(): Caller | undefined {
    const [frame, session] = [this.#frame, this.#session];
    if (frame === undefined || session === undefined || frame.webContents.isDestroyed()) return undefined;
    const { id, mainFrame } = frame.webContents;
    return { id, mainFrame, answer: (name, args) => session.answer(name, args) };
  }

  #open(): void {
    const { make, look, readSize, open, extra, warn } = this.#options;
    const { width, height, maximized, zoom } = readSize();
    const size = { width, height, minWidth: SMALLEST.width, minHeight: SMALLEST.height };
    const frame = make({ ...size, show: false, title: "multihomed", autoHideMenuBar: true, ...look() });
    const { webContents } = frame;
    this.#frame = frame;
    this.#zoom = zoom;
    this.#session = new PageSession({ contents: webContents, open, extra });
    webContents.on("before-input-event", (event, input) => this.#key(frame, event, input));
    webContents.on("did-finish-load", () => {
      webContents.zoomLevel = this.#zoom;
    });
    webContents.on("render-process-gone", (_event, { reason }) => this.#broke(frame, reason));
    this.#awaited = true;
    const drawn = () => {
      this.#awaited = false;
      if (maximized) frame.maximize();
      frame.show();
    };
    frame.on("ready-to-show", drawn);
    frame.on("close", (event) => this.#closing(frame, event));
    frame.on("closed", () => this.#closed());
    frame.loadURL(PAGE).catch((error: unknown) => {
      warn(`the window's page was not loaded: ${String(error)}`);
      drawn();
    });
  }

  #key(frame: Frame, event: Prevented, input: Input): void {
    const command = commandOf(input);
    if (command === undefined) return;
    event.preventDefault();
    if (command === "close") frame.close();
    else if (command === "quit") this.#options.quit();
    else frame.webContents.zoomLevel = this.#zoom = zoomed(this.#zoom, command);
  }

  #closing(frame: Frame, event: Prevented): void {
    const { width, height } = frame.getNormalBounds();
    this.#options.writeSize({ width, height, maximized: frame.isMaximized(), zoom: this.#zoom });
    if (this.#quitting || !this.#options.staysAlive()) return;
    event.preventDefault();
    frame.hide();
  }

  #closed(): void {
    this.#session?.close();
    this.#session = undefined;
    this.#frame = undefined;
  }

  #broke(frame: Frame, reason: string): void {
    if (reason === "clean-exit") return;
    const { monotonic, warn } = this.#options;
    const now = monotonic();
    this.#crashes = [...this.#crashes.filter((time) => now - time < CRASHES_WITHIN_MS), now];
    const again = this.#crashes.length <= CRASHES_MAX;
    warn(`the window's page has ended (${reason}); it is ${again ? "loaded again" : "closed"}`);
    if (again) frame.webContents.reload();
    else frame.destroy(); // it is made again when it is asked for
  }
}
