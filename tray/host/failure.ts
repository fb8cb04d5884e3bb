// What went wrong, as what the window is told of it. No stack leaves this program.
import { CallError } from "../../common/client/failures.ts";
import { MultihomedError } from "../../common/errors.ts";
import { printable } from "../../common/printable.ts";
import type { Failure } from "../shared/bridge.ts";

/** Longer texts are cut: longer than whatever the service says. */
const TEXT_MAX = 1000;

export function failureOf(error: unknown): Failure {
  const text = lineOf(error);
  if (!(error instanceof MultihomedError)) return { code: "mistake", text };
  const needsPassword = error instanceof CallError && error.needsPassword;
  return { code: error.code, text, ...(needsPassword && { needsPassword }) };
}

/** One line, of bounded length. */
export function lineOf(error: unknown): string {
  return printable((error instanceof Error ? error.message : String(error)).slice(0, TEXT_MAX));
}
