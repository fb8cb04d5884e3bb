// The frame of every test of the app: a host with the service, a user with a desktop, and the app on it.
import { chownSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { addUplink, type Bus, busLab, USERS, type User } from "../../bus/lab/index.ts";
import { GID } from "../../bus/lab/users.ts";
import { type Daemon, eventually } from "../../kernel/lab/index.ts";
import { type App, type Brief, type Launch, launch, launchBriefly } from "./app.ts";
import type { Item } from "./item.ts";
import { Notifications } from "./notifications.ts";
import { SessionBus } from "./session-bus.ts";
import { standInIn } from "./stand-in.ts";
import { PanelWatcher } from "./watcher.ts";

export { addUplink, type Bus } from "../../bus/lab/index.ts";
export { eventually, rules, within } from "../../kernel/lab/index.ts";
export { type App, ELECTRON } from "./app.ts";
export type { Item } from "./item.ts";
export { BUILT } from "./stand-in.ts";
export { PanelWatcher } from "./watcher.ts";

const TIMEOUT = 60_000;
/** What was to happen after a while has happened by then, in ms. */
const LATE = 300;

export interface DesktopOptions {
  readonly user?: Exclude<User, "root">;
  /** Whether the service runs from the beginning. */
  readonly service?: boolean;
  /** Whether there is a panel with a place for icons from the beginning. */
  readonly panel?: boolean;
}

/** A test with uplinks u1 and u2, a service that runs, and a desktop with a panel, unless the options say otherwise. */
export function desktopLab(
  name: string,
  body: (desktop: Desktop) => Promise<void>,
  options: DesktopOptions = {},
): void {
  const run = async (bus: Bus) => {
    const desktop = await Desktop.start(bus, options);
    await body(desktop);
  };
  busLab(name, run, { polkit: true, timeout: TIMEOUT });
}

export class Desktop {
  daemon: Daemon | undefined;
  watcher: PanelWatcher | undefined;
  readonly #apps: App[] = [];

  private constructor(
    readonly bus: Bus,
    readonly session: SessionBus,
    readonly notifications: Notifications,
    readonly user: Exclude<User, "root">,
    /** The user's own. */
    readonly home: string,
    /** The built app, where every user can read it. */
    readonly program: string,
  ) {}

  static async start(bus: Bus, options: DesktopOptions): Promise<Desktop> {
    const { user = "allowed", service = true, panel = true } = options;
    const { lab } = bus.host;
    for (const n of [1, 2]) addUplink(bus, n);
    const session = await SessionBus.start(bus.host);
    const notifications = await Notifications.start(await session.connect());
    const home = lab.folder();
    chownSync(home, USERS[user].uid, GID);
    const program = await standInIn(lab);
    const desktop = new Desktop(bus, session, notifications, user, home, program);
    if (service) desktop.daemon = await bus.service();
    if (panel) await desktop.showPanel();
    return desktop;
  }

  async showPanel(): Promise<PanelWatcher> {
    this.watcher = await PanelWatcher.start(await this.session.connect());
    return this.watcher;
  }

  /** Starts the app, which stays. */
  async start(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<App> {
    const app = await launch(this.#launch(args, env));
    this.#apps.push(app);
    return app;
  }

  /** Starts one more, which ends by itself. */
  async startAnother(...args: readonly string[]): Promise<Brief> {
    return await launchBriefly(this.#launch(args, {}));
  }

  #launch(args: readonly string[], env: Readonly<Record<string, string>>): Launch {
    const runtime = join(this.home, "run");
    mkdirSync(runtime, { recursive: true, mode: 0o700 });
    chownSync(runtime, USERS[this.user].uid, GID);
    const own = { HOME: this.home, XDG_CONFIG_HOME: join(this.home, "config"), XDG_RUNTIME_DIR: runtime };
    const buses = { DBUS_SYSTEM_BUS_ADDRESS: this.bus.address, DBUS_SESSION_BUS_ADDRESS: this.session.address };
    const words = { LANG: "en_GB.UTF-8", LANGUAGE: "en_GB", PATH: process.env.PATH ?? "" };
    const launched = { ...words, ...own, ...buses, XDG_CURRENT_DESKTOP: "KDE", ...env };
    return { host: this.bus.host, user: this.user, folder: this.program, args, env: launched };
  }

  /** The icon that is in the panel now. */
  async icon(): Promise<Item> {
    return await eventually(async () => {
      const item = this.watcher?.items.at(-1);
      if (item === undefined) throw new Error(`there is no icon:\n${this.#apps.map(({ stderr }) => stderr).join("")}`);
      await item.property("Status");
      return item;
    });
  }

  /** The menu has a line that fits, after a while. */
  async menuHas(line: RegExp): Promise<void> {
    await eventually(async () => {
      const text = (await (await this.icon()).menuText()).join("\n");
      if (!line.test(text)) throw new Error(`no ${line} in:\n${text}`);
    });
  }

  /**
   * The app has no window, and has opened none so many milliseconds from now: as long as whoever would open one waits.
   */
  async noWindowWithin(app: App, wait: number): Promise<void> {
    await sleep(wait + LATE);
    const count = await app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
    if (count > 0) throw new Error("the app has opened a window");
  }

  /** The app's window shows, or does not, after a while. */
  async windowShows(app: App, shows: boolean, timeout = 5000): Promise<void> {
    const visible = () =>
      app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((window) => window.isVisible()));
    await eventually(
      async () => {
        if ((await visible()) !== shows) throw new Error(`the window ${shows ? "does not show" : "shows"}`);
      },
      { timeout },
    );
  }
}
