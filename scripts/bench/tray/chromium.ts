// Debian's Chromium, driven by Playwright.
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

export const CHROMIUM = "/usr/bin/chromium";

/** `env`: in place of the process's own. @throws Error where there is none */
export async function startChromium(env: NodeJS.ProcessEnv = process.env): Promise<Browser> {
  if (!existsSync(CHROMIUM)) throw new Error(`this needs ${CHROMIUM}, which Debian has in the package chromium`);
  // Chromium's own sandbox does not work as root.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const known = Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return chromium.launch({ executablePath: CHROMIUM, args, env: Object.fromEntries(known) });
}

/** A page in a session of its own, with nothing loaded. */
export async function newPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const viewport = { width: 1000, height: 700 };
  const context = await browser.newContext({ viewport, locale: "en-GB", ...options });
  const page = await context.newPage();
  // The compiler of scripts keeps names of functions by a helper that the page does not have.
  await page.addInitScript("globalThis.__name = (named) => named");
  return page;
}

/** The address of a page with nothing on it, for as long as this process runs. */
export async function emptyPage(): Promise<string> {
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html");
    response.end("<!doctype html><title>empty</title><p>Nothing.");
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  server.unref();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`; // it listens on a port
}
