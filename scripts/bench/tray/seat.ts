// What a user of the tray has, without Electron: the host of the windows on a bus, and its window served to a browser.
import { fileURLToPath } from "node:url";
import type { Connection } from "../../../common/bus/connection.ts";
import { after } from "../../../common/client/after.ts";
import { LiveClient } from "../../../common/client/live-client.ts";
import { Host } from "../../../tray/host/host.ts";
import type { Live } from "../../../tray/host/live.ts";
import { WebDesktop } from "../../../tray/web/desktop.ts";
import { serveWindow } from "../../../tray/web/server.ts";

/** MULTIHOMED_DIST names another build, as MULTIHOMED another service. */
export const DIST = process.env.MULTIHOMED_DIST ?? fileURLToPath(new URL("../../../dist", import.meta.url));

export interface Seat {
  /** Of the window; whoever has it is let in. */
  readonly url: string;
  leave(): Promise<void>;
}

export interface SeatOptions {
  /** What the window is told in place of the service's own word. */
  seen?(live: LiveClient): Live;
  /** A page has shown its token. */
  opened?(): void;
}

export async function takeSeat(connect: () => Promise<Connection>, options: SeatOptions = {}): Promise<Seat> {
  const live = new LiveClient({ connect, after, interactive: true });
  const mistake = (error: unknown) => console.error(error);
  const desktop = new WebDesktop();
  const monotonic = () => performance.now();
  const seen = options.seen?.(live) ?? live;
  const host = new Host({ live: seen, desktop, after, now: Date.now, monotonic, mistake });
  const door: Pick<Host, "open"> = {
    open(tell) {
      options.opened?.();
      return host.open(tell);
    },
  };
  const files = { files: `${DIST}/tray/renderer`, bridge: `${DIST}/tray-web/bridge.js` };
  const served = await serveWindow({ host: door, ...files });
  return {
    url: served.url,
    async leave() {
      await served.close();
      host.close();
      await live.close();
    },
  };
}
