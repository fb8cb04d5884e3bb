// Processor time of window and host while nothing happens, in per cent of one processor, beside an empty page.
// Nobody drives this Chromium: what follows a page's doings has doings of its own.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Row } from "../result.ts";
import { processorSeconds } from "../usage.ts";
import { CHROMIUM, emptyPage } from "./chromium.ts";
import { withWindow } from "./ground.ts";

const ROW = "tray: CPU while nothing happens";
const REACH = 0.5;
const UPLINKS = 3;
/** Until V8 has tidied up behind the start. */
const SETTLE = 20_000;
const SERVE = fileURLToPath(new URL("serve.ts", import.meta.url));

export const windowIdle: Row = async (plan, report) => {
  const seconds = plan.quick ? 10 : 20;
  await withWindow({ links: UPLINKS, assigned: true }, async ({ bus }) => {
    const [served, alone] = [await serve(bus.address), await serve(bus.address)];
    const [window, empty] = [await openBrowser(served.url), await openBrowser(await emptyPage())];
    await sleep(SETTLE);
    const used = () => [served, window, empty, alone].map(({ pid }) => treeSeconds(pid));
    const before = used();
    await sleep(seconds * 1000);
    const [ofHost = 0, ofWindow = 0, baseline = 0, ofAlone = 0] = used().map(
      (now, at) => ((now - (before[at] ?? 0)) * 100) / seconds,
    );
    const right = served.opened();
    await Promise.all([window, empty, served, alone].map((started) => started.end()));
    const common = { row: ROW, subject: "window", unit: "%", right } as const;
    const value = ofHost + ofWindow;
    const measure = `${UPLINKS} uplinks, ${seconds} s; / an empty page`;
    report({ ...common, measure, value, baseline, ratio: value / baseline, reach: REACH, judged: value });
    report({ ...common, measure: "of which the browser", value: ofWindow });
    report({ ...common, measure: "of which the host", value: ofHost });
    report({ ...common, measure: "the host while no window is open", value: ofAlone });
  });
};

interface Started {
  readonly pid: number;
  end(): Promise<void>;
}

/** Nothing of Chromium's own that has nothing to do with a page. */
const QUIET = [
  "--disable-background-networking",
  "--disable-breakpad",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-extensions",
  "--disable-sync",
  "--metrics-recording-only",
  "--no-default-browser-check",
  "--no-first-run",
];

async function openBrowser(url: string): Promise<Started> {
  const folder = mkdtempSync("/run/chromium-");
  const options = ["--headless", "--window-size=1000,700", `--user-data-dir=${folder}`, ...QUIET];
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const child = spawn(CHROMIUM, [...options, ...asRoot, url], { stdio: "ignore" });
  return {
    pid: await pidOf(child),
    async end() {
      child.kill("SIGTERM");
      await once(child, "exit");
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function serve(address: string): Promise<Started & { readonly url: string; opened(): boolean }> {
  const child = spawn(process.execPath, [...process.execArgv, SERVE, address], { stdio: ["pipe", "pipe", "inherit"] });
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
  await once(reader, "line");
  return {
    pid: await pidOf(child),
    url: lines[0] ?? "",
    opened: () => lines.includes("opened"),
    async end() {
      child.stdin.end();
      await once(child, "exit");
    },
  };
}

async function pidOf(child: ChildProcess): Promise<number> {
  if (child.pid === undefined) await once(child, "spawn"); // throws why it was not started
  return child.pid ?? -1;
}

/** Of a process and all that it has started. */
function treeSeconds(pid: number): number {
  const parents = new Map(processes().map((each) => [each, parentOf(each)]));
  const tree = [pid];
  for (const root of tree) tree.push(...[...parents].flatMap(([each, parent]) => (parent === root ? [each] : [])));
  return tree.map(processorSeconds).reduce((total, seconds) => total + seconds, 0);
}

const processes = (): number[] => readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));

/** proc_pid_stat(5), field 4. */
function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined; // it has ended meanwhile
  }
}
