// Process start until the first rule, against the start of a process of Node that does nothing.
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Events } from "./events.ts";
import { Ground } from "./ground.ts";
import { forEach, type Row } from "./result.ts";
import { median } from "./statistics.ts";
import { start } from "./subject.ts";

const ROW = "process start until the first rule";
const REACH = 3;
const LIMIT = 10_000;

export const firstRule: Row = async (plan, report) => {
  const runs = plan.quick ? 6 : 20;
  const ground = new Ground();
  const events = await Events.of(ground);
  await forEach(plan, ROW, async (subject) => {
    const values: number[] = [];
    const nothing: number[] = [];
    const batches: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      nothing.push(await untilExit(ground, [process.execPath, "-e", "0"]));
      batches.push(ground.timeBatch("/dev/null"));
      events.forget();
      const since = (performance.timeOrigin + performance.now()) * 1000;
      const daemon = start(subject, ground);
      values.push(((await events.time(/^\d+:\s+from 10\.1\.0\.2 lookup/, LIMIT)) - since) / 1000);
      await sleep(200);
      await daemon.end("SIGTERM");
    }
    const common = { row: ROW, subject: subject.name, unit: "ms", value: median(values), right: true } as const;
    const ratio = common.value / median(nothing);
    const measure = "median; / node -e 0";
    report({ ...common, measure, baseline: median(nothing), ratio, reach: REACH, judged: ratio });
    report({
      ...common,
      measure: "median; / an empty ip -batch",
      baseline: median(batches),
      ratio: common.value / median(batches),
    });
  });
  events.end();
  await ground.remove();
};

async function untilExit(ground: Ground, command: readonly string[]): Promise<number> {
  const since = performance.now();
  await once(ground.host.start(command, { stdio: "ignore", env: { ...process.env, NODE_OPTIONS: "" } }), "exit");
  return performance.now() - since;
}
