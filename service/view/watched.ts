// What is to be known of what the kernel does not announce.
import type { SysctlKey } from "./sysctl.ts";

export interface Watched {
  readonly sysctls: ReadonlySet<SysctlKey>;
  /** Our nftables table. */
  readonly ruleset: boolean;
  /** Endpoints and limits. */
  readonly mptcp: boolean;
}
