// Processor time while nothing happens, with a small table and with a large one.
import { setTimeout as sleep } from "node:timers/promises";
import { completion } from "./completion.ts";
import { batchFile, Ground, route } from "./ground.ts";
import { forEach, type Row } from "./result.ts";
import { start } from "./subject.ts";
import { processorSeconds } from "./usage.ts";

const ROW = "CPU while nothing happens";
const REACH = 1;
const MANY = 100_000;
const SETTLE = 5000;

export const idle: Row = async (plan, report) => {
  // Our audit comes every minute: two of them belong into the time.
  const seconds = plan.quick ? 62 : 120;
  await forEach(plan, ROW, async (subject) => {
    const grounds = [0, MANY].map((routes) => ({ routes, ground: new Ground() }));
    const running = [];
    for (const { routes, ground } of grounds) {
      if (routes > 0) ground.timeBatch(batchFile("main", 0, routes, (prefix) => `route add ${route(prefix)}`));
      const daemon = start(subject, ground);
      await completion(ground, daemon, routes, 60_000);
      running.push({ routes, ground, daemon });
    }
    await sleep(SETTLE);
    const before = running.map(({ daemon }) => processorSeconds(daemon.pid));
    await sleep(seconds * 1000);
    for (const [index, { routes, ground, daemon }] of running.entries()) {
      const value = ((processorSeconds(daemon.pid) - (before[index] ?? 0)) * 3600) / seconds;
      const measure = routes === 0 ? `in ${seconds} s` : `in ${seconds} s, ${routes} routes`;
      const judge = routes === 0 ? { reach: REACH, judged: value } : {};
      report({ row: ROW, subject: subject.name, measure, unit: "s/h", value, right: daemon.running, ...judge });
      await daemon.end("SIGTERM");
      await ground.remove();
    }
  });
};
