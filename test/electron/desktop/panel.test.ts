// A panel that is there, is not, comes, goes and comes again: the user always has something to look at.
import assert from "node:assert/strict";
import { LOGIN_MS, RESTART_MS } from "../../../tray/main/watcher/presence.ts";
import { desktopLab, eventually, PanelWatcher } from "../lab/index.ts";

desktopLab("started at login there is the icon, and no window", async (desktop) => {
  const app = await desktop.start(["--hidden"]);
  await desktop.icon();
  await desktop.noWindowWithin(app, LOGIN_MS);
});

desktopLab("started by hand there is both", async (desktop) => {
  const app = await desktop.start();
  await desktop.windowShows(app, true);
  await desktop.icon();
});

desktopLab("a panel that goes leaves the window, and has the icon again when it comes back", async (desktop) => {
  const app = await desktop.start(["--hidden"]);
  await desktop.icon();
  await desktop.watcher?.leave();
  await desktop.windowShows(app, true, 10_000);
  await desktop.showPanel();
  await desktop.menuHas(/Quit/);
  await app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await desktop.windowShows(app, false);
  await (await desktop.icon()).click("Open");
  await desktop.windowShows(app, true);
});

desktopLab("a panel that is only started again shows the icon again, and no window", async (desktop) => {
  const app = await desktop.start(["--hidden"]);
  await desktop.icon();
  await desktop.watcher?.leave();
  await desktop.showPanel();
  await desktop.menuHas(/Quit/);
  await desktop.noWindowWithin(app, RESTART_MS);
});

desktopLab(
  "a panel that comes after the app has the icon then",
  async (desktop) => {
    const app = await desktop.start(["--hidden"]);
    const watcher = await PanelWatcher.start(await desktop.session.connect(), { shows: false });
    desktop.watcher = watcher;
    await app.inMain(() => {}); // it runs
    assert.deepEqual(watcher.items, []);
    watcher.show(true);
    await desktop.menuHas(/Quit/);
    await desktop.noWindowWithin(app, LOGIN_MS);
  },
  { panel: false },
);

desktopLab(
  "without a panel the window shows, also when it was started at login, and closing it ends the app",
  async (desktop) => {
    const app = await desktop.start(["--hidden"]);
    await desktop.windowShows(app, true, 15_000);
    await app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    assert.equal(await app.exited, 0);
  },
  { panel: false },
);

desktopLab("a panel that is away while the screen of GNOME is locked opens no window", async (desktop) => {
  const app = await desktop.start(["--hidden"]);
  await desktop.icon();
  const saver = await desktop.session.connect();
  await saver.requestName("org.gnome.ScreenSaver");
  const lock = (locked: boolean) => {
    const name = { path: "/org/gnome/ScreenSaver", interface: "org.gnome.ScreenSaver", member: "ActiveChanged" };
    saver.signal({ ...name, signature: "b", body: [locked] });
  };
  lock(true);
  await desktop.watcher?.leave();
  await desktop.noWindowWithin(app, RESTART_MS);
  lock(false);
  await desktop.showPanel();
  await desktop.menuHas(/Quit/);
  await desktop.noWindowWithin(app, RESTART_MS);
});

desktopLab("a click on the icon opens the window", async (desktop) => {
  const app = await desktop.start(["--hidden"]);
  await (await desktop.icon()).activate();
  await desktop.windowShows(app, true);
});

desktopLab("a session bus that is lost leaves the window", async (desktop) => {
  const app = await desktop.start(["--hidden"]);
  await desktop.icon();
  await desktop.session.kill();
  await desktop.windowShows(app, true, 10_000);
  await eventually(() => assert.doesNotMatch(app.stderr, /mistake/));
});
