// What went wrong on the way to the kernel, in the words of what the kernel itself refuses.
import { MultihomedError } from "../../common/errors.ts";
import { DumpRefused, type Failure } from "./requests.ts";

/** An answer that did not come, or a socket that could not be had, as a failure like any other. */
export function failureOf(error: unknown): Failure {
  if (error instanceof DumpRefused) return error.failure;
  if (error instanceof MultihomedError) return { code: error.code, text: error.message };
  if (!(error instanceof Error)) return { code: "failed", text: String(error) };
  const code = "code" in error && typeof error.code === "string" ? error.code : "failed";
  return { code, text: error.message };
}
