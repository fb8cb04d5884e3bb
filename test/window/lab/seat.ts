// What one user of the machine has: a client on the bus as that user, the host of the windows, and a window served to a
// browser. It is all in the test's own process; the bus's socket can be reached from every namespace.
import { fileURLToPath } from "node:url";
import type { Connection } from "../../../common/bus/connection.ts";
import { after } from "../../../common/client/after.ts";
import { LiveClient } from "../../../common/client/live-client.ts";
import { MultihomedError } from "../../../common/errors.ts";
import type { Desktop } from "../../../tray/host/desktop.ts";
import { Host } from "../../../tray/host/host.ts";
import { DEFAULT_PREFERENCES } from "../../../tray/shared/preferences.ts";
import { serveWindow } from "../../../tray/web/server.ts";
import { connectAs } from "../../bus/lab/connection.ts";
import type { User } from "../../bus/lab/users.ts";

/** MULTIHOMED_DIST names another build of the window, as MULTIHOMED another service. */
export const DIST = process.env.MULTIHOMED_DIST ?? fileURLToPath(new URL("../../../dist", import.meta.url));

type Served = Awaited<ReturnType<typeof serveWindow>>;

export class Seat {
  readonly live: LiveClient;
  readonly host: Host;
  /** What was put on the clipboard. */
  readonly copied: string[] = [];
  /** Mistakes of the program's own: there are to be none. */
  readonly mistakes: unknown[] = [];
  #served: Served | undefined;

  /** `address`: of a bus that need not be there yet. */
  constructor(address: string, user: User) {
    this.live = new LiveClient({ connect: () => connect(address, user), after, interactive: true });
    this.host = new Host({
      live: this.live,
      desktop: desktop(this.copied),
      after,
      now: () => Date.now(),
      monotonic: () => performance.now(),
      mistake: (error) => this.mistakes.push(error),
    });
  }

  /** Where the window is; only this address opens it. */
  get url(): string {
    if (this.#served === undefined) throw new Error("no window is served at the moment");
    return this.#served.url;
  }

  /** On the same port and with the same token as before, if it was served before. */
  async serve(): Promise<void> {
    const before = this.#served;
    const [files, bridge] = [`${DIST}/tray/renderer`, `${DIST}/tray-web/bridge.js`];
    const again = before === undefined ? {} : { port: before.port, token: before.token };
    this.#served = await serveWindow({ host: this.host, files, bridge, ...again });
  }

  async stopServing(): Promise<void> {
    await this.#served?.close();
  }

  async leave(): Promise<void> {
    await this.stopServing();
    this.host.close();
    await this.live.close();
  }
}

/** @throws MultihomedError "bus" where it cannot be reached, as connectBus does */
async function connect(address: string, user: User): Promise<Connection> {
  try {
    return await connectAs(address, user);
  } catch (error) {
    const text = `cannot reach the message bus: ${error instanceof Error ? error.message : error}`;
    throw new MultihomedError("bus", text, { cause: error, retryable: true });
  }
}

function desktop(copied: string[]): Desktop {
  let preferences = DEFAULT_PREFERENCES;
  return {
    get preferences() {
      return preferences;
    },
    async choose(changes) {
      preferences = { ...preferences, ...changes };
      return preferences;
    },
    async copy(text) {
      copied.push(text);
    },
  };
}
