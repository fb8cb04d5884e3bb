// The window's page in real Electron: it is drawn, and it can do nothing but what it is for.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { desktopLab, eventually, within } from "../lab/index.ts";
import { forbidden, leave, namesOfNode, opened, permission } from "./in-page.ts";

desktopLab("the page shows the uplinks of the service", async (desktop) => {
  const app = await desktop.start();
  const page = await app.page();
  await page.getByText("u1", { exact: true }).first().waitFor();
  await page.getByText("u2", { exact: true }).first().waitFor();
  assert.equal(page.url(), "multihomed-tray://window/");
  assert.match(await page.title(), /– multihomed$/);
});

desktopLab("the page has nothing of Node or Electron", async (desktop) => {
  const page = await (await desktop.start()).page();
  assert.deepEqual(await page.evaluate(namesOfNode), []);
});

desktopLab("its policy forbids text as script, and every request", async (desktop) => {
  const page = await (await desktop.start()).page();
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  try {
    const { port } = server.address() as AddressInfo; // of a server that listens at a port
    const urls = [`http://127.0.0.1:${port}/`, "https://example.com/", "multihomed-tray://window/window.js"];
    const policy = Object.fromEntries(urls.map((url) => [url, "policy"]));
    assert.deepEqual(await page.evaluate(forbidden, urls), { html: "types", script: "types", ...policy });
    assert.equal(asked, 0);
  } finally {
    server.close();
  }
});

desktopLab("it gets no permission, opens no window, and leads nowhere", async (desktop) => {
  const app = await desktop.start();
  const page = await app.page();
  await page.getByText("u1", { exact: true }).first().waitFor();
  assert.equal(await page.evaluate(permission), "denied");
  assert.equal(await page.evaluate(opened), false);
  assert.equal(await app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows().length), 1);
  await page.evaluate(leave);
  await page.getByText("u1", { exact: true }).first().waitFor();
  assert.equal(page.url(), "multihomed-tray://window/");
});

desktopLab("the page keeps nothing on the disk", async (desktop) => {
  const app = await desktop.start();
  await app.page();
  const persistent = () =>
    app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.session.isPersistent());
  assert.equal(await persistent(), false);
});

desktopLab("keys make its letters larger, and hide it", async (desktop) => {
  const app = await desktop.start();
  const page = await app.page();
  await page.getByText("u1", { exact: true }).first().waitFor();
  await desktop.icon();
  const zoom = () => app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.zoomLevel);
  await page.keyboard.press("Control+=");
  await eventually(async () => assert.equal(await zoom(), 0.5));
  await page.keyboard.press("Control+0");
  await eventually(async () => assert.equal(await zoom(), 0));
  await page.keyboard.press("Control+w");
  await desktop.windowShows(app, false);
});

desktopLab("a page that breaks is there again", async (desktop) => {
  const app = await desktop.start();
  const page = await app.page();
  await page.getByText("u1", { exact: true }).first().waitFor();
  await app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer());
  await eventually(() => assert.match(app.stderr, /the window's page has ended \(\w+\); it is loaded again/));
  // Playwright's page stays the one that has ended, and a title is there before anything is drawn.
  const text = () =>
    app.inMain(async ({ BrowserWindow }) =>
      String(await BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript("document.body.innerText")),
    );
  await eventually(async () => assert.match(await within(2000, "the page's text", text()), /\bu1\b/), {
    timeout: 15_000,
  });
});
