// Our log levels in the words of syslog(3), which systemd's tools speak.
import type { LogLevel } from "../config/config.ts";
import type { OpenLog } from "./log.ts";

export const SYSLOG_LEVELS = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"] as const;

/** Ours that say at least as much; trace has no word of its own. */
const FROM_SYSLOG: Readonly<Record<string, LogLevel>> = {
  emerg: "fatal",
  alert: "fatal",
  crit: "fatal",
  err: "error",
  warning: "warning",
  notice: "info",
  info: "info",
  debug: "debug",
};

const TO_SYSLOG: Readonly<Record<LogLevel, string>> = {
  fatal: "crit",
  error: "err",
  warning: "warning",
  info: "info",
  debug: "debug",
  trace: "debug",
};

export interface LogControl {
  readonly level: string;
  readonly target: string;
  /** One of SYSLOG_LEVELS. */
  setLevel(level: string): void;
}

export function logControlOf(log: OpenLog, file: string | undefined): LogControl {
  return {
    get level() {
      return TO_SYSLOG[log.level];
    },
    target: file !== undefined ? "file" : log.journal ? "journal" : "console",
    setLevel(level) {
      const ours = Object.hasOwn(FROM_SYSLOG, level) ? FROM_SYSLOG[level] : undefined;
      if (ours !== undefined) log.setLevel(ours);
    },
  };
}
