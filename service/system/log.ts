// One line a message, to standard error or to a file that is opened again on SIGHUP (log rotation).
import type { LogLevel } from "../config/config.ts";

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
