// npm run bench -- [--quick] [--only ROW]... [--peer 'COMMAND']... [--units FOLDER]... [--out FILE]: the figures of
// docs/performance.md, measured in network namespaces that go with this process. Exits 1 where a result was wrong.
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { addressUntilRule } from "./bench/address.ts";
import { routeChanges } from "./bench/churn.ts";
import { assignUntilRule } from "./bench/dbus/assign.ts";
import { exposure } from "./bench/dbus/exposure.ts";
import { addressDuringFlood } from "./bench/dbus/flood.ts";
import { trivialCalls } from "./bench/dbus/get.ts";
import { idleOnBus } from "./bench/dbus/idle.ts";
import { memoryAfterCalls } from "./bench/dbus/memory.ts";
import { managedObjects } from "./bench/dbus/objects.ts";
import { firstRule } from "./bench/first-rule.ts";
import { idle } from "./bench/idle.ts";
import { uplinkLost } from "./bench/planes/loss.ts";
import { balanceShares } from "./bench/planes/shares.ts";
import { heading, line, save } from "./bench/report.ts";
import type { Plan, Result, Row } from "./bench/result.ts";
import { startWith } from "./bench/start.ts";
import { OURS, peer } from "./bench/subject.ts";
import { tray } from "./bench/tray.ts";
import { programVersion, requireProgram } from "./lab/daemon.ts";
import { inPrivate } from "./lab/private.ts";

const ROWS: Readonly<Record<string, Row>> = {
  "start-0": startWith({ row: "start without further routes", routes: 0, runs: 1, reachMemory: 60 }),
  "start-1k": startWith({ row: "start with 1,000 routes", routes: 1000, runs: 5 }),
  "start-100k": startWith({
    row: "start with 100,000 routes",
    routes: 100_000,
    runs: 3,
    reachRatio: 1.5,
    reachMemory: 150,
  }),
  "start-1m": startWith({
    row: "start with 1,000,000 routes",
    routes: 1_000_000,
    runs: 1,
    reachRatio: 1.5,
    reachMemory: 800,
  }),
  address: addressUntilRule,
  changes: routeChanges,
  "first-rule": firstRule,
  idle,
  "uplink-lost": uplinkLost,
  "balance-shares": balanceShares,
  "dbus-get": trivialCalls,
  "dbus-assign": assignUntilRule,
  "dbus-objects": managedObjects,
  "dbus-flood": addressDuringFlood,
  "dbus-memory": memoryAfterCalls,
  "dbus-idle": idleOnBus,
  exposure,
  tray,
};
const SLOW = ["start-1m", "idle", "dbus-memory", "dbus-idle"];
const RESULTS = fileURLToPath(new URL("../dist/bench.json", import.meta.url));

const options = readOptions();
const unknown = options.only?.filter((name) => !(name in ROWS)) ?? [];
if (unknown.length > 0) {
  console.error(`no such row: ${unknown.join(", ")}; there are ${Object.keys(ROWS).join(", ")}`);
  process.exitCode = 2;
} else if (await inPrivate("bench")) {
  requireProgram();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(130));
  await bench({
    subjects: [OURS, ...options.peer.map((command, index) => peer(command, index + 1))],
    quick: options.quick,
    units: options.units,
  });
  process.exit();
}

async function bench(plan: Plan): Promise<void> {
  const chosen = options.only ?? Object.keys(ROWS).filter((name) => !plan.quick || !SLOW.includes(name));
  const results: Result[] = [];
  heading();
  for (const name of chosen) {
    await ROWS[name]?.(plan, (result) => {
      results.push(result);
      line(result);
    });
  }
  save(options.out, programVersion(), results);
  if (results.some(({ right }) => !right)) process.exitCode = 1;
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        quick: { type: "boolean", default: false },
        only: { type: "string", multiple: true },
        peer: { type: "string", multiple: true, default: [] },
        units: { type: "string", multiple: true, default: [] },
        out: { type: "string", default: RESULTS },
      },
    }).values;
  } catch (error) {
    console.error(`bench: ${error instanceof Error ? error.message : error}; docs/performance.md has the options`);
    process.exit(2);
  }
}
