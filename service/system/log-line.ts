// How a message looks in the log: the journal stamps and colours lines itself, everyone else needs it written out.
import { printable } from "../../common/printable.ts";
import type { LogLevel } from "../config/config.ts";

export interface LineStyle {
  /** Whether the journal reads this: then a syslog priority in place of time and level (sd-daemon(3)). */
  readonly journal: boolean;
  readonly color: boolean;
}

/** One line with its line feed; whatever is in `message`, it stays one. */
export function formatLine(level: LogLevel, message: string, now: () => Date, { journal, color }: LineStyle): string {
  const text = printable(message);
  if (journal) return `<${SEVERITY[level]}>${text}\n`;
  const line = `${timestamp(now())} [${level}] ${text}`;
  return color ? `${COLOR[level]}${line}\u001b[0m\n` : `${line}\n`;
}

/** Local time, as people compare it with their clock: YYYY-MM-DD HH:MM:SS.mmm. */
export function timestamp(time: Date): string {
  const part = (value: number, digits = 2) => String(value).padStart(digits, "0");
  const day = [part(time.getFullYear(), 4), part(time.getMonth() + 1), part(time.getDate())].join("-");
  const clock = [part(time.getHours()), part(time.getMinutes()), part(time.getSeconds())].join(":");
  return `${day} ${clock}.${part(time.getMilliseconds(), 3)}`;
}

/** syslog(3): critical, error, warning, informational, debug. */
const SEVERITY: Readonly<Record<LogLevel, number>> = { trace: 7, debug: 7, info: 6, warning: 4, error: 3, fatal: 2 };

const COLOR: Readonly<Record<LogLevel, string>> = {
  trace: "\u001b[90m", // grey
  debug: "\u001b[36m", // cyan
  info: "\u001b[39m", // as the terminal has it
  warning: "\u001b[33m", // yellow
  error: "\u001b[31m", // red
  fatal: "\u001b[1;31m", // bright red
};
