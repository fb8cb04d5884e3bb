// What a daemon has in memory.
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Daemon } from "../../kernel/lab/index.ts";

/** KiB that are resident (proc_pid_status(5)). */
export const memory = ({ pid }: Daemon): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);

/** The value, when it has not grown for a second. */
export async function settled(value: () => number): Promise<number> {
  let [largest, since] = [value(), performance.now()];
  while (performance.now() - since < 1000) {
    await sleep(50);
    const now = value();
    if (now > largest) [largest, since] = [now, performance.now()];
  }
  return largest;
}
