// The words and numbers for a log level on the command line and in DynMHS's file.
import { LOG_LEVELS, type LogLevel } from "./config.ts";

/** What is accepted, for messages. */
export const LOG_LEVEL_EXPECTED = `0 to ${LOG_LEVELS.length - 1} or one of ${LOG_LEVELS.join(", ")}`;

/** The level that `text` names, by number or by word; undefined where it names none. */
export function parseLogLevel(text: string): LogLevel | undefined {
  if (/^\+?[0-9]+$/.test(text)) return LOG_LEVELS[Number(text)];
  return LOG_LEVELS.find((level) => level === text.toLowerCase());
}
