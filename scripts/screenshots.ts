// npm run screenshots: writes the pictures of docs/images. The window in Chromium, with a real service and live traffic in
// network namespaces that go with this process.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { wordsFor } from "../tray/shared/words/index.ts";
import { startChromium } from "./bench/tray/chromium.ts";
import { takeSeat } from "./bench/tray/seat.ts";
import { addresses } from "./demo-steps/network.ts";
import { requireProgram } from "./lab/daemon.ts";
import { inPrivate } from "./lab/private.ts";
import { startTrayDemo, type TrayDemo } from "./lab/tray-demo.ts";

interface Picture {
  readonly name: string;
  readonly options?: BrowserContextOptions;
  /** What is done before it is taken. */
  prepare?(page: Page): Promise<void>;
}

const IMAGES = fileURLToPath(new URL("../docs/images", import.meta.url));
const LOCALE = "en-GB";
const WORDS = wordsFor(LOCALE);
/** Traffic is read every two seconds, and a rate needs two readings. */
const RATES_MS = 4500;
/** What comes sooner after something else is taken for its consequence. */
const APART_MS = 3000;

const LIVE: readonly Picture[] = [
  { name: "overview-light" },
  { name: "overview-dark", options: { colorScheme: "dark" } },
  { name: "narrow", options: { viewport: { width: 360, height: 780 } } },
  { name: "interface", options: { viewport: { width: 1000, height: 1150 } }, prepare: openCable },
  { name: "activity", prepare: openActivity },
];
const STOPPED: Picture = { name: "service-absent", options: { viewport: { width: 1000, height: 360 } } };

if (await inPrivate("screenshots")) {
  requireProgram();
  mkdirSync(IMAGES, { recursive: true });
  const demo = await startTrayDemo();
  const seat = await takeSeat(() => demo.connect());
  const browser = await startChromium({ ...process.env, FONTCONFIG_FILE: fontsOfADesktop() });
  await happen(browser, seat.url, demo);
  await Promise.all(LIVE.map((picture) => take(browser, seat.url, picture)));
  await demo.stopService();
  await take(browser, seat.url, STOPPED);
  await browser.close();
  process.exit(); // what was started ends with it
}

async function take(browser: Browser, url: string, { name, options, prepare }: Picture): Promise<void> {
  const page = await open(browser, url, options);
  await prepare?.(page);
  await sleep(RATES_MS);
  await page.screenshot({ path: join(IMAGES, `${name}.png`) });
  await page.context().close();
}

async function open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Page> {
  const viewport = { width: 1000, height: 700 };
  const context = await browser.newContext({ viewport, deviceScaleFactor: 1.5, locale: LOCALE, ...options });
  const page = await context.newPage();
  page.on("pageerror", (error) => {
    console.error(error);
    process.exit(1); // a picture of a broken page is none
  });
  await page.goto(url);
  return page;
}

/** A few things, so that there is a history. */
async function happen(browser: Browser, url: string, { laptop, uplinks }: TrayDemo): Promise<void> {
  const [cable, wireless] = [uplinks.get("enp0s31f6"), uplinks.get("wlan0")];
  if (cable === undefined || wireless === undefined) throw new Error("the demo has not the uplinks that are expected");
  const further = `${addresses(cable, 40)[0]}/24`;
  const page = await open(browser, url);
  const mobile = page.getByRole("switch", { name: WORDS.shell.linkSwitch.label("wwan0"), exact: true });
  const steps = [
    () => mobile.click(),
    () => mobile.click(),
    () => wireless.router.batch(`link set ${wireless.routerLink} down`),
    () => wireless.router.batch(`link set ${wireless.routerLink} up`),
    () => laptop.batch(`addr add ${further} dev ${cable.link}`),
    () => laptop.batch(`addr del ${further} dev ${cable.link}`),
  ];
  for (const step of steps) {
    await step();
    await sleep(APART_MS);
  }
  await page.context().close();
}

async function openCable(page: Page): Promise<void> {
  await page.getByRole("button", { name: WORDS.overview.details("enp0s31f6"), exact: true }).click();
}

async function openActivity(page: Page): Promise<void> {
  await page.getByRole("button", { name: WORDS.shell.page.activity, exact: true }).click();
  await page.getByRole("article").filter({ hasText: "10.1.0.40" }).getByRole("button").last().click();
}

/** Fontconfig's file for letters as on a desktop, where they are installed (Debian's fonts-inter); others else. */
function fontsOfADesktop(): string {
  const file = "/run/fonts.conf";
  const prefer = (family: string, preferred: string) => `<match target="pattern">
    <test name="family"><string>${family}</string></test>
    <edit name="family" mode="prepend" binding="strong"><string>${preferred}</string></edit>
  </match>`;
  const rules = ["sans", "sans-serif", "system-ui", "DejaVu Sans"].map((family) => prefer(family, "Inter"));
  writeFileSync(file, `<fontconfig><include>/etc/fonts/fonts.conf</include>${rules.join("")}</fontconfig>`);
  return file;
}
