// From asking for the window's page until its first complete picture, beside a page with nothing on it.
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser } from "playwright-core";
import { keepPictureTime, keptPictureTime } from "../../../test/window/lab/in-page.ts";
import type { Row } from "../result.ts";
import { median, quantile } from "../statistics.ts";
import { emptyPage, newPage } from "./chromium.ts";
import { withWindow } from "./ground.ts";

const ROW = "tray: window until its first picture";
const REACH = 300;
const UPLINKS = 3;
const PATIENCE = 20_000;

export const windowLoad: Row = async (plan, report) => {
  const samples = plan.quick ? 8 : 20;
  await withWindow({ links: UPLINKS, assigned: true }, async ({ seat, browser }) => {
    const empty = await emptyPage();
    const switches = await switchesIn(browser, seat.url);
    const [times, baselines]: number[][] = [[], []];
    for (let n = 0; n < samples; n += 1) {
      times?.push(await pictureTime(browser, seat.url, switches));
      baselines?.push(await pictureTime(browser, empty, 0));
    }
    const common = { row: ROW, subject: "window", unit: "ms", right: switches >= UPLINKS } as const;
    const [value, baseline] = [median(times ?? []), median(baselines ?? [])];
    const measure = `${UPLINKS} uplinks, median; / an empty page`;
    report({ ...common, measure, value, baseline, ratio: value / baseline, reach: REACH, judged: value });
    report({ ...common, measure: `${UPLINKS} uplinks, 95th percentile`, value: quantile(times ?? [], 0.95) });
  });
};

/** How many the complete picture has: nothing more comes after a while. */
async function switchesIn(browser: Browser, url: string): Promise<number> {
  const page = await newPage(browser);
  await page.goto(url);
  await page.getByRole("switch").first().waitFor();
  await sleep(1500);
  const count = await page.getByRole("switch").count();
  await page.context().close();
  return count;
}

/** Milliseconds since the page was asked for. Nothing is in a cache: the session is new. */
async function pictureTime(browser: Browser, url: string, switches: number): Promise<number> {
  const page = await newPage(browser);
  await page.addInitScript(keepPictureTime, switches);
  await page.goto(url);
  for (const since = performance.now(); performance.now() - since < PATIENCE; await sleep(20)) {
    const time = await page.evaluate(keptPictureTime);
    if (time === undefined) continue;
    await page.context().close();
    return time;
  }
  throw new Error(`${url} has not shown ${switches} switches within ${PATIENCE} ms`);
}
