// What links have carried, from /proc/self/net/dev (proc(5)): one read for all of them.
import type { readFileSync } from "node:fs";

export interface Traffic {
  /** Bytes, since the link was made. */
  readonly received: bigint;
  readonly sent: bigint;
}

/** By link name, of the network namespace that this process is in. */
export function readTraffic(fs: { readonly readFileSync: typeof readFileSync }): ReadonlyMap<string, Traffic> {
  const traffic = new Map<string, Traffic>();
  for (const line of fs.readFileSync("/proc/self/net/dev", "utf8").split("\n")) {
    // Eight columns each of what was received and sent. The kernel's idea of white space in a name is not ours.
    const [, name, counters = ""] = /^ *([^:]+): *(\d.*)$/.exec(line) ?? [];
    const numbers = counters.trim().split(/\s+/);
    if (name === undefined || numbers.length <= SENT_BYTES) continue;
    traffic.set(name, { received: BigInt(numbers[0] ?? 0), sent: BigInt(numbers[SENT_BYTES] ?? 0) });
  }
  return traffic;
}

/** The column of bytes that were sent; that of bytes received is the first. */
const SENT_BYTES = 8;
