// The parts of the app, once Electron is ready, and how they hang together.
import * as fs from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import {
  app,
  BrowserWindow,
  clipboard,
  ipcMain,
  Menu,
  Notification,
  nativeImage,
  nativeTheme,
  powerMonitor,
  screen,
  session,
  Tray,
} from "electron";
import { connectBus } from "../../common/bus/connection.ts";
import { after } from "../../common/client/after.ts";
import { LiveClient } from "../../common/client/live-client.ts";
import { Host } from "../host/host.ts";
import type { Place, Told } from "../shared/told.ts";
import { wordsFor } from "../shared/words/index.ts";
import { autostartFiles, startCommand } from "./files/autostart.ts";
import { FileDesktop } from "./files/desktop.ts";
import type { Log } from "./log.ts";
import { lookAgain } from "./look-again.ts";
import { Notifier } from "./notices/notifier.ts";
import { Popups } from "./notices/popup.ts";
import { PanelIcon } from "./panel/icon.ts";
import { isGnome, shadeOf } from "./panel/icons.ts";
import { Panel } from "./panel/panel.ts";
import { Keeper, type Presence } from "./watcher/presence.ts";
import { Watcher } from "./watcher/watcher.ts";
import { answerCalls } from "./window/ipc.ts";
import { servePage } from "./window/protocol.ts";
import { hardenContents, hardenSession, webPreferences } from "./window/security.ts";
import { fitted, readSize, writeSize } from "./window/size.ts";
import { SURFACE } from "./window/surface.ts";
import { Window } from "./window/window.ts";

const monotonic = () => performance.now();

export interface Start {
  /** Whether it was started at login: no window is shown where there is an icon. */
  readonly hidden: boolean;
  readonly log: Log;
}

export function compose({ hidden, log }: Start): void {
  const { env } = process;
  const words = wordsFor(app.getLocale());
  const program = app.getAppPath();
  const gnome = isGnome(env.XDG_CURRENT_DESKTOP);
  const own = (file: string) => join(app.getPath("userData"), file);
  const mistake = (error: unknown) => log.mistake(error);
  const warn = (line: string) => log.warn(line);

  const desktop = new FileDesktop({
    file: own("preferences.json"),
    autostart: autostartFiles(env, homedir()),
    command: startCommand({ execPath: process.execPath, appPath: program, isPackaged: app.isPackaged }, env),
    files: fs,
    clipboard,
    warn,
  });
  const connect = (bus: "system" | "session") => () => connectBus(bus, { env, broke: mistake });
  const live = new LiveClient({ connect: connect("system"), after, interactive: true });
  const host = new Host({ live, desktop, after, now: () => Date.now(), monotonic, mistake });
  const image = join(program, "icons/app/256x256.png");
  const popups = new Popups({
    isSupported: () => Notification.isSupported(),
    make: (options) => new Notification(options),
    icon: image,
    open: (place) => go(place),
  });
  const notifier = new Notifier({
    words,
    after,
    monotonic,
    wanted: () => desktop.preferences.notifications,
    show: (text) => popups.show(text),
  });
  const open = (tell: (told: readonly Told[]) => void) => notifier.watched(host.open(tell));

  const trust = { packaged: app.isPackaged };
  const pages = session.fromPartition("window"); // in memory: the page keeps nothing
  for (const each of [pages, session.defaultSession]) hardenSession(each, trust);
  app.on("web-contents-created", (_event, contents) => hardenContents(contents));
  servePage(pages.protocol, join(program, "renderer"));

  let presence: Presence | undefined;
  const window = new Window({
    make: (options) => new BrowserWindow(options),
    look: () => ({
      icon: image,
      backgroundColor: nativeTheme.shouldUseDarkColors ? SURFACE.dark : SURFACE.light,
      webPreferences: webPreferences(join(program, "preload.js"), pages, trust),
    }),
    readSize: () => fitted(readSize(own("window.json"), fs), screen.getPrimaryDisplay().workAreaSize),
    writeSize: (size) => writeSize(own("window.json"), size, fs, warn),
    open,
    extra: () => (presence === undefined ? [] : [{ kind: "tray", state: presence, gnome }]),
    staysAlive: () => keeper.hasIcon,
    quit: () => app.quit(),
    monotonic,
    warn,
  });
  const go = (place: Place) => {
    window.show();
    host.go(place);
  };

  const icon = new PanelIcon({
    make: (image) => new Tray(image),
    buildMenu: (template) => Menu.buildFromTemplate(template),
    image: (file) => nativeImage.createFromPath(join(program, file)),
    shade: (panel) => shadeOf({ panel, dark: nativeTheme.shouldUseDarkColors, desktop: env.XDG_CURRENT_DESKTOP }),
    act: (action) => void panel.act(action),
  });
  const panel = new Panel({
    open,
    words,
    after,
    draw: (view, fresh) => icon.draw(view, fresh),
    perform: (action) => {
      if (action.do === "quit") app.quit();
      else if (action.place === undefined) window.show();
      else go(action.place);
    },
    learned: (known) => notifier.learned(known),
    answered: (request, reply) => notifier.answered(request, reply),
  });
  const keeper = new Keeper({
    after,
    hidden,
    makeIcon: () => icon.make(),
    destroyIcon: () => icon.destroy(),
    showWindow: () => {
      if (!window.isVisible) window.show();
    },
    told: (state) => {
      presence = state;
      window.tellExtra();
    },
  });
  const watcher = new Watcher({
    connect: connect("session"),
    after,
    changed: (there) => keeper.changed(there),
    locked: (locked) => keeper.locked(locked),
  });

  Menu.setApplicationMenu(null);
  answerCalls(ipcMain, () => window.caller, warn);
  nativeTheme.on("updated", () => icon.redraw());
  powerMonitor.on("suspend", () => notifier.suspended());
  powerMonitor.on("resume", () => {
    notifier.resumed();
    void lookAgain(live, log);
  });
  app.on("second-instance", (_event, _argv, _folder, data) => {
    const atLogin = typeof data === "object" && data !== null && "hidden" in data && data.hidden === true;
    if (!atLogin) window.show();
  });
  app.on("window-all-closed", () => {
    if (!keeper.hasIcon) app.quit();
  });
  app.on("before-quit", () => window.quitting());
  app.on("will-quit", () => {
    keeper.close();
    panel.close();
    notifier.close();
    host.close();
    void watcher.close();
    void live.close();
  });
  keeper.begin();
  void panel.follow();
}
