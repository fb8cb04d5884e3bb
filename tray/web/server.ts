// The window in a browser: its files and its bridge on 127.0.0.1, for whoever has the token.

import { createServer, type Server } from "node:http";
import type { Server as Listener } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { after } from "../../common/client/after.ts";
import type { Host } from "../host/host.ts";
import { readFiles } from "./files.ts";
import { maySocket, respond } from "./request.ts";
import { newToken } from "./token.ts";
import { Visit } from "./visitor.ts";
import { CLOSE } from "./wire.ts";

export interface ServeOptions {
  readonly host: Pick<Host, "open">;
  /** The folder of the built window. */
  readonly files: string;
  /** The built tray/web/bridge.ts. */
  readonly bridge: string;
  /** Absent: any that is free. */
  readonly port?: number;
  /** Absent: a new one. */
  readonly token?: string;
  /** What listens on 127.0.0.1 already, in place of `port`: it may be of another network namespace. */
  readonly listener?: Listener;
}

export interface ServedWindow {
  /** With the token: for the user's own eyes. */
  readonly url: string;
  readonly port: number;
  readonly token: string;
  close(): Promise<void>;
}

/** Longer than any call: what is copied stays in the page. */
const MESSAGE_MAX = 64 * 1024;
/** More windows than anybody has open. */
const SOCKETS_MAX = 32;

/** @throws Error where the files are not there or the port is taken */
export async function serveWindow(options: ServeOptions): Promise<ServedWindow> {
  const { host, token = newToken() } = options;
  const files = readFiles(options.files, options.bridge);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_MAX, perMessageDeflate: false });
  const visits = new Map<WebSocket, Visit>();
  let port = 0;
  const server = createServer((request, response) => {
    const { status, headers, body } = respond(request, port, files);
    response.writeHead(status, { ...headers, "content-length": body.length });
    response.end(request.method === "HEAD" ? undefined : body);
  });
  server.on("upgrade", (request, socket, head) => {
    socket.on("error", () => socket.destroy()); // it has gone: nobody is left to be told
    if (!maySocket(request, port)) {
      socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", () => socket.destroy());
      return;
    }
    sockets.handleUpgrade(request, socket, head, (visitor) => {
      visitor.on("error", () => visitor.terminate()); // too long, or not of the protocol
      if (sockets.clients.size > SOCKETS_MAX && !makeRoom(visits)) {
        visitor.close(CLOSE.later);
        return;
      }
      const visit = new Visit(visitor, { host, token, after });
      visits.set(visitor, visit);
      visitor.on("message", (data, isBinary) => visit.said(isBinary ? undefined : String(data)));
      visitor.on("close", () => {
        visits.delete(visitor);
        visit.over();
      });
    });
  });
  port = await listen(server, options);
  return {
    url: `http://127.0.0.1:${port}/#token=${encodeURIComponent(token)}`,
    port,
    token,
    close: () => close(server, sockets),
  };
}

/** Ends the oldest socket that has not shown the token: every user of this machine may open some. False where all have. */
function makeRoom(visits: Map<WebSocket, Visit>): boolean {
  for (const [visitor, visit] of visits) {
    if (visit.hasEntered) continue;
    visits.delete(visitor); // the next who comes ends another one
    visitor.terminate();
    return true;
  }
  return false;
}

/** The port. */
function listen(server: Server, { port = 0, listener }: ServeOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.once("listening", () => {
      server.off("error", reject);
      const address = server.address();
      if (address !== null && typeof address === "object") resolve(address.port);
      else reject(new Error("what was to be listened on is no port"));
    });
    if (listener === undefined) server.listen(port, "127.0.0.1");
    else server.listen(listener);
  });
}

function close(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const socket of sockets.clients) socket.terminate();
  sockets.close();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
