// Processor time of window and host while nothing happens, in per cent of one processor, beside an empty page.
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Row } from "../result.ts";
import { processorSeconds } from "../usage.ts";
import { emptyPage, newPage, startChromium } from "./chromium.ts";
import { withWindow } from "./ground.ts";

const ROW = "tray: CPU while nothing happens";
const REACH = 0.5;
/** Until V8 has tidied up behind the start, which takes it a second of work once. */
const SETTLE = 20_000;

export const windowIdle: Row = async (plan, report) => {
  const seconds = plan.quick ? 10 : 20;
  await withWindow({ links: 3, assigned: true }, async ({ browser, seat }) => {
    await browser.close(); // each has a browser of its own
    const baseline = await idleOf(await emptyPage(), seconds);
    const value = await idleOf(seat.url, seconds);
    const common = { row: ROW, subject: "window", unit: "%", right: true } as const;
    const measure = `3 uplinks, ${seconds} s; / an empty page`;
    report({
      ...common,
      measure,
      value: value.all,
      baseline: baseline.all,
      ratio: value.all / baseline.all,
      reach: REACH,
      judged: value.all,
    });
    report({ ...common, measure: "of which the browser", value: value.browser, baseline: baseline.browser });
    report({ ...common, measure: "of which the host, in this process", value: value.host, baseline: baseline.host });
  });
};

interface Used {
  readonly all: number;
  readonly browser: number;
  readonly host: number;
}

async function idleOf(url: string, seconds: number): Promise<Used> {
  const before = new Set(children(process.pid));
  const browser = await startChromium();
  const page = await newPage(browser);
  await page.goto(url);
  await sleep(SETTLE);
  const roots = children(process.pid).filter((pid) => !before.has(pid));
  const browserSeconds = () => sum(roots.flatMap(withDescendants).map(processorSeconds));
  const [browserBefore, hostBefore] = [browserSeconds(), processorSeconds(process.pid)];
  await sleep(seconds * 1000);
  const used = (now: number, then: number) => ((now - then) * 100) / seconds;
  const [ofBrowser, ofHost] = [used(browserSeconds(), browserBefore), used(processorSeconds(process.pid), hostBefore)];
  await browser.close();
  return { all: ofBrowser + ofHost, browser: ofBrowser, host: ofHost };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const withDescendants = (pid: number): number[] => [pid, ...children(pid).flatMap(withDescendants)];

/** By the parent that each process names (proc_pid_stat(5), field 4). */
function children(pid: number): number[] {
  return processes().filter((each) => parentOf(each) === pid);
}

const processes = (): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined; // it has ended meanwhile
  }
}
