// npm run tray:web [-- --bus system|ADDRESS] [--port N] [--token T]: the window of the tray in a browser, on 127.0.0.1. By
// default it shows a laptop in network namespaces that go with this process; with --bus the service of a real bus.

import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Connection, connectBus } from "../common/bus/connection.ts";
import { after } from "../common/client/after.ts";
import { LiveClient } from "../common/client/live-client.ts";
import { Host } from "../tray/host/host.ts";
import { WebDesktop } from "../tray/web/desktop.ts";
import { type ServeOptions, serveWindow } from "../tray/web/server.ts";
import { requireProgram } from "./lab/daemon.ts";
import { givenListener, inPrivate } from "./lab/private.ts";
import { startTrayDemo } from "./lab/tray-demo.ts";

/** MULTIHOMED_DIST names another build, as MULTIHOMED another service. */
const DIST = process.env.MULTIHOMED_DIST ?? fileURLToPath(new URL("../dist", import.meta.url));

const { bus, port, token } = options();

try {
  if (bus !== undefined) {
    await show(`The service on the ${bus} bus:`, () => connectBus(bus), { port });
  } else if (await inPrivate("tray:web", () => listen(port))) {
    requireProgram();
    const listener = await givenListener();
    const { connect, withoutPolkit } = await startTrayDemo();
    const asked = withoutPolkit === undefined ? "polkit allows everything" : `as root, since ${withoutPolkit}`;
    await show(`A laptop with three uplinks, in network namespaces of its own; ${asked}:`, connect, { listener });
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

/** Until a signal ends it. */
async function show(what: string, connect: () => Promise<Connection>, where: Partial<ServeOptions>): Promise<void> {
  const live = new LiveClient({ connect, after, interactive: true });
  const mistake = (error: unknown) => console.error(error);
  const desktop = new WebDesktop();
  const host = new Host({ live, desktop, after, now: Date.now, monotonic: () => performance.now(), mistake });
  const files = { files: `${DIST}/tray/renderer`, bridge: `${DIST}/tray-web/bridge.js` };
  const window = await serveWindow({ host, ...files, ...where, ...(token !== undefined && { token }) });
  console.log(`${what}\n\n    ${window.url}\n\nWhoever has this address may use it. Ctrl-C ends it.`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    // What it started ends with it.
    process.on(signal, () => void window.close().then(() => process.exit(0)));
  }
}

function options() {
  try {
    const strings = {
      bus: { type: "string" },
      port: { type: "string", default: "0" },
      token: { type: "string" },
    } as const;
    const { bus, port, token } = parseArgs({ options: strings }).values;
    if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) throw new Error(`--port: expected a number, not ${port}`);
    return { bus, port: Number(port), token };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error("usage: npm run tray:web -- [--bus system|session|ADDRESS] [--port N] [--token T]");
    process.exit(2);
  }
}

async function listen(port: number): Promise<Server> {
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}
