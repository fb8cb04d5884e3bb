// What no page in this app may do, whatever page it is and however it came here: everything but show our own.
import type { Event, Session, WebContents, WebPreferences } from "electron";
import { isPage } from "./page.ts";

export interface Trust {
  /** Whether this is what users have: no tools for developers. */
  readonly packaged: boolean;
}

export function webPreferences(preload: string, session: Session, { packaged }: Trust): WebPreferences {
  return {
    preload,
    session,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    nodeIntegrationInWorker: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    plugins: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
    spellcheck: false, // which would download dictionaries
    devTools: !packaged,
  };
}

type Prevented = Pick<Event, "preventDefault">;

export interface HardenedSession
  extends Pick<Session, "setPermissionRequestHandler" | "setPermissionCheckHandler" | "setDevicePermissionHandler"> {
  readonly webRequest: Pick<Session["webRequest"], "onBeforeRequest">;
  on(event: "will-download", listener: (event: Prevented) => void): unknown;
}

/** Nothing is loaded from anywhere else, nothing is permitted, nothing is downloaded. */
export function hardenSession(session: HardenedSession, trust: Trust): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !mayLoad(url, trust) }));
  session.on("will-download", (event) => event.preventDefault());
}

/** Pictures may be in the page itself (data:), as its policy says. */
export function mayLoad(url: string, { packaged }: Trust): boolean {
  if (isPage(url) || /^data:image\//i.test(url)) return true;
  return !packaged && /^devtools:/i.test(url);
}

export interface HardenedContents extends Pick<WebContents, "setWindowOpenHandler"> {
  on(event: "will-navigate", listener: (event: Prevented) => void): unknown;
  on(event: "will-frame-navigate", listener: (event: Prevented) => void): unknown;
  on(event: "will-redirect", listener: (event: Prevented) => void): unknown;
  on(event: "will-attach-webview", listener: (event: Prevented) => void): unknown;
}

/** No page leads anywhere, opens another, or has one inside. */
export function hardenContents(contents: HardenedContents): void {
  const prevent = (event: Prevented) => event.preventDefault();
  contents.on("will-navigate", prevent);
  contents.on("will-frame-navigate", prevent);
  contents.on("will-redirect", prevent);
  contents.on("will-attach-webview", prevent);
  contents.setWindowOpenHandler(() => ({ action: "deny" }));
}
