// Which requests are answered, and with what: pure. A page elsewhere that has a name of its own lead here (DNS rebinding), or
// opens a socket to here, gets nothing.
import type { IncomingHttpHeaders } from "node:http";
import { contentSecurityPolicy } from "../shared/content-security-policy.ts";
import type { ServedFile } from "./files.ts";
import { SOCKET_PATH } from "./wire.ts";

export interface HttpRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Pick<IncomingHttpHeaders, "host" | "origin">;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export function respond(request: HttpRequest, port: number, files: ReadonlyMap<string, ServedFile>): HttpResponse {
  const { method, url = "", headers } = request;
  const { host } = headers;
  if (host === undefined || !isOurs(host, port)) return plain(421, "This is not the host that was asked for.");
  if (method !== "GET" && method !== "HEAD") return { ...plain(405, "Only GET and HEAD."), headers: NO_OTHER_METHOD };
  const [path = ""] = url.split("?", 1);
  const file = files.get(path);
  if (file === undefined) return plain(404, "There is no such file.");
  return {
    status: 200,
    headers: { ...SAFE, "content-type": file.type, "content-security-policy": contentSecurityPolicy(`ws://${host}`) },
    body: file.body,
  };
}

/** Whether a socket may be opened: from our own page only, which has a token to show then. */
export function maySocket({ method, url, headers: { host, origin } }: HttpRequest, port: number): boolean {
  return (
    method === "GET" && url === SOCKET_PATH && host !== undefined && isOurs(host, port) && origin === `http://${host}`
  );
}

const isOurs = (host: string, port: number): boolean => host === `127.0.0.1:${port}` || host === `localhost:${port}`;

const SAFE: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "x-frame-options": "DENY",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
};
const TEXT: Readonly<Record<string, string>> = {
  ...SAFE,
  "content-type": "text/plain; charset=utf-8",
  "content-security-policy": contentSecurityPolicy(),
};
const NO_OTHER_METHOD: Readonly<Record<string, string>> = { ...TEXT, allow: "GET, HEAD" };

function plain(status: number, text: string): HttpResponse {
  return { status, headers: TEXT, body: Buffer.from(`${text}\n`) };
}
