import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { test } from "node:test";
import type { Session, WindowOpenHandlerResponse } from "electron";
import {
  type HardenedContents,
  type HardenedSession,
  hardenContents,
  hardenSession,
  mayLoad,
  webPreferences,
} from "../../../../../tray/main/window/security.ts";

type Handler<M extends keyof HardenedSession> = HardenedSession[M] extends (handler: infer H) => unknown ? H : never;

class StandInSession extends EventEmitter implements HardenedSession {
  request: Handler<"setPermissionRequestHandler"> = null;
  check: Handler<"setPermissionCheckHandler"> = null;
  device: Handler<"setDevicePermissionHandler"> = null;
  load: unknown;
  readonly webRequest: HardenedSession["webRequest"] = {
    onBeforeRequest: (...args: unknown[]) => {
      this.load = args.at(-1);
    },
  };
  setPermissionRequestHandler(handler: Handler<"setPermissionRequestHandler">): void {
    this.request = handler;
  }
  setPermissionCheckHandler(handler: Handler<"setPermissionCheckHandler">): void {
    this.check = handler;
  }
  setDevicePermissionHandler(handler: Handler<"setDevicePermissionHandler">): void {
    this.device = handler;
  }
}

class StandInPage extends EventEmitter implements HardenedContents {
  opened: WindowOpenHandlerResponse | undefined;
  setWindowOpenHandler(handler: Parameters<HardenedContents["setWindowOpenHandler"]>[0]): void {
    const nowhere = { url: "https://example.com/", frameName: "", features: "", disposition: "new-window" } as const;
    this.opened = handler({ ...nowhere, referrer: { url: "", policy: "default" } });
  }
}

/** Whether a listener prevents it. */
function prevents(emitter: EventEmitter, event: string): boolean {
  let prevented = false;
  emitter.emit(event, { preventDefault: () => (prevented = true) }, "https://example.com/");
  return prevented;
}

test("the window's page has nothing of Node, and a sandbox", () => {
  const session = {} as Session; // only handed on
  const users = webPreferences("/preload.js", session, { packaged: true });
  assert.equal(users.session, session);
  assert.equal(users.preload, "/preload.js");
  for (const on of ["sandbox", "contextIsolation", "webSecurity"] as const) assert.equal(users[on], true, on);
  const off = [
    "nodeIntegration",
    "nodeIntegrationInSubFrames",
    "nodeIntegrationInWorker",
    "allowRunningInsecureContent",
    "experimentalFeatures",
    "webviewTag",
    "plugins",
    "navigateOnDragDrop",
    "spellcheck",
    "devTools",
  ] as const;
  for (const each of off) assert.equal(users[each], false, each);
  assert.equal(webPreferences("/preload.js", session, { packaged: false }).devTools, true);
});

test("every permission is denied", () => {
  const session = new StandInSession();
  hardenSession(session, { packaged: true });
  const answers: boolean[] = [];
  // What it is called with does not matter to a handler that always denies.
  (session.request as unknown as (a: null, b: string, answer: (granted: boolean) => void) => void)(
    null,
    "media",
    (granted) => answers.push(granted),
  );
  assert.deepEqual(answers, [false]);
  assert.equal((session.check as unknown as () => boolean)(), false);
  assert.equal((session.device as unknown as () => boolean)(), false);
  assert.ok(prevents(session, "will-download"));
});

test("nothing is loaded from anywhere else", () => {
  const session = new StandInSession();
  hardenSession(session, { packaged: true });
  const load = session.load as (details: { url: string }, answer: (response: { cancel?: boolean }) => void) => void;
  const cancelled = (url: string) => {
    let cancel: boolean | undefined;
    load({ url }, (response) => {
      cancel = response.cancel;
    });
    return cancel;
  };
  assert.equal(cancelled("multihomed-tray://window/window.js"), false);
  assert.equal(cancelled("data:image/png;base64,AAAA"), false);
  for (const url of [
    "https://example.com/",
    "http://127.0.0.1/",
    "ws://localhost/",
    "file:///etc/passwd",
    "multihomed-tray://elsewhere/",
    "data:text/html,x",
    "blob:null/x",
    "devtools://devtools/bundled/x",
    "chrome://gpu",
  ]) {
    assert.equal(cancelled(url), true, url);
  }
});

test("developers may look, users may not", () => {
  const url = "devtools://devtools/bundled/devtools_app.html";
  assert.ok(mayLoad(url, { packaged: false }));
  assert.ok(!mayLoad(url, { packaged: true }));
});

test("no page leads elsewhere, opens another, or has one inside", () => {
  const page = new StandInPage();
  hardenContents(page);
  for (const event of ["will-navigate", "will-frame-navigate", "will-redirect", "will-attach-webview"]) {
    assert.ok(prevents(page, event), event);
  }
  assert.deepEqual(page.opened, { action: "deny" });
});
