// How soon this process runs when there is something to do.
import { setPriority } from "node:os";
import type { Log } from "./log.ts";

/** As FRRouting's units have it: a route or rule that comes late is a packet that leaves by the wrong uplink. */
const NICE = -5;

/** Asks to be run before ordinary programs; goes on as it is where that is not allowed (setpriority(2)). */
export function preferUs(log: Log): void {
  try {
    setPriority(NICE);
  } catch (error) {
    log.debug(`no higher priority for this process: ${error instanceof Error ? error.message : String(error)}`);
  }
}
