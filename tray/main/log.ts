// What goes wrong, on standard error: one line each. What nobody expected does not end the app, but it is said.
import { printable } from "../../common/printable.ts";

export interface Log {
  warn(line: string): void;
  /** What should not be. */
  mistake(error: unknown): void;
}

/** @param write to standard error */
export function openLog(write: (text: string) => void): Log {
  const say = (line: string) => write(`multihomed-tray: ${printable(line)}\n`);
  return {
    warn: say,
    mistake: (error) => say(`a mistake in this program: ${where(error)}`),
  };
}

/** Its message and where it comes from, in one line. */
function where(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [, from] = /\n\s+at (.*)/.exec(error.stack ?? "") ?? [];
  return from === undefined ? error.message : `${error.message} (${from})`;
}

export interface Mistakes {
  on(event: "uncaughtException" | "unhandledRejection", listener: (error: unknown) => void): unknown;
}

/** Without listeners of ours, Electron would show its own window with a stack in it. */
export function logMistakes(process: Mistakes, log: Log): void {
  process.on("uncaughtException", (error) => log.mistake(error));
  process.on("unhandledRejection", (error) => log.mistake(error));
}
