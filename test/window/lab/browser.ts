// One Chromium for all tests of a file, started when the first needs it.
import { after } from "node:test";
import { type Browser, chromium } from "playwright-core";

const CHROMIUM = "/usr/bin/chromium";

let browser: Promise<Browser> | undefined;

export function theBrowser(): Promise<Browser> {
  // Chromium's own sandbox does not work as root.
  browser ??= chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  return browser;
}

after(async () => {
  await (await browser)?.close();
});
