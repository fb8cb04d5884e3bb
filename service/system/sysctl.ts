// Sysctls of the network namespace that this process is in, below /proc/sys (proc(5)).
import type { readFileSync, writeFileSync } from "node:fs";
import { errno } from "../../common/errno.ts";

export interface SysctlFiles {
  readonly readFileSync: typeof readFileSync;
  readonly writeFileSync: typeof writeFileSync;
}

/** The value of net/…; undefined where this kernel, or a link that is gone, has none. Throws what node:fs throws else. */
export function readSysctl(path: string, files: SysctlFiles): string | undefined {
  try {
    return files.readFileSync(`/proc/sys/${path}`, "utf8").trim();
  } catch (error) {
    if (GONE.has(errno(error) ?? "")) return undefined;
    throw error;
  }
}

/** Throws what node:fs throws: EROFS in a container, EINVAL for a value that the kernel does not take. */
export function writeSysctl(path: string, value: string, files: SysctlFiles): void {
  // Only what is there is written: a link may be gone, and nothing is to be made in its place.
  files.writeFileSync(`/proc/sys/${path}`, value, { flag: "r+" });
}

/** A link that goes away takes its folder along, also while one of its files is open. */
const GONE: ReadonlySet<string> = new Set(["ENOENT", "ENODEV", "ENOTDIR"]);
