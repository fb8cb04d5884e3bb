// Whether this process may change the network configuration.
import type { readFileSync } from "node:fs";
import { MultihomedError } from "../../common/errors.ts";

/** CAP_NET_ADMIN (linux/capability.h). */
const CAP_NET_ADMIN = 12n;

/** @throws MultihomedError "start" where CAP_NET_ADMIN is not in effect (CapEff in /proc/self/status, proc(5)). */
export function requireNetAdmin(fs: { readonly readFileSync: typeof readFileSync }): void {
  const [, effective = "0"] = /^CapEff:\s*([0-9a-f]+)$/m.exec(fs.readFileSync("/proc/self/status", "utf8")) ?? [];
  if ((BigInt(`0x${effective}`) >> CAP_NET_ADMIN) & 1n) return;
  throw new MultihomedError("start", "no permission to change the network: run as root, or with CAP_NET_ADMIN");
}
