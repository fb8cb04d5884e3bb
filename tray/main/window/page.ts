// The page of the window: its address, its files, and what is answered to whoever asks for one. Pure.
import { contentSecurityPolicy } from "../../shared/content-security-policy.ts";

/** A scheme of our own: the page has an origin, and no file and no server is behind it. */
export const SCHEME = "multihomed-tray";
const ORIGIN = `${SCHEME}://window`;
export const PAGE = `${ORIGIN}/`;

/** All there is, by path; the files stand in the folder of the window. */
const FILES: ReadonlyMap<string, PageFile> = new Map([
  ["/", { file: "index.html", type: "text/html; charset=utf-8" }],
  ["/window.js", { file: "window.js", type: "text/javascript; charset=utf-8" }],
  ["/window.css", { file: "window.css", type: "text/css; charset=utf-8" }],
  ["/icon.svg", { file: "icon.svg", type: "image/svg+xml" }],
]);

interface PageFile {
  readonly file: string;
  readonly type: string;
}

export interface Answer {
  readonly status: 200 | 404 | 405;
  readonly headers: Readonly<Record<string, string>>;
  /** In the folder of the window; absent: there is no body. */
  readonly file?: string;
}

export function answerTo({ method, url }: { readonly method: string; readonly url: string }): Answer {
  const found = isPage(url) ? FILES.get(new URL(url).pathname) : undefined;
  if (found === undefined) return { status: 404, headers: HEADERS };
  if (method !== "GET") return { status: 405, headers: HEADERS };
  return { status: 200, headers: { ...HEADERS, "Content-Type": found.type }, file: found.file };
}

/** Whether an address is of our own page. Whatever is no address is not. */
export function isPage(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host } = new URL(url); // `origin` is "null" for schemes that Node does not know
  return `${protocol}//${host}` === ORIGIN;
}

const HEADERS = {
  "Content-Security-Policy": contentSecurityPolicy(),
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
} as const;
