// 100,000 route changes as fast as ip -batch makes them, until they are mirrored.
import { setTimeout as sleep } from "node:timers/promises";
import { completion } from "./completion.ts";
import { batchFile, Ground, route } from "./ground.ts";
import { forEach, type Row } from "./result.ts";
import { median } from "./statistics.ts";
import { start } from "./subject.ts";

const ROW = "100k route changes";
const REACH = 0.5;
const LIMIT = 120_000;
/** Of five changes, three add a route and two delete one of those that were there. */
const BEFORE = 40_000;
const AFTER = 60_000;

export const routeChanges: Row = async (plan, report) => {
  const before = batchFile("before", 0, BEFORE, (prefix) => `route add ${route(prefix)}`);
  const gone = (i: number) => `10.128.${i >> 8}.${i & 255}/32`;
  const changes = batchFile("changes", 1 << 20, (1 << 20) + AFTER, (prefix, i) => {
    const n = i - (1 << 20);
    // Two deletions after every third addition.
    const [a, b] = [(n / 3) * 2 - 4 / 3, (n / 3) * 2 - 1 / 3].map(Math.round) as [number, number];
    const add = `route add ${route(prefix)}`;
    return n % 3 === 2 ? `${add}\nroute del ${gone(a)}\nroute del ${gone(b)}` : add;
  });

  await forEach(plan, ROW, async (subject) => {
    const batches: number[] = [];
    const behind: number[] = [];
    let right = true;
    for (let run = 0; run < (plan.quick ? 1 : 3); run += 1) {
      const ground = new Ground();
      ground.timeBatch(before);
      const daemon = start(subject, ground);
      await completion(ground, daemon, BEFORE, LIMIT);
      await sleep(1000);
      batches.push(ground.timeBatch(changes));
      const ended = performance.now();
      const done = await completion(ground, daemon, AFTER, LIMIT);
      behind.push(Math.max(0, done.at - ended));
      right &&= done.right;
      await daemon.end("SIGTERM");
      await ground.remove();
    }
    const [value, baseline] = [median(behind), median(batches)];
    const ratio = value / baseline;
    const measure = "mirrored after the batch; / the batch";
    report({
      row: ROW,
      subject: subject.name,
      measure,
      unit: "ms",
      value,
      baseline,
      ratio,
      reach: REACH,
      judged: ratio,
      right,
    });
  });
};
