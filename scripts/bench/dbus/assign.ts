// An Assign over D-Bus, by root, until its rule is in the kernel.
import fs, { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Call } from "../../../common/bus/connection.ts";
import { MANAGER } from "../../../common/bus/contract.ts";
import { Variant } from "../../../common/bus/types.ts";
import { replaceFile } from "../../../service/config/replace-file.ts";
import { Events } from "../events.ts";
import { forEach, type Row } from "../result.ts";
import { median, quantile } from "../statistics.ts";
import { OURS, TABLE } from "../subject.ts";
import { SERVICE } from "./calls.ts";
import { type Served, withService } from "./served.ts";

const ROW = "Assign until its rule";
const REACH = 5;
const LIMIT = 5000;
/** Milliseconds of quiet before each sample. */
const QUIET = 10;

/** What the samples are: the first is one of `calls`, and so on in turns. */
interface Series {
  readonly name: string;
  readonly calls: readonly Call[];
  /** Only the calls that lead to a rule of one of these priorities are samples; the others lead there. */
  readonly priorities: readonly (number | undefined)[];
}

const SERIES: readonly Series[] = [
  { name: "unassigned", calls: [assign(TABLE), release()], priorities: [TABLE, undefined] },
  { name: "priority", calls: [assign(3000), assign(3001)], priorities: [3000, 3001] },
];

export const assignUntilRule: Row = async (plan, report) => {
  const samples = plan.quick ? 40 : 300;
  await forEach({ ...plan, subjects: [OURS] }, ROW, async (subject) => {
    // Where /var/lib would be: on a disk, which has to confirm what is written.
    const disk = mkdtempSync("/var/tmp/multihomed-bench-");
    try {
      for (const state of [undefined, disk]) {
        await withService({ assigned: false, ...(state === undefined ? {} : { state }) }, async (served) => {
          for (const series of SERIES) {
            const { rule, reply, saving, right } = await measure(served, series, samples, state);
            const name = state === undefined ? series.name : `${series.name}, on disk`;
            const common = { row: ROW, subject: subject.name, unit: "ms", right } as const;
            const middle = { value: median(rule), reach: REACH, judged: median(rule) };
            // What is saved is saved before anything is done: the disk's own time is in it.
            const floor = state === undefined ? {} : { baseline: median(saving), ratio: middle.value / median(saving) };
            report({
              ...common,
              measure: `${name}, median${state === undefined ? "" : "; / a file"}`,
              ...middle,
              ...floor,
            });
            report({ ...common, measure: `${name}, 99th percentile`, value: quantile(rule, 0.99) });
            report({ ...common, measure: `${name}, reply`, value: median(reply) });
          }
        });
      }
    } finally {
      rmSync(disk, { recursive: true });
    }
  });
};

/**
 * Milliseconds from the call until the rule, until the reply, and of saving a small file in `folder`; and whether the
 * rule was there with each reply.
 */
async function measure({ ground, client }: Served, { calls, priorities }: Series, samples: number, folder = "/run") {
  const events = await Events.of(ground, true);
  const [rule, reply, saving]: [number[], number[], number[]] = [[], [], []];
  const epoch = sinceEpoch();
  let right = true;
  for (let i = 0; rule.length < samples; i += 1) {
    const [call, priority] = [calls[i % calls.length], priorities[i % calls.length]];
    if (call === undefined) throw new Error("a series of no calls");
    saving.push(timeSave(folder));
    await sleep(QUIET);
    events.forget();
    const since = performance.now();
    await client.call(call);
    const answered = performance.now();
    const there = ground.host.run("ip", "rule", "show", "table", `${TABLE}`).trim().split("\n").filter(Boolean);
    if (priority === undefined) {
      right &&= there.length === 0;
      continue;
    }
    right &&= there.length === 1 && (there[0]?.startsWith(`${priority}:`) ?? false);
    const seen = await events.time(new RegExp(`^${priority}:\\s+from 10\\.1\\.0\\.2 lookup`), LIMIT);
    rule.push(seen / 1000 - epoch - since);
    reply.push(answered - since);
  }
  events.end();
  await client.call(release());
  return { rule, reply, saving, right };
}

function timeSave(folder: string): number {
  const since = performance.now();
  replaceFile(join(folder, "probe"), "of a few bytes\n", fs);
  return performance.now() - since;
}

/** The time of the epoch at which performance.now() would have been 0, now: the former is adjusted, the latter is not. */
function sinceEpoch(): number {
  const before = Date.now();
  let now = before;
  while (now === before) now = Date.now();
  return now - performance.now();
}

function assign(priority: number): Call {
  const options = new Map([["priority", new Variant("u", priority)]]);
  const body = ["u1", TABLE, options];
  return { ...SERVICE, interface: MANAGER.name, member: "Assign", signature: "sua{sv}", body };
}

function release(): Call {
  return { ...SERVICE, interface: MANAGER.name, member: "Release", signature: "sa{sv}", body: ["u1", new Map()] };
}
