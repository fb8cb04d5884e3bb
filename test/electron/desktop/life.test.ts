// How the app begins and ends, that there is one of it, and what it does where the service comes and goes.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { desktopLab, eventually, within } from "../lab/index.ts";

desktopLab("a second one shows the window of the first, and ends", async (desktop) => {
  const first = await desktop.start(["--hidden"]);
  await desktop.icon();
  const atLogin = await desktop.startAnother("--hidden");
  assert.equal(await within(10_000, "the end of the second", atLogin.exited), 0);
  await desktop.noWindowWithin(first, 200); // until the first has heard of it
  const second = await desktop.startAnother();
  assert.equal(await within(10_000, "the end of the third", second.exited), 0);
  await desktop.windowShows(first, true);
  assert.equal(desktop.watcher?.items.length, 1);
});

desktopLab("it ends from the menu, and its icon with it", async (desktop) => {
  const app = await desktop.start();
  await desktop.windowShows(app, true);
  await desktop.menuHas(/Quit/);
  const icon = await desktop.icon();
  await icon.click("Quit");
  assert.equal(await within(10_000, "the end of the app", app.exited), 0);
  await assert.rejects(icon.toolTip());
  assert.equal(app.stderr.includes("mistake"), false, app.stderr);
});

desktopLab("the end of the session ends it, whatever is open", async (desktop) => {
  const app = await desktop.start();
  await desktop.windowShows(app, true);
  await desktop.icon();
  app.signal("SIGTERM");
  assert.equal(await within(10_000, "the end of the app", app.exited), 0);
});

desktopLab(
  "without a service the menu says so, and shows the links when it comes, and says so when it goes",
  async (desktop) => {
    await desktop.start(["--hidden"]);
    await desktop.menuHas(/^# The service is not installed\n# .+\n---\nOpen\n> Preferences/);
    const daemon = await desktop.bus.service();
    await desktop.menuHas(/\[ \] u1 – 10\.1\.0\.2/);
    await daemon.stop();
    await desktop.menuHas(/^# The service is not installed/);
  },
  { service: false },
);

desktopLab("a service that is gone for long is told by a notification, which opens the window", async (desktop) => {
  const app = await desktop.start(["--hidden"]);
  await desktop.menuHas(/u1/);
  await desktop.daemon?.stop();
  await eventually(() => assert.equal(desktop.notifications.shown.length, 1), { timeout: 20_000 });
  const [shown] = desktop.notifications.shown;
  assert.equal(shown?.title, "The service is not installed");
  assert.ok(shown);
  desktop.notifications.click(shown);
  await desktop.windowShows(app, true);
});

desktopLab("preferences are kept", async (desktop) => {
  const app = await desktop.start(["--hidden"]);
  await desktop.menuHas(/Quit/);
  const icon = await desktop.icon();
  const autostart = join(desktop.home, "config/autostart/multihomed-tray.desktop");
  await icon.click("Preferences", "Start at login");
  await desktop.menuHas(/\[x\] Start at login/);
  assert.match(readFileSync(autostart, "utf8"), /^Exec=.*--hidden$/m);
  await icon.click("Preferences", "Notifications");
  await desktop.menuHas(/\[ \] Notifications/);
  await icon.click("Preferences", "Icon in the panel", "For a dark");
  await desktop.menuHas(/\[x\] For a dark panel/);
  await icon.click("Preferences", "Start at login");
  await desktop.menuHas(/\[ \] Start at login/);
  assert.equal(existsSync(autostart), false);
  await icon.click("Quit");
  await app.exited;
  await desktop.start(["--hidden"]);
  await desktop.menuHas(/\[ \] Start at login\n {2}\[ \] Notifications\n(.*\n){3} {4}\[x\] For a dark panel/);
});

desktopLab("it speaks German to whoever does", async (desktop) => {
  await desktop.start(["--hidden"], { LANGUAGE: "de", LANG: "de_DE.UTF-8" });
  await desktop.menuHas(/^# Noch wird keine Schnittstelle genutzt\n(.*\n)+Beenden$/);
});
