// When a table is complete: seen by asking the kernel for its number of routes, seldom enough not to disturb.
import { setTimeout as sleep } from "node:timers/promises";
import type { Daemon } from "../lab/daemon.ts";
import { type Ground, OWN_ROUTES } from "./ground.ts";
import { TABLE } from "./subject.ts";

/** How long the number has to stay as it is. */
const STEADY = 300;
/** The share of one processor that asking may take. */
const SHARE = 0.15;

export interface Completion {
  /** performance.now() at the first look that found the table complete for good. */
  readonly at: number;
  /** Whether it holds exactly the main table's routes by the uplink. */
  readonly right: boolean;
}

/** Waits until the uplink's table has the main table's routes. `limit` is in milliseconds. */
export async function completion(ground: Ground, daemon: Daemon, routes: number, limit: number): Promise<Completion> {
  const deadline = performance.now() + limit;
  // A guard or another closing route may be among them; it is the comparison below that decides.
  const enough = (count: number) => count >= routes + OWN_ROUTES && count <= routes + OWN_ROUTES + 2;
  let since: number | undefined;
  for (;;) {
    const asked = performance.now();
    const complete = enough(ground.count(TABLE));
    const now = performance.now();
    if (!complete) since = undefined;
    else since ??= now;
    if (since !== undefined && now - since > STEADY) break;
    if (!daemon.running) throw new Error(`ended with its table incomplete; it said:\n${daemon.said}`);
    if (now > deadline) throw new Error(`its table is not complete after ${Math.round(limit / 1000)} s`);
    await sleep(Math.max(1, (now - asked) / SHARE));
  }
  return { at: since, right: ground.routes(TABLE) === ground.routes("main") };
}
