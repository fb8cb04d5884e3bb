// What systemd is told of us: that we are ready, how we stand, that we are alive (sd_notify(3), sd_watchdog_enabled(3)).
// Nothing here throws or waits: a service that systemd does not hear is still a service.
import { printable } from "../../common/printable.ts";
import type { Clock } from "./clock.ts";
import type { Log } from "./log.ts";
import { openDatagramSocket } from "./unix-datagram.ts";

/** Every text is one line for people. */
export interface Notify {
  ready(status: string): void;
  status(text: string): void;
  stopping(): void;
}

/** Tells nobody where `env` says that nobody listens. Also sends signs of life, where they are expected, until closed. */
export function openNotify(
  env: Readonly<Record<string, string | undefined>>,
  clock: Clock,
  log: Log,
): Notify & { close(): void } {
  const address = env.NOTIFY_SOCKET;
  if (address === undefined || address === "") return nobody;
  const socket = openDatagramSocket(address);
  if (typeof socket === "string") {
    log.warning(`systemd cannot be told how this service is: NOTIFY_SOCKET ${printable(address)}: ${socket}`);
    return nobody;
  }

  /** By variable: what systemd has not been told yet. What is newer replaces what it never heard. */
  const unsent = new Map<string, string>();
  const cancel = new Map<"retry" | "watchdog", () => void>();
  let told: string | undefined;
  let complained = false;

  const send = (...variables: readonly (readonly [name: string, value: string])[]) => {
    for (const [name, value] of variables) unsent.set(name, value);
    const failure = socket.send([...unsent].map(([name, value]) => `${name}=${value}`).join("\n"));
    if (failure === "full") {
      if (!cancel.has("retry")) cancel.set("retry", clock.after(RETRY_MS, retry));
      return;
    }
    unsent.clear();
    if (failure !== undefined && !complained) log.warning(`systemd does not hear how this service is: ${failure}`);
    complained = failure !== undefined;
  };
  const retry = () => {
    cancel.delete("retry");
    if (unsent.size > 0) send();
  };
  const status = (text: string) => ["STATUS", printable(text)] as const;
  const alive = (interval: number) => {
    send(["WATCHDOG", "1"]);
    cancel.set(
      "watchdog",
      clock.after(interval, () => alive(interval)),
    );
  };

  const interval = watchdogInterval(env);
  if (interval !== undefined) alive(interval);
  return {
    ready(text) {
      told = text;
      send(["READY", "1"], status(text));
    },
    status(text) {
      if (text === told) return;
      told = text;
      send(status(text));
    },
    stopping: () => send(["STOPPING", "1"]),
    close() {
      for (const end of cancel.values()) end();
      cancel.clear();
      socket.close();
    },
  };
}

const nobody: Notify & { close(): void } = { ready() {}, status() {}, stopping() {}, close() {} };

/** A longer one of Node's ends at once (setTimeout). */
const TIMER_MAX_MS = 2 ** 31 - 1;

/** systemd reads hundreds in this time; it has no room for more while it is busy with itself (daemon-reload). */
const RETRY_MS = 100;

/**
 * How many milliseconds after one sign of life the next is due: half of what systemd waits (sd_watchdog_enabled(3)).
 * A timer of the event loop says so, and nothing else does: a loop that hangs sends none.
 */
function watchdogInterval(env: Readonly<Record<string, string | undefined>>): number | undefined {
  const { WATCHDOG_USEC: limit, WATCHDOG_PID: pid } = env;
  if (limit === undefined || !/^[1-9][0-9]*$/.test(limit)) return undefined;
  if (pid !== undefined && pid !== String(process.pid)) return undefined;
  return Math.min(Number(limit) / 1000 / 2, TIMER_MAX_MS);
}
