// The window's files, read once: what is not among them cannot be asked for, however it is written.
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";

export interface ServedFile {
  readonly type: string;
  readonly body: Buffer;
}

/** Where the window's page says that a browser's stand-in for the preload script goes. */
const MARKER = "<!-- bridge -->";
const BRIDGE = "bridge.js";

/**
 * By the path of its URL; the page itself is "/".
 * @param folder of the built window @param bridge the built tray/web/bridge.ts
 * @throws Error where one of them is not there, or the page has no place for the bridge
 */
export function readFiles(folder: string, bridge: string): ReadonlyMap<string, ServedFile> {
  const files = new Map<string, ServedFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue; // neither folders nor links to elsewhere
    const name = join(entry.parentPath, entry.name);
    files.set(`/${name.slice(join(folder, "/").length)}`, { type: typeOf(name), body: readFileSync(name) });
  }
  const index = files.get("/index.html");
  const page = index?.body.toString("utf8");
  if (index === undefined || !page?.includes(MARKER)) {
    throw new Error(`${folder} has no index.html with a line ${MARKER}`);
  }
  files.delete("/index.html");
  const script = `<script type="module" src="${BRIDGE}"></script>`;
  files.set("/", { type: index.type, body: Buffer.from(page.replace(MARKER, script)) });
  return files.set(`/${BRIDGE}`, { type: typeOf(BRIDGE), body: readFileSync(bridge) });
}

const typeOf = (name: string): string => TYPES[extname(name)] ?? "application/octet-stream";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
};
