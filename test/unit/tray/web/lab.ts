// A window's files in a temporary folder, the server over a host that the test plays, and a client of its sockets.
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { WebSocket } from "ws";
import { type ServedWindow, type ServeOptions, serveWindow } from "../../../../tray/web/server.ts";
import { type Scene, scene } from "../host/stand-in.ts";

export const PAGE = "<!doctype html><head><!-- bridge --><script src=window.js></script></head>";

/** A folder as the build leaves it, and something beside it that is nobody's business. */
export function builtWindow(t: TestContext): { readonly files: string; readonly bridge: string } {
  const folder = mkdtempSync(join(tmpdir(), "multihomed-web-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const files = join(folder, "renderer");
  mkdirSync(join(files, "fonts"), { recursive: true });
  writeFileSync(join(files, "index.html"), PAGE);
  writeFileSync(join(files, "window.js"), "window");
  writeFileSync(join(files, "fonts", "a.woff2"), "font");
  writeFileSync(join(folder, "secret"), "secret");
  symlinkSync(join(folder, "secret"), join(files, "link.js"));
  const bridge = join(folder, "bridge.js");
  writeFileSync(bridge, "bridge");
  return { files, bridge };
}

export interface Served extends Scene {
  readonly window: ServedWindow;
}

export async function serve(t: TestContext, more: Partial<ServeOptions> = {}): Promise<Served> {
  const made = scene();
  const window = await serveWindow({ host: made.host, ...builtWindow(t), ...more });
  t.after(() => window.close());
  return { ...made, window };
}

export interface Response {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** With exactly this path and these headers, which fetch would not send. */
export async function get(port: number, path: string, headers = {}, method = "GET"): Promise<Response> {
  const asked = request({ host: "127.0.0.1", port, path, method, headers, agent: false });
  asked.end();
  const [response] = await once(asked, "response");
  let body = "";
  for await (const chunk of response) body += chunk;
  return { status: response.statusCode, headers: response.headers, body };
}

export class Page {
  readonly said: unknown[] = [];
  readonly closed: Promise<number>;
  readonly socket: WebSocket;

  constructor(
    { port }: ServedWindow,
    options: { readonly origin?: string; readonly headers?: Record<string, string> } = {},
  ) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}/bridge`, { origin: `http://127.0.0.1:${port}`, ...options });
    this.socket.on("message", (text) => this.said.push(JSON.parse(String(text))));
    this.closed = new Promise((resolve) => this.socket.on("close", resolve));
    this.socket.on("error", () => {}); // 'close' follows
  }

  /** Opens, and says this first. */
  async opened(first?: unknown): Promise<this> {
    await once(this.socket, "open");
    if (first !== undefined) this.say(first);
    return this;
  }

  say(message: unknown): void {
    this.socket.send(JSON.stringify(message));
  }

  /** The next message that is not taken yet. */
  async next(): Promise<unknown> {
    if (this.said.length === 0) await once(this.socket, "message");
    return this.said.shift();
  }
}
