// The frame of every window test: a bus, polkitd where somebody else than root asks, the service, a user's seat, and the
// window of that seat in a real browser. An error on the page fails the test, whatever else it looked at.
import assert from "node:assert/strict";
import type { BrowserContextOptions, Page } from "playwright-core";
import { addUplink, Bus, type User } from "../../bus/lab/index.ts";
import { type Daemon, type DaemonOptions, type Lab, lab } from "../../kernel/lab/index.ts";
import { theBrowser } from "./browser.ts";
import { Seat } from "./seat.ts";
import { type Watched, watchPage } from "./watched.ts";
import { Window } from "./window.ts";

export { addLink, addUplink, type Bus, ruleOf } from "../../bus/lab/index.ts";
export { type Daemon, eventually, ours, rules } from "../../kernel/lab/index.ts";
export { Window } from "./window.ts";

export interface WindowOptions
  extends Pick<BrowserContextOptions, "colorScheme" | "contrast" | "viewport" | "deviceScaleFactor"> {
  readonly locale?: string;
  /** Where the window begins; by default the address that lets in. */
  readonly url?: string;
}

export interface WindowLab {
  readonly bus: Bus;
  readonly lab: Lab;
  readonly seat: Seat;
  /** Runs, unless the options say otherwise. */
  readonly daemon: Daemon;
  readonly window: Window;
  /** One more window of this seat, in a browser session of its own. */
  open(options?: WindowOptions): Promise<Window>;
  /** From now on, what fits is no mistake: "WebSocket connection to … failed" where there is nobody. */
  expectErrors(pattern: RegExp): void;
}

export interface WindowLabOptions extends WindowOptions {
  /** Milliseconds for the whole test. */
  readonly timeout?: number;
  /** Whose window it is; polkit is asked unless it is root. */
  readonly user?: User;
  /** What there is before the service starts; by default u1 and u2 of `addUplink`. */
  readonly prepare?: (bus: Bus) => void;
  readonly config?: string;
}

/** A folder for pictures of the windows of a test that fails. */
const PICTURES = process.env.MULTIHOMED_TEST_PICTURES;

const PROGRAMS = ["dbus-daemon", "setpriv", "chromium"];

export function windowLab(name: string, body: (lab: WindowLab) => Promise<void>, options: WindowLabOptions = {}): void {
  const { timeout = 40_000, user = "root", prepare = twoUplinks, config, ...first } = options;
  lab(
    name,
    async (lab) => {
      const bus = await Bus.start(lab);
      if (user !== "root") await bus.startPolkit();
      prepare(bus);
      const service: DaemonOptions = config === undefined ? {} : { config };
      const daemon = await bus.service([], service);
      await withSeat(bus.address, user, first, (sat) => body({ ...sat, bus, lab, daemon }));
    },
    { timeout, programs: PROGRAMS },
  );
}

type Sat = Pick<WindowLab, "seat" | "window" | "open" | "expectErrors">;

/** A user's seat on the bus at this address, with one window; everything is closed at the end, and nothing broke. */
export async function withSeat(
  address: string,
  user: User,
  first: WindowOptions,
  body: (sat: Sat) => Promise<void>,
): Promise<void> {
  const seat = new Seat(address, user);
  const watched: Watched[] = [];
  const windows: Page[] = [];
  const expected: RegExp[] = [];
  const browser = await theBrowser();
  const closing: (() => Promise<void>)[] = [() => seat.leave()];
  try {
    await seat.serve();
    const open = async ({ url = seat.url, locale = "en-GB", ...options }: WindowOptions = {}) => {
      const context = await browser.newContext({ viewport: { width: 1000, height: 700 }, locale, ...options });
      closing.unshift(() => context.close());
      context.setDefaultTimeout(10_000);
      const page = await context.newPage();
      windows.push(page);
      watched.push(await watchPage(page));
      await page.goto(url);
      return new Window(page, locale);
    };
    const window = await open(first);
    await body({ seat, window, open, expectErrors: (pattern) => expected.push(pattern) });
    const errors = (await Promise.all(watched.map(({ errors }) => errors()))).flat();
    const unexpected = errors.filter((error) => !expected.some((pattern) => pattern.test(error)));
    assert.deepEqual([...unexpected, ...seat.mistakes], []);
  } catch (error) {
    if (PICTURES !== undefined)
      await Promise.all(windows.map((page, n) => page.screenshot({ path: `${PICTURES}/${n}.png` })));
    throw error;
  } finally {
    for (const close of closing) await close();
  }
}

function twoUplinks(bus: Bus): void {
  addUplink(bus, 1);
  addUplink(bus, 2);
}
