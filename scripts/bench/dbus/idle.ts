// Processor time of the service on a bus while nothing happens, beside the daemon without one at the same time.
import { setTimeout as sleep } from "node:timers/promises";
import { Ground } from "../ground.ts";
import { forEach, type Row } from "../result.ts";
import { OURS } from "../subject.ts";
import { processorSeconds } from "../usage.ts";
import { startService, withService } from "./served.ts";

const ROW = "CPU on a bus where nothing happens";
const SETTLE = 5000;
/** Our audit comes every minute: two of them belong into the time. */
const SECONDS = 120;

export const idleOnBus: Row = async (plan, report) => {
  await forEach({ ...plan, subjects: [OURS] }, ROW, async (subject) => {
    await withService({}, async ({ daemon }) => {
      const ground = new Ground();
      const other = startService(ground, "none");
      await sleep(SETTLE);
      const both = [daemon.pid, other.pid];
      const before = both.map(processorSeconds);
      await sleep(SECONDS * 1000);
      const after = both.map(processorSeconds);
      const [value = 0, baseline = 0] = after.map((now, at) => ((now - (before[at] ?? 0)) * 3600) / SECONDS);
      const right = daemon.running && other.running;
      const measure = `in ${SECONDS} s; / without a bus`;
      report({
        row: ROW,
        subject: subject.name,
        measure,
        unit: "s/h",
        value,
        baseline,
        ratio: value / baseline,
        right,
      });
      await other.end("SIGTERM");
      await ground.remove();
    });
  });
};
