// Programs that a test of the package needs of the machine.
import { spawnSync } from "node:child_process";
import type { TestContext } from "node:test";
import { requireAll } from "../kernel/lab/requirements.ts";

/** Whether all are there; if not, the test is skipped with the reason, or fails where nothing may be skipped. */
export function present(t: TestContext, ...programs: readonly string[]): boolean {
  const missing = programs.filter((program) => spawnSync("which", [program]).status !== 0);
  if (missing.length === 0) return true;
  const why = `needs ${missing.join(", ")}`;
  if (requireAll()) throw new Error(why);
  t.skip(why);
  return false;
}

/** What a program prints, both streams, and how it ended. */
export function outcome(program: string, ...args: readonly string[]): { readonly status: number | null; text: string } {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
  if (error !== undefined) throw error;
  return { status, text: stdout + stderr };
}
