// The composition root of `multihomed`: reads what is wanted, wires the parts, answers signals.
import * as fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { isatty } from "node:tty";
import { commandText } from "../common/command-text.ts";
import { errno } from "../common/errno.ts";
import { MultihomedError } from "../common/errors.ts";
import type { Service } from "./bus/service.ts";
import { loadConfig } from "./config/load.ts";
import { openMemory } from "./config/memory.ts";
import { Daemon } from "./daemon.ts";
import { helpText, type Options, parseOptions } from "./options.ts";
import { openParts } from "./parts.ts";
import { PAUSE } from "./planes/plane.ts";
import { requireNetAdmin } from "./system/capabilities.ts";
import { systemClock } from "./system/clock.ts";
import { type OpenLog, openLog } from "./system/log.ts";
import { logControlOf } from "./system/log-control.ts";
import { readMachineId } from "./system/machine-id.ts";
import { openNotify } from "./system/notify.ts";
import { preferUs } from "./system/priority.ts";
import { Signals } from "./system/signals.ts";
import { readTraffic } from "./system/traffic.ts";

const VERSION = process.env.MULTIHOMED_VERSION ?? "development";

/** Exit codes: 0 clean, 1 cannot start or lost the bus, 2 usage or configuration, or --once left something undone. */
async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options.action === "help") return print(helpText());
  if (options.action === "version") return print(`multihomed ${VERSION}\n`);
  return await run(options);
}

async function run(options: Options): Promise<number> {
  const signals = new Signals(process);
  const { config, warnings } = await loadConfig(options, fs);
  if (!options.dryRun) requireNetAdmin(fs);
  const { logLevel, logColor, logFile } = config;
  const log = openLog(
    { level: logLevel, color: logColor, file: logFile },
    { fs, env: process.env, now: () => new Date(), isTerminal: isatty },
  );
  const die = (error: unknown): never => {
    log.fatal(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  };
  process.on("uncaughtException", die).on("unhandledRejection", die);
  for (const warning of [...options.warnings, ...warnings]) log.warning(warning);

  if (!options.dryRun) preferUs(log);
  const served = options.bus !== "none";
  if (!served && config.uplinks.length === 0) log.warning("nothing to do: no interface is assigned to a table");
  const memory = openMemory({ env: process.env, decisions: served, readOnly: options.dryRun }, fs, log);
  if (options.dryRun && memory.troubles.length > 0) {
    throw new MultihomedError("start", "without what is remembered the plan would be wrong: run as root");
  }
  const parts = openParts(process.env, fs, log, options.dryRun);
  if (parts.keptFile.warning !== undefined) log.warning(parts.keptFile.warning);
  const daemon = new Daemon(config, { clock: systemClock, log, memory, parts });
  await daemon.observe();
  if (options.dryRun) return await dryRun(daemon);
  if (options.once) return await once(daemon, signals);

  const reload = () => readAgain(options, daemon, log);
  const bus = served ? await serveOn(options.bus, daemon, reload, log, logFile) : undefined;
  await daemon.begin();
  const notify = openNotify(process.env, systemClock, log);
  // What nobody hears is not worth watching for.
  if (process.env.NOTIFY_SOCKET)
    daemon.status.listen({ changed: () => notify.status(daemon.status.summary), applied() {} });
  await Promise.race([daemon.settled(), sleep(READY_PATIENCE_MS, undefined, { ref: false })]);
  notify.ready(daemon.status.summary);
  signals.onReload(async () => {
    log.reopen();
    await reload().catch((error: unknown) => {
      if (!(error instanceof MultihomedError)) throw error;
    });
  });
  log.info(`multihomed ${VERSION} runs; uplinks: ${daemon.uplinks.join(", ") || "none"}`);
  const lost = bus?.lost.then((reason) => ({ reason }));
  const end = await Promise.race([signals.stop, ...(lost === undefined ? [] : [lost])]);
  if (typeof end === "object") {
    log.fatal(`the message bus is gone: ${end.reason}; what is in the kernel stays for the next start`);
    return 1;
  }
  const reason = (await bus?.stopReason()) ?? "stop";
  log.info(`${end}: ${reason}${reason === "stop" ? "" : "; what is in the kernel stays"}`);
  notify.stopping();
  await daemon.stop(reason !== "stop");
  await bus?.close();
  return 0;
}

/** Reads the configuration again. A bad one is told, and thrown; then what was in force stays so. */
async function readAgain(options: Options, daemon: Daemon, log: OpenLog): Promise<void> {
  try {
    const { config, warnings } = await loadConfig(options, fs);
    for (const line of warnings) log.warning(line);
    await daemon.configure(config);
    log.setLevel(config.logLevel);
    daemon.status.own("reload", undefined);
    log.info("configuration read again");
  } catch (error) {
    if (error instanceof MultihomedError) {
      daemon.status.own("reload", error.message);
      log.error(`the configuration is not changed: ${error.message}`);
    }
    throw error;
  }
}

async function serveOn(
  address: string,
  daemon: Daemon,
  reload: () => Promise<void>,
  log: OpenLog,
  logFile: string | undefined,
) {
  const service: Service = {
    version: VERSION,
    status: daemon.status,
    assign: (uplink, layer, check) => daemon.assign(uplink, layer, check),
    release: (name, layer, check) => daemon.release(name, layer, check),
    reconcile: () => daemon.reconcile(),
    reload,
    plan: () => daemon.plan(),
    explain: (question) => daemon.explain(question),
    traffic: () => readTraffic(fs),
    log: logControlOf(log, logFile),
  };
  // Loaded here: in the foreground without a bus, and for a dry run, it is not needed.
  const { serve } = await import("./bus/index.ts");
  const { env, pid } = process;
  return await serve(address, service, { clock: systemClock, log, env, pid, machineId: () => readMachineId(fs) });
}

async function dryRun(daemon: Daemon): Promise<number> {
  try {
    for (const operation of daemon.plan()) if (operation !== PAUSE) fs.writeSync(1, `${commandText(operation)}\n`);
  } catch (error) {
    if (errno(error) !== "EPIPE") throw error; // whoever reads has seen enough
  }
  await daemon.close();
  return 0;
}

/** Converges and leaves it: 0, or 2 where the kernel refuses something for good. */
async function once(daemon: Daemon, signals: Signals): Promise<number> {
  await daemon.begin();
  const deadline = systemClock.now() + ONCE_PATIENCE_MS;
  let failing = await daemon.settled();
  while (failing > 0 && systemClock.now() < deadline && !signals.stopped) {
    await sleep(50);
    failing = await daemon.settled();
  }
  await daemon.close();
  return failing > 0 ? 2 : 0;
}

/** Who waits for us to be ready wants the rules; but not for ever. */
const READY_PATIENCE_MS = 20_000;

/** How long --once waits for what the kernel refuses at first: an address whose detection of duplicates still runs. */
const ONCE_PATIENCE_MS = 5000;

function print(text: string): number {
  fs.writeSync(1, text);
  return 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const known = error instanceof MultihomedError;
    fs.writeSync(2, `multihomed: ${known ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(known && (error.code === "usage" || error.code === "configuration") ? 2 : 1);
  },
);
