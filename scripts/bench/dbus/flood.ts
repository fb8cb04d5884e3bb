// How long an address waits for its rule while clients call as fast as they can.

import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Daemon } from "../../lab/daemon.ts";
import { addressTimes } from "../address.ts";
import { forEach, type Row } from "../result.ts";
import { quantile } from "../statistics.ts";
import { OURS } from "../subject.ts";
import { withService } from "./served.ts";

const ROW = "an address during a flood of calls";
const LINKS = 100;
const CLIENTS = fileURLToPath(new URL("flood-clients.ts", import.meta.url));
const SETTLE = 2000;

export const addressDuringFlood: Row = async (plan, report) => {
  const samples = plan.quick ? 40 : 300;
  await forEach({ ...plan, subjects: [OURS] }, ROW, async (subject) => {
    await withService({ links: LINKS }, async ({ ground, bus, daemon }) => {
      await sleep(SETTLE);
      const quiet = await addressTimes(ground, samples, true);
      // A process of their own: this one is busy with ip(8).
      const command = [process.execPath, ...process.execArgv, CLIENTS, bus.address];
      const clients = new Daemon(ground.host, command, "/run/flood.log");
      await sleep(SETTLE);
      const flooded = await addressTimes(ground, samples, true);
      const { code } = await clients.end("SIGTERM");
      const [, answers, refusals] = /^(\d+) answers and (\d+) refusals a second$/m.exec(clients.said) ?? [];
      if (answers === undefined) throw new Error(`the clients failed:\n${clients.said}`);
      const common = { row: ROW, subject: subject.name, right: code === 0 && daemon.running };
      for (const [name, p] of [
        ["median", 0.5],
        ["99th percentile", 0.99],
      ] as const) {
        const [value, baseline] = [quantile(flooded, p), quantile(quiet, p)];
        report({ ...common, measure: `${name}; / quiet`, unit: "µs", value, baseline, ratio: value / baseline });
      }
      report({ ...common, measure: "longest", unit: "µs", value: Math.max(...flooded) });
      report({ ...common, measure: "answered to 4 clients", unit: "calls/s", value: Number(answers) });
      report({ ...common, measure: "refused to 4 clients", unit: "calls/s", value: Number(refusals) });
    });
  });
};
