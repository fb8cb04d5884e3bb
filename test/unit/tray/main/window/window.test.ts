import assert from "node:assert/strict";
import { test } from "node:test";
import type { BrowserWindowConstructorOptions } from "electron";
import { PAGE } from "../../../../../tray/main/window/page.ts";
import { DEFAULT_SIZE, type WindowSize } from "../../../../../tray/main/window/size.ts";
import { Window } from "../../../../../tray/main/window/window.ts";
import { CHANNEL_TOLD } from "../../../../../tray/shared/bridge.ts";
import type { Told } from "../../../../../tray/shared/told.ts";
import { StandInHost } from "../stand-in/session.ts";
import { Time } from "../stand-in/time.ts";
import { StandInFrame } from "../stand-in/window.ts";

const GO: Told = { kind: "go", place: { page: "overview" } };
const TRAY: Told = { kind: "tray", state: "shown", gnome: false };

function made(size: Partial<WindowSize> = {}) {
  const frames: StandInFrame[] = [];
  const options: BrowserWindowConstructorOptions[] = [];
  const sizes: WindowSize[] = [];
  const warnings: string[] = [];
  const time = new Time();
  const host = new StandInHost();
  const state = { staysAlive: true, extra: [TRAY] as Told[], quits: 0 };
  const window = new Window({
    make(how) {
      options.push(how);
      const frame = new StandInFrame();
      frames.push(frame);
      return frame;
    },
    look: () => ({ backgroundColor: "#123456" }),
    readSize: () => ({ ...DEFAULT_SIZE, ...size }),
    writeSize: (written) => sizes.push(written),
    open: host.open,
    extra: () => state.extra,
    staysAlive: () => state.staysAlive,
    quit: () => state.quits++,
    monotonic: time.monotonic,
    warn: (line) => warnings.push(line),
  });
  const frame = () => {
    const last = frames.at(-1);
    assert.ok(last);
    return last;
  };
  /** What the page was told beside what the host said. */
  const told = () => frame().webContents.sent.flatMap(({ channel, told }) => (channel === CHANNEL_TOLD ? [told] : []));
  return { window, frames, frame, options, sizes, warnings, time, host, state, told };
}

test("it is made when it is first shown, and shows when it is drawn", () => {
  const { window, frames, frame, options } = made();
  assert.equal(frames.length, 0);
  assert.ok(!window.isVisible);
  window.show();
  assert.deepEqual(frame().loaded, [PAGE]);
  window.show();
  assert.ok(!window.isVisible, "a window without its page is nothing to look at");
  assert.equal(options[0]?.show, false);
  assert.equal(options[0]?.backgroundColor, "#123456");
  frame().emit("ready-to-show");
  assert.ok(window.isVisible);
});

test("it comes back in front, also when it was minimised", () => {
  const { window, frame, frames } = made();
  window.show();
  frame().emit("ready-to-show");
  frame().minimized = true;
  frame().visible = false;
  window.show();
  assert.deepEqual([frame().minimized, frame().visible, frame().focused, frames.length], [false, true, 1, 1]);
});

test("it has the size and the letters that it had", () => {
  const { window, frame, options } = made({ width: 500, height: 400, maximized: true, zoom: 2 });
  window.show();
  assert.deepEqual([options[0]?.width, options[0]?.height], [500, 400]);
  frame().emit("ready-to-show");
  frame().webContents.emit("did-finish-load");
  assert.ok(frame().maximized);
  assert.equal(frame().webContents.zoomLevel, 2);
});

test("closing it hides it where there is an icon, and ends it where there is none", () => {
  const { window, frame, frames, sizes, state, host } = made();
  window.show();
  frame().emit("ready-to-show");
  frame().close();
  assert.ok(!window.isVisible);
  assert.ok(!frame().closed);
  assert.deepEqual(sizes, [{ width: 800, height: 600, maximized: false, zoom: 0 }]);
  window.show();
  assert.equal(frames.length, 1);
  state.staysAlive = false;
  frame().close();
  assert.ok(frame().closed);
  assert.ok(host.session.closed);
  assert.equal(window.caller, undefined);
  window.show();
  assert.equal(frames.length, 2);
});

test("closing it does not keep the app from ending", () => {
  const { window, frame } = made();
  window.show();
  window.quitting();
  frame().close();
  assert.ok(frame().closed);
});

test("keys close it, end the app and change its letters; others are the page's", () => {
  const { window, frame, state, sizes } = made();
  window.show();
  const { webContents } = frame();
  assert.ok(webContents.presses({ key: "c", control: true }));
  for (const key of ["+", "+", "-"]) assert.ok(!webContents.presses({ key, control: true }));
  assert.equal(webContents.zoomLevel, 0.5);
  assert.ok(!webContents.presses({ key: "q", control: true }));
  assert.equal(state.quits, 1);
  frame().show();
  assert.ok(!webContents.presses({ key: "w", control: true }));
  assert.ok(!frame().visible);
  assert.equal(sizes[0]?.zoom, 0.5);
});

test("the page follows the host, and is told of the icon behind that", async () => {
  const { window, host, told, state } = made();
  window.show();
  host.session.tell([GO]);
  assert.deepEqual(told(), [[GO]]);
  window.tellExtra();
  assert.equal(told().length, 1, "who does not follow yet is told when it does");
  await window.caller?.answer("follow", []);
  assert.deepEqual(told(), [[GO], [TRAY]]);
  state.extra = [{ ...TRAY, state: "no-watcher" } as Told];
  window.tellExtra();
  assert.deepEqual(told().at(-1), [{ ...TRAY, state: "no-watcher" }]);
});

test("a page that is loaded again begins anew", async () => {
  const { window, frame, host, told } = made();
  window.show();
  const [first] = host.sessions;
  assert.equal(host.sessions.length, 1, "what was to be shown before the first page was there is not lost");
  await window.caller?.answer("follow", []);
  frame().webContents.navigates();
  assert.equal(host.sessions.length, 2);
  assert.ok(first?.closed);
  const before = told().length;
  window.tellExtra();
  assert.equal(told().length, before);
  await window.caller?.answer("follow", []);
  assert.equal(told().length, before + 1);
});

test("a page that is kept from going elsewhere is told everything as before", async () => {
  const { window, frame, host, told } = made();
  window.show();
  await window.caller?.answer("follow", []);
  frame().webContents.navigates({ prevented: true });
  assert.equal(host.sessions.length, 1);
  host.session.tell([GO]);
  window.tellExtra();
  assert.deepEqual(told().slice(-2), [[GO], [TRAY]]);
});

test("a page that has broken is told nothing, and the next one begins anew", async () => {
  const { window, frame, host, told } = made();
  window.show();
  await window.caller?.answer("follow", []);
  const before = told().length;
  frame().webContents.loads = false;
  frame().webContents.emit("render-process-gone", {}, { reason: "oom" });
  assert.ok(host.sessions[0]?.closed);
  window.tellExtra();
  assert.equal(told().length, before);
  frame().webContents.navigates();
  assert.equal(host.sessions.length, 2, "it was begun once");
});

test("an answer to a page that is gone does not make the next one follow", async () => {
  const { window, frame, host, told } = made();
  window.show();
  const following = window.caller?.answer("follow", []);
  frame().webContents.navigates();
  await following;
  assert.deepEqual(told(), []);
  assert.equal(host.sessions.length, 2);
});

test("nothing is sent to a page that is no more", () => {
  const { window, frame, host } = made();
  window.show();
  frame().webContents.destroyed = true;
  host.session.tell([GO]);
  assert.equal(window.caller, undefined);
});

test("a page that breaks is loaded again, but not for ever", () => {
  const { window, frame, frames, time, warnings } = made();
  window.show();
  const breaks = () => frame().webContents.emit("render-process-gone", {}, { reason: "crashed" });
  frame().webContents.emit("render-process-gone", {}, { reason: "clean-exit" });
  assert.deepEqual(warnings, []);
  for (let n = 0; n < 3; n++) breaks();
  assert.equal(frame().webContents.reloads, 3);
  time.pass(60_000);
  for (let n = 0; n < 3; n++) breaks();
  assert.equal(frame().webContents.reloads, 6);
  breaks();
  assert.ok(frame().closed);
  assert.equal(warnings.at(-1), "the window's page has ended (crashed); it is closed");
  window.show();
  assert.equal(frames.length, 2);
});

test("a page that is not there is said, not thrown, and the window shows all the same", async () => {
  const { window, warnings } = made();
  const load = StandInFrame.prototype.loadURL;
  StandInFrame.prototype.loadURL = async () => {
    throw new Error("ERR_FAILED");
  };
  try {
    window.show();
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    StandInFrame.prototype.loadURL = load;
  }
  assert.deepEqual(warnings, ["the window's page was not loaded: Error: ERR_FAILED"]);
  assert.ok(window.isVisible);
});
