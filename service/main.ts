// The composition root of `multihomed`: reads what is wanted, wires the parts, answers signals.
import * as fs from "node:fs";
import { isatty } from "node:tty";
import { MultihomedError } from "../common/errors.ts";
import { loadAllocations, saveAllocations, stateDirectory } from "./config/allocations.ts";
import { loadConfig } from "./config/load.ts";
import { Daemon } from "./daemon.ts";
import { helpText, type Options, parseOptions } from "./options.ts";
import { requireNetAdmin } from "./system/capabilities.ts";
import { systemClock } from "./system/clock.ts";
import { openLog } from "./system/log.ts";

const VERSION = process.env.MULTIHOMED_VERSION ?? "development";

/** Exit codes: 0 clean, 1 cannot start, 2 usage or configuration, or --once left something undone. */
async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options.action === "help") return print(helpText());
  if (options.action === "version") return print(`multihomed ${VERSION}\n`);
  return await run(options);
}

async function run(options: Options): Promise<number> {
  const { config, warnings } = await loadConfig(options, fs);
  if (!options.dryRun) requireNetAdmin(fs);
  const { logLevel, logColor, logFile } = config;
  const log = openLog(
    { level: logLevel, color: logColor, file: logFile },
    {
      fs,
      env: process.env,
      now: () => new Date(),
      isTerminal: (fd) => isatty(fd),
    },
  );
  const die = (error: unknown): never => {
    log.fatal(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  };
  process.on("uncaughtException", die).on("unhandledRejection", die);
  for (const warning of [...options.warnings, ...warnings]) log.warning(warning);

  const directory = stateDirectory(process.env);
  const { allocated, warning } = loadAllocations(directory, fs);
  if (warning !== undefined) log.warning(warning);
  const daemon = new Daemon(config, {
    clock: systemClock,
    log,
    allocated,
    saveAllocated(now) {
      const trouble = options.dryRun ? undefined : saveAllocations(directory, now, fs);
      if (trouble !== undefined) log.warning(trouble);
    },
  });
  const stopSignal = new Promise<NodeJS.Signals>((resolve) => {
    process.on("SIGINT", resolve).on("SIGTERM", resolve);
  });
  let ready = false;
  let reloading = Promise.resolve();
  process.on("SIGHUP", () => {
    log.reopen();
    reloading = reloading.then(async () => {
      if (!ready) return;
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
  });

  await daemon.observe();
  if (options.dryRun) {
    for (const line of daemon.plan()) fs.writeSync(1, `${line}\n`);
    await daemon.close();
    return 0;
  }
  await daemon.begin();
  ready = true;
  if (options.once) {
    const deadline = systemClock.now() + ONCE_PATIENCE_MS;
    let failing = await daemon.settled();
    while (failing > 0 && systemClock.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      failing = await daemon.settled();
    }
    await daemon.close();
    return failing > 0 ? 2 : 0;
  }
  log.info(`multihomed ${VERSION} keeps ${config.uplinks.length} uplinks`);
  const signal = await stopSignal;
  log.info(`${signal}: stopping`);
  await daemon.stop();
  return 0;
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
