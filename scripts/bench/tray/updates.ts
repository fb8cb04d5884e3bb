// How smoothly the window is drawn while much changes: the longest of its frames, beside those of a window in peace.
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Link } from "../../../common/client/domain.ts";
import type { Change, LiveClient } from "../../../common/client/live-client.ts";
import { frames } from "../../../test/window/lab/in-page.ts";
import type { Live } from "../../../tray/host/live.ts";
import type { Ground } from "../ground.ts";
import type { Plan, Result, Row } from "../result.ts";
import { quantile } from "../statistics.ts";
import { newPage } from "./chromium.ts";
import { type Shown, withWindow } from "./ground.ts";

const ROW = "tray: frames while links change";
const REACH = 50;
const LINKS = 200;
/** Of updates: 50 in a second. */
const INTERVAL = 20;

export const windowUpdates: Row = async (plan, report) => {
  for (const assigned of [true, false]) {
    const which = `${LINKS} ${assigned ? "uplinks" : "unused"}`;
    const shaken = new Shaken();
    await withWindow({ links: LINKS, assigned, seen: (live) => shaken.over(live) }, async (shown) => {
      const idle = await framesOf(plan, shown, async () => {});
      const tell = (measure: string, lengths: readonly number[]) =>
        reportFrames(report, `${which}, ${measure}`, lengths, idle);
      tell("50/s", await framesOf(plan, shown, (until) => changeOneByOne(shown, until)));
      tell("each 50/s", await framesOf(plan, shown, (until) => shaken.shake(until)));
    });
  }
};

function reportFrames(
  report: (result: Result) => void,
  measure: string,
  lengths: readonly number[],
  idle: readonly number[],
): void {
  const common = { row: ROW, subject: "window", unit: "ms", right: lengths.length > 0 } as const;
  const [value, baseline] = [Math.max(...lengths), Math.max(...idle)];
  report({
    ...common,
    measure: `${measure}, longest; / idle`,
    value,
    baseline,
    ratio: value / baseline,
    reach: REACH,
    judged: value,
  });
  const most = { value: quantile(lengths, 0.99), baseline: quantile(idle, 0.99) };
  report({ ...common, measure: `${measure}, 99th percentile`, ...most, ratio: most.value / most.baseline });
}

/** The frames of a window of its own while `disturb` is under way, which has begun before. */
async function framesOf(
  plan: Plan,
  { browser, seat }: Shown,
  disturb: (until: AbortSignal) => Promise<void>,
): Promise<number[]> {
  const page = await newPage(browser);
  await page.goto(seat.url);
  await page.getByRole("switch").first().waitFor();
  await sleep(2000);
  const end = new AbortController();
  const disturbing = disturb(end.signal);
  await sleep(1000);
  const lengths = await page.evaluate(frames, plan.quick ? 3000 : 10_000);
  end.abort();
  await disturbing;
  await page.context().close();
  return lengths;
}

/** In the kernel: one link after the other gets an address, then loses it. The service tells of each. */
async function changeOneByOne({ ground, links }: Pick<Shown, "ground" | "links">, until: AbortSignal): Promise<void> {
  const ip = commands(ground);
  for (let n = 0; !until.aborted; n += 1) {
    const [round, at] = [Math.floor(n / links.length), n % links.length];
    ip.write(`addr ${round % 2 === 0 ? "add" : "del"} 10.201.${at}.2/24 dev ${links[at]}\n`);
    await sleep(INTERVAL);
  }
  ip.end();
  await once(ip, "close");
}

/** One ip that carries out what it reads. */
function commands(ground: Ground) {
  const child = ground.host.start(["ip", "-force", "-batch", "-"], { stdio: ["pipe", "ignore", "ignore"] });
  if (child.stdin === null) throw new Error("ip has no standard input");
  return child.stdin;
}

/** The service as it is, but with addresses that change faster than any service tells. */
class Shaken {
  #live: LiveClient | undefined;
  readonly #listeners = new Set<(change: Change) => void>();

  over(live: LiveClient): Live {
    this.#live = live;
    const listeners = this.#listeners;
    live.watch((change) => {
      for (const listener of listeners) listener(change);
    });
    return {
      get reach() {
        return live.reach;
      },
      get service() {
        return live.service;
      },
      get links() {
        return live.links;
      },
      get client() {
        return live.client;
      },
      watch(listener: (change: Change) => void) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    } as Live; // `service` may be undefined, which an object with a getter cannot say exactly
  }

  async shake(until: AbortSignal): Promise<void> {
    const links = [...(this.#live?.links.values() ?? [])];
    const began = performance.now();
    for (let turn = 1; !until.aborted; turn += 1) {
      for (const link of links) this.#tell(changed(link, turn));
      await sleep(Math.max(0, began + turn * INTERVAL - performance.now()));
    }
    for (const link of links) this.#tell(link);
  }

  #tell(link: Link): void {
    for (const listener of this.#listeners) listener({ kind: "link", name: link.name, link });
  }
}

const changed = (link: Link, turn: number): Link => ({
  ...link,
  addresses: [`10.202.${turn & 255}.2/24`, ...link.addresses],
});
