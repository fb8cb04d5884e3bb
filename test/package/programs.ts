// Programs that a test of the package needs of the machine.
import { spawnSync } from "node:child_process";
import { requireAll } from "../kernel/lab/requirements.ts";

/** Why the test is to be skipped; false where all are there. @throws where nothing may be skipped. */
export function withoutPrograms(...programs: readonly string[]): string | false {
  const missing = programs.filter((program) => spawnSync("which", [program]).status !== 0);
  if (missing.length === 0) return false;
  const why = `needs ${missing.join(", ")}`;
  if (requireAll()) throw new Error(why);
  return why;
}

/** What a program prints, both streams, and how it ended. */
export function outcome(program: string, ...args: readonly string[]): { readonly status: number | null; text: string } {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
  if (error !== undefined) throw error;
  return { status, text: stdout + stderr };
}
