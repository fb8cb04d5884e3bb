// One address added, until its rule exists: on a quiet host, and while many routes are mirrored.
import { setTimeout as sleep } from "node:timers/promises";
import { completion } from "./completion.ts";
import { Events } from "./events.ts";
import { batchFile, Ground, route } from "./ground.ts";
import { forEach, type Row } from "./result.ts";
import { median, quantile } from "./statistics.ts";
import { start } from "./subject.ts";

const ROW = "one address until its rule";
const MANY = 100_000;
const LIMIT = 5000;
/** Milliseconds of quiet before each sample. */
const QUIET = 10;
const REACH = { median: 500, p99: 2000, ratio: 1.3 };

export const addressUntilRule: Row = async (plan, report) => {
  const samples = plan.quick ? 60 : 400;
  const floor = await withIpBatch(samples);
  await forEach(plan, ROW, async (subject) => {
    const common = { row: ROW, subject: subject.name, unit: "µs", right: true } as const;
    const quiet = await measure(0);
    const middle = median(quiet);
    const [p99, floor99] = [quantile(quiet, 0.99), quantile(floor, 0.99)];
    report({
      ...common,
      measure: "median, quiet",
      ...against(middle, median(floor)),
      reach: REACH.median,
      judged: middle,
    });
    report({ ...common, measure: "99th percentile, quiet", ...against(p99, floor99), reach: REACH.p99, judged: p99 });
    const strict = await measure(0, true);
    report({
      ...common,
      measure: "median, prompt monitor",
      ...against(median(strict), median(floor)),
      reach: REACH.median,
      judged: median(strict),
    });
    report({
      ...common,
      measure: "99th percentile, prompt monitor",
      ...against(quantile(strict, 0.99), floor99),
      reach: REACH.p99,
      judged: quantile(strict, 0.99),
    });
    const crowded = median(await measure(MANY));
    const compared = against(crowded, middle);
    report({
      ...common,
      measure: `median, ${MANY} routes; / quiet`,
      ...compared,
      reach: REACH.ratio,
      judged: compared.ratio,
    });

    async function measure(routes: number, prompt = false): Promise<number[]> {
      const ground = new Ground();
      if (routes > 0) ground.timeBatch(batchFile("main", 0, routes, (prefix) => `route add ${route(prefix)}`));
      const daemon = start(subject, ground);
      await completion(ground, daemon, routes, 60_000);
      await sleep(1000);
      const times = await addressTimes(ground, samples, prompt);
      await daemon.end("SIGTERM");
      await ground.remove();
      return times;
    }
  });
};

/** Microseconds from the event of a new address of u1 to that of its rule, with 10 ms of quiet before each sample. */
export async function addressTimes(ground: Ground, samples: number, prompt: boolean): Promise<number[]> {
  const events = await Events.of(ground, prompt);
  const times: number[] = [];
  for (let i = 0; i < samples; i += 1) {
    const address = `10.2.${i >> 8}.${i & 255}`;
    times.push(await sample(ground, events, address, `addr add ${address}/32 dev u1`));
    events.forget();
    ground.host.batch(`addr del ${address}/32 dev u1`);
    await events.time(ruleEvent("Deleted ", address), LIMIT);
    await sleep(QUIET);
  }
  events.end();
  return times;
}

/** The least that can be: one process that adds the address and then at once the rule. */
async function withIpBatch(samples: number): Promise<number[]> {
  const ground = new Ground();
  const events = await Events.of(ground);
  const times: number[] = [];
  for (let i = 0; i < samples; i += 1) {
    const address = `10.2.${i >> 8}.${i & 255}`;
    const commands = `addr add ${address}/32 dev u1\nrule add from ${address} lookup 3999`;
    times.push(await sample(ground, events, address, commands));
    ground.host.batch(`rule del from ${address} lookup 3999\naddr del ${address}/32 dev u1`);
    await sleep(QUIET);
  }
  events.end();
  await ground.remove();
  return times;
}

async function sample(ground: Ground, events: Events, address: string, commands: string): Promise<number> {
  events.forget();
  ground.host.batch(commands);
  const rule = await events.time(ruleEvent("", address), LIMIT);
  return rule - (await events.time(new RegExp(`^\\d+: u1 +inet ${literal(address)}/`), LIMIT));
}

function ruleEvent(verb: string, address: string): RegExp {
  return new RegExp(`^${verb}\\d+:\\s+from ${literal(address)} lookup`);
}

function literal(address: string): string {
  return address.replaceAll(".", "\\.");
}

function against(value: number, baseline: number): { value: number; baseline: number; ratio: number } {
  return { value, baseline, ratio: value / baseline };
}
