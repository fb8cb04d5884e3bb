// Sysctls of the network namespace that this process is in, below /proc/sys (proc(5)).
import type { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { errno } from "../../common/errno.ts";

export interface SysctlFiles {
  readonly readdirSync: typeof readdirSync;
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
  if (path === ALL_FORWARDING6) writeAlone(value, files);
  else write(path, value, files);
}

function write(path: string, value: string, files: SysctlFiles): void {
  // Only what is there is written: a link may be gone, and nothing is to be made in its place.
  files.writeFileSync(`/proc/sys/${path}`, value, { flag: "r+" });
}

/** Whether IPv6 is forwarded at all, before Linux 6.17. Its name promises more than there is: ip6_forward asks only it. */
const CONF6 = "net/ipv6/conf";
const ALL_FORWARDING6 = `${CONF6}/all/forwarding`;

/**
 * Written, it becomes that of every link and of those to come as well (addrconf_fixup_forwarding of net/ipv6/addrconf.c),
 * and links that were hosts take no advertisements of routers any more. These are made what they were at once.
 */
function writeAlone(value: string, files: SysctlFiles): void {
  const others = files.readdirSync(`/proc/sys/${CONF6}`).flatMap((link) => {
    const path = `${CONF6}/${link}/forwarding`;
    const was = link === "all" ? undefined : readSysctl(path, files);
    return was === undefined ? [] : [{ path, was }];
  });
  write(ALL_FORWARDING6, value, files);
  for (const { path, was } of others) {
    const now = readSysctl(path, files);
    if (now !== undefined && now !== was) writeIfThere(path, was, files);
  }
}

function writeIfThere(path: string, value: string, files: SysctlFiles): void {
  try {
    write(path, value, files);
  } catch (error) {
    if (!GONE.has(errno(error) ?? "")) throw error;
  }
}

/** A link that goes away takes its folder along, also while one of its files is open. */
const GONE: ReadonlySet<string> = new Set(["ENOENT", "ENODEV", "ENOTDIR"]);
