// What the service says twice, or as no service of today says it: drawn as often as it is said, gone when it is over, and
// never the end of the window. Without a service, so that it says exactly that.

import assert from "node:assert/strict";
import { after } from "../../common/client/after.ts";
import type { Link } from "../../common/client/domain.ts";
import { Host } from "../../tray/host/host.ts";
import { WebDesktop } from "../../tray/web/desktop.ts";
import { serveWindow } from "../../tray/web/server.ts";
import { lab } from "../kernel/lab/index.ts";
import { link, StandInLive } from "../unit/tray/host/stand-in.ts";
import { theBrowser } from "./lab/browser.ts";
import { DIST } from "./lab/seat.ts";
import { watchPage } from "./lab/watched.ts";
import { Window } from "./lab/window.ts";

const NO_MPTCP = { code: "no-mptcp", text: "the kernel has none" };
const CONTENDED = { code: "contended", text: "someone keeps deleting" };

scene(
  "a problem of two uplinks on one link goes when it is over",
  { problems: [CONTENDED, NO_MPTCP, NO_MPTCP] },
  async ({ window, set }) => {
    await window.openLink("u1");
    const told = window.main.getByRole("note").getByText(NO_MPTCP.text);
    await told.waitFor();
    assert.equal(await told.count(), 1);
    set("u1", { problems: [NO_MPTCP, NO_MPTCP] });
    await window.showsNo(CONTENDED.text);
    assert.equal(await told.count(), 1);
    set("u1", { problems: [CONTENDED] });
    await window.shows(CONTENDED.text);
    assert.equal(await told.count(), 0);
  },
);

scene(
  "what happened twice is said twice, also when it turns out to belong to more",
  {},
  async ({ live, window, set }) => {
    await window.go("activity");
    set("v1", { addresses: [] });
    const [here, there] = [{ addresses: ["10.1.0.2/24"] }, { addresses: ["10.1.0.3/24"] }];
    for (const how of [there, here, there, here]) set("u1", how);
    set("v1", here);
    const moved = window.main.getByText("u1 got the address 10.1.0.3/24 instead of 10.1.0.2/24");
    await moved.nth(1).waitFor();
    const operations = ["u1", "v1"].map((name) => ({ interface: name, verb: "add", object: "-4 rule from all" }));
    live.tell({ kind: "applied", batch: { time: Date.now(), operations } });
    await window.main.getByText("2 rules added").waitFor();
    assert.equal(await moved.count(), 2);
  },
);

scene("a state that is called as what every object has does not empty the window", {}, async ({ window, set }) => {
  for (const state of ["__proto__", "constructor", "toString"]) {
    set("u1", { state });
    await window.main.getByText(state).first().waitFor();
    await window.openLink("u1");
    assert.equal(await window.heading(), "u1");
    await window.go("overview");
  }
});

scene(
  "what cannot be drawn is said where it was to stand, and everything else goes on",
  {},
  async ({ live, window, set }) => {
    await window.go("activity");
    // No calendar has a day for this.
    live.tell({
      kind: "applied",
      batch: { time: 9e15, operations: [{ interface: "u1", verb: "add", object: "-4 rule" }] },
    });
    await window.main.getByRole("alert").getByText(window.words.failures.mistake.title).waitFor();
    await window.go("overview");
    set("u1", { addresses: ["10.1.0.77/24"] });
    await window.shows("10.1.0.77");
    await window.go("preferences");
    await window.go("activity");
    await window.main.getByRole("button", { name: window.words.shell.again }).click();
    await window.main.getByRole("alert").waitFor();
  },
  [/Invalid time value|could not be|error boundary/i],
);

interface Scene {
  readonly live: StandInLive;
  readonly window: Window;
  /** Has the service say this of a link that is used. */
  set(name: string, how: Partial<Link>): void;
}

/** A test with a window and the link u1; an error on the page fails it, unless it is expected. */
function scene(
  name: string,
  first: Partial<Link>,
  body: (scene: Scene) => Promise<void>,
  expected: readonly RegExp[] = [],
): void {
  lab(name, () => play(first, body, expected), { programs: ["chromium"] });
}

async function play(
  first: Partial<Link>,
  body: (scene: Scene) => Promise<void>,
  expected: readonly RegExp[],
): Promise<void> {
  const live = new StandInLive();
  const mistakes: unknown[] = [];
  const host = new Host({
    live,
    desktop: new WebDesktop(),
    after,
    now: () => Date.now(),
    monotonic: () => performance.now(),
    mistake: (error) => mistakes.push(error),
  });
  const served = await serveWindow({ host, files: `${DIST}/tray/renderer`, bridge: `${DIST}/tray-web/bridge.js` });
  const context = await (await theBrowser()).newContext({ locale: "en-GB" });
  try {
    context.setDefaultTimeout(5000);
    const page = await context.newPage();
    const { errors } = await watchPage(page);
    await page.goto(served.url);
    const set = (name: string, how: Partial<Link>) =>
      live.set(link(name, { assigned: true, table: 1000, state: "active", addresses: ["10.1.0.2/24"], ...how }));
    live.ready([]);
    set("u1", first);
    await body({ live, window: new Window(page, "en-GB"), set });
    const unexpected = (await errors()).filter((error) => !expected.some((pattern) => pattern.test(error)));
    assert.deepEqual([...unexpected, ...mistakes], []);
  } finally {
    await context.close();
    await served.close();
    host.close();
  }
}
