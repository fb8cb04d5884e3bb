// Start with N routes on the uplink until its table is complete; and the memory that takes.
import { setTimeout as sleep } from "node:timers/promises";
import { completion } from "./completion.ts";
import { batchFile, Ground, route } from "./ground.ts";
import { forEach, type Row } from "./result.ts";
import { median } from "./statistics.ts";
import { start } from "./subject.ts";
import { residentMegabytes } from "./usage.ts";

/** Until memory is read: time for a garbage collection. */
const QUIET = 5000;
/** How many times the time of ip -batch a subject gets, and at least so many milliseconds. */
const PATIENCE = 30;
const PATIENCE_MIN = 30_000;

export interface StartOptions {
  readonly row: string;
  readonly routes: number;
  readonly runs: number;
  readonly reachRatio?: number;
  readonly reachMemory?: number;
}

export function startWith({ row, routes, runs, reachRatio, reachMemory }: StartOptions): Row {
  return async (plan, report) => {
    const toMain = batchFile("main", 0, routes, (prefix) => `route add ${route(prefix)}`);
    const toOther = batchFile("other", 0, routes, (prefix) => `route add ${route(prefix, 3999)}`);
    const times: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      const ground = new Ground();
      times.push(ground.timeBatch(toOther));
      await ground.remove();
    }
    const baseline = median(times);

    await forEach(plan, row, async (subject) => {
      const values: number[] = [];
      const memory: number[] = [];
      let right = true;
      for (let run = 0; run < runs; run += 1) {
        const ground = new Ground();
        if (routes > 0) ground.timeBatch(toMain);
        const since = performance.now();
        const daemon = start(subject, ground);
        const done = await completion(ground, daemon, routes, Math.max(PATIENCE_MIN, PATIENCE * baseline));
        values.push(done.at - since);
        right &&= done.right;
        await sleep(QUIET);
        memory.push(residentMegabytes(daemon.pid));
        right &&= (await daemon.end("SIGTERM")).code === 0;
        await ground.remove();
      }
      const common = { row, subject: subject.name, right };
      const value = median(values);
      const ratio = value / baseline;
      if (reachRatio !== undefined || routes > 0) {
        const judge = reachRatio === undefined ? {} : { reach: reachRatio, judged: ratio };
        report({ ...common, measure: "until complete", unit: "ms", value, baseline, ratio, ...judge });
      }
      if (reachMemory !== undefined) {
        const used = median(memory);
        report({ ...common, measure: "resident memory", unit: "MB", value: used, reach: reachMemory, judged: used });
      }
    });
  };
}
