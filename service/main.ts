// The composition root of `multihomed`: reads what is wanted, wires the parts, answers signals.
import * as fs from "node:fs";
import { isatty } from "node:tty";
import { MultihomedError } from "../common/errors.ts";
import { loadConfig } from "./config/load.ts";
import { openMemory } from "./config/memory.ts";
import { Daemon } from "./daemon.ts";
import { helpText, type Options, parseOptions } from "./options.ts";
import { requireNetAdmin } from "./system/capabilities.ts";
import { systemClock } from "./system/clock.ts";
import { openLog } from "./system/log.ts";
import { preferUs } from "./system/priority.ts";
import { Signals } from "./system/signals.ts";
import { commandText } from "./view/operation-text.ts";

const VERSION = process.env.MULTIHOMED_VERSION ?? "development";

/** Exit codes: 0 clean, 1 cannot start, 2 usage or configuration, or --once left something undone. */
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
  const memory = openMemory({ env: process.env, decisions: served, readOnly: options.dryRun }, fs, log);
  const daemon = new Daemon(config, { clock: systemClock, log, memory });
  await daemon.observe();
  if (options.dryRun) return await dryRun(daemon);
  await daemon.begin();
  if (options.once) return await once(daemon, signals);

  signals.onReload(async () => {
    log.reopen();
    try {
      const reloaded = await loadConfig(options, fs);
      for (const line of reloaded.warnings) log.warning(line);
      log.setLevel(reloaded.config.logLevel);
      await daemon.configure(reloaded.config);
      log.info("configuration read again");
    } catch (error) {
      if (!(error instanceof MultihomedError)) throw error;
      log.error(`the configuration is not changed: ${error.message}`);
    }
  });
  log.info(
    `multihomed ${VERSION} runs; uplinks: ${config.uplinks.map((uplink) => uplink.interface).join(", ") || "none"}`,
  );
  log.info(`${await signals.stop}: stopping`);
  await daemon.stop();
  return 0;
}

async function dryRun(daemon: Daemon): Promise<number> {
  for (const operation of daemon.plan()) fs.writeSync(1, `${commandText(operation)}\n`);
  await daemon.close();
  return 0;
}

/** Converges and leaves it: 0, or 2 where the kernel refuses something for good. */
async function once(daemon: Daemon, signals: Signals): Promise<number> {
  const deadline = systemClock.now() + ONCE_PATIENCE_MS;
  let failing = await daemon.settled();
  while (failing > 0 && systemClock.now() < deadline && !signals.stopped) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    failing = await daemon.settled();
  }
  await daemon.close();
  return failing > 0 ? 2 : 0;
}

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
