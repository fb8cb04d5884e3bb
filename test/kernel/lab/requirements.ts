// What a kernel test needs of the machine. Unmet, it is skipped with the reason, or fails where REQUIRE_ALL=1.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const PROGRAMS = ["ip", "nft", "ping", "sysctl"];

/** Why the tests cannot run here; undefined where they can. */
export function unmetRequirement(programs: readonly string[] = []): string | undefined {
  if (process.getuid?.() !== 0) return "needs root, to make network namespaces";
  const missing = [...PROGRAMS, ...programs].filter((program) => !onPath(program));
  return missing.length === 0 ? undefined : `needs ${missing.join(", ")}`;
}

export function requireAll(): boolean {
  return process.env.REQUIRE_ALL === "1";
}

function onPath(program: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => executable(join(folder, program)));
}

function executable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
