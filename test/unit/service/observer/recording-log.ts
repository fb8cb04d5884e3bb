// A log whose lines a test can read.
import { LOG_LEVELS, type LogLevel } from "../../../../service/config/config.ts";
import type { Log } from "../../../../service/system/log.ts";

export class RecordingLog implements Log {
  /** "info: text", in order. */
  readonly lines: string[] = [];

  constructor(private readonly least: LogLevel = "info") {}

  enabled(level: LogLevel): boolean {
    return LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(this.least);
  }

  trace = (message: string): void => this.#write("trace", message);
  debug = (message: string): void => this.#write("debug", message);
  info = (message: string): void => this.#write("info", message);
  warning = (message: string): void => this.#write("warning", message);
  error = (message: string): void => this.#write("error", message);
  fatal = (message: string): void => this.#write("fatal", message);

  /** The lines since this was asked last. */
  take(): string[] {
    return this.lines.splice(0);
  }

  #write(level: LogLevel, message: string): void {
    if (this.enabled(level)) this.lines.push(`${level}: ${message}`);
  }
}
