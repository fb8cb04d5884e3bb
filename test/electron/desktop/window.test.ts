// The window's page as far as it is not drawn: it has the bridge and nothing else, follows the service, and is what is served.
import assert from "node:assert/strict";
import type { Bridge } from "../../../tray/shared/bridge.ts";
import type { Told } from "../../../tray/shared/told.ts";
import { desktopLab, eventually, rules } from "../lab/index.ts";

/** What the page has; in functions that run there. */
type Page = typeof globalThis & { multihomed: Bridge; heard: Told[] };

desktopLab("the page is told everything, acts by the bridge, and is told of the icon", async (desktop) => {
  const app = await desktop.start();
  await desktop.windowShows(app, true);
  await desktop.icon();
  const heard = () => app.inPage(() => (globalThis as Page).heard.map(({ kind }) => kind));
  await app.inPage(async () => {
    const page = globalThis as Page;
    page.heard = [];
    page.multihomed.listen((told) => page.heard.push(...told));
    await page.multihomed.call("follow");
  });
  await eventually(async () => {
    const kinds = await heard();
    for (const kind of ["all", "preferences", "tray"]) assert.ok(kinds.includes(kind as Told["kind"]), kind);
  });
  const reply = await app.inPage(() => (globalThis as Page).multihomed.call("assign", "u1", 1234, {}));
  assert.deepEqual(reply, { ok: true });
  assert.deepEqual(rules(desktop.bus.host, 4), ["1234: from 10.1.0.2 lookup 1234"]);
  await desktop.menuHas(/\[x\] u1 – table 1234 – 10\.1\.0\.2/);
  await (await desktop.icon()).click("Preferences", "All preferences");
  await eventually(async () => assert.ok((await heard()).includes("go")));
});

desktopLab("a call of no sense is a failure with a reason", async (desktop) => {
  const app = await desktop.start();
  await desktop.windowShows(app, true);
  const codes = await app.inPage(async () => {
    const call = (globalThis as Page).multihomed.call as unknown as (...args: unknown[]) => Promise<{
      failure?: { code: string };
    }>;
    const replies = [
      await call("assign", 7),
      await call("constructor"),
      await call("copy", 7),
      await call("release", "u1", {}),
    ];
    return replies.map(({ failure }) => failure?.code);
  });
  assert.deepEqual(codes, ["invalid-argument", "invalid-argument", "invalid-argument", "not-assigned"]);
});

desktopLab("the bridge has its two functions, and no more", async (desktop) => {
  const app = await desktop.start();
  await desktop.windowShows(app, true);
  assert.deepEqual(await app.inPage(() => Object.keys((globalThis as Page).multihomed).sort()), ["call", "listen"]);
});

desktopLab("closing the window only hides it where there is an icon", async (desktop) => {
  const app = await desktop.start();
  await desktop.windowShows(app, true);
  await desktop.menuHas(/Open/);
  await app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await desktop.windowShows(app, false);
  await (await desktop.icon()).click("Open");
  await desktop.windowShows(app, true);
});

desktopLab("the window has none of Electron's menus", async (desktop) => {
  const app = await desktop.start();
  await desktop.windowShows(app, true);
  assert.equal(await app.inMain(({ Menu }) => Menu.getApplicationMenu() === null), true);
});
