// One line a message, to standard error or to a file that is opened again on SIGHUP (log rotation).
import { type closeSync, constants, type fstatSync, type openSync, type writeSync } from "node:fs";
import { reason } from "../../common/errno.ts";
import { MultihomedError } from "../../common/errors.ts";
import { printable } from "../../common/printable.ts";
import { LOG_LEVELS, type LogLevel } from "../config/config.ts";
import { formatLine, type LineStyle } from "./log-line.ts";
import { writeLine } from "./log-write.ts";

export interface Log {
  trace(message: string): void;
  debug(message: string): void;
  info(message: string): void;
  warning(message: string): void;
  error(message: string): void;
  fatal(message: string): void;
  /** Whether a message of this level would be written: ask before building a costly one. */
  enabled(level: LogLevel): boolean;
}

/** A log that its owner (main.ts) can turn; everyone else is handed a Log. */
export interface OpenLog extends Log {
  readonly level: LogLevel;
  /** Whether it goes to the journal. */
  readonly journal: boolean;
  setLevel(level: LogLevel): void;
  /** Opens the file again, after it was rotated away. Where that fails, the old one goes on and says so. */
  reopen(): void;
  close(): void;
}

export interface LogSettings {
  readonly level: LogLevel;
  /** Undefined: on a terminal only. */
  readonly color: boolean | undefined;
  /** Undefined: standard error. */
  readonly file: string | undefined;
}

export interface LogDeps {
  readonly fs: {
    readonly openSync: typeof openSync;
    readonly writeSync: typeof writeSync;
    readonly closeSync: typeof closeSync;
    readonly fstatSync: typeof fstatSync;
  };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  readonly isTerminal: (descriptor: number) => boolean;
}

/** The log, or MultihomedError("start") where its file cannot be opened. No later failure throws. */
export function openLog({ level, color, file }: LogSettings, deps: LogDeps): OpenLog {
  let least = LOG_LEVELS.indexOf(level);
  let descriptor = file === undefined ? STANDARD_ERROR : openFile(file, deps);
  const style: LineStyle = {
    journal: file === undefined && isJournal(deps),
    color: color ?? (file === undefined && deps.isTerminal(STANDARD_ERROR)),
  };
  const enabled = (of: LogLevel) => LOG_LEVELS.indexOf(of) >= least;
  const write = (of: LogLevel, message: string) => {
    if (enabled(of)) writeLine(descriptor, formatLine(of, message, deps.now, style), deps.fs.writeSync);
  };
  return {
    trace: (message) => write("trace", message),
    debug: (message) => write("debug", message),
    info: (message) => write("info", message),
    warning: (message) => write("warning", message),
    error: (message) => write("error", message),
    fatal: (message) => write("fatal", message),
    enabled,
    journal: style.journal,
    get level() {
      return LOG_LEVELS[least] ?? level;
    },
    setLevel(to) {
      least = LOG_LEVELS.indexOf(to);
    },
    reopen() {
      if (file === undefined) return;
      try {
        const fresh = openFile(file, deps);
        closeQuietly(descriptor, deps);
        descriptor = fresh;
      } catch (error) {
        write("error", `${error instanceof Error ? error.message : String(error)}; the old log file stays in use`);
      }
    },
    close() {
      if (descriptor !== STANDARD_ERROR) closeQuietly(descriptor, deps);
      descriptor = STANDARD_ERROR;
    },
  };
}

const STANDARD_ERROR = 2;

/** Readable by the administrators' group (adm), as logs are: they name addresses. */
const FILE_MODE = 0o640;

function openFile(file: string, { fs }: LogDeps): number {
  try {
    return fs.openSync(file, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT, FILE_MODE);
  } catch (cause) {
    const why = reason(cause) === "does not exist" ? "its directory does not exist" : reason(cause);
    throw new MultihomedError("start", `log file ${printable(file)}: ${why}`, { cause });
  }
}

function closeQuietly(descriptor: number, { fs }: LogDeps): void {
  try {
    fs.closeSync(descriptor);
  } catch {
    // A full disk can make close fail; the descriptor is gone all the same (close(2)).
  }
}

/**
 * Whether standard error is the journal itself. The variable alone does not say so: it is inherited by what redirects
 * standard error elsewhere, so systemd.exec(5) wants device and inode compared.
 */
function isJournal({ fs, env }: LogDeps): boolean {
  if (env.JOURNAL_STREAM === undefined) return false;
  try {
    const { dev, ino } = fs.fstatSync(STANDARD_ERROR);
    return env.JOURNAL_STREAM === `${dev}:${ino}`;
  } catch {
    return false;
  }
}
