// What holds where nobody said anything, and what one source (command line, file) says in its place.
import type { Balance, Config, Gateway, Uplink } from "./config.ts";

/** What one source says; what it does not mention is absent. */
export interface Fragment
  extends Partial<Pick<Config, "logLevel" | "onStop">>,
    Partial<{ readonly logColor: boolean; readonly logFile: string }> {
  readonly uplinks: readonly Uplink[];
  readonly balance?: Partial<Balance>;
  readonly gateway?: Partial<Gateway>;
  readonly warnings: readonly string[];
}

export const uplinkDefaults = {
  table: "auto",
  guard: true,
  unassignedRoutes: "include",
  strict: false,
  mptcp: [],
} as const satisfies Partial<Uplink>;

export const configDefaults: Config = {
  uplinks: [],
  logLevel: "info",
  logColor: undefined,
  logFile: undefined,
  onStop: "remove",
  balance: {
    enabled: false,
    /** Below where uplinks' tables are allocated. */
    table: 900,
    /** In front of the main table's rule (32766), behind what uplinks usually have. */
    priority: 32000,
    hash: "flow",
  },
  gateway: { enabled: false, inside: [], markMask: 0x00ff0000, translateIpv6: false },
};

/** `base` with what `fragment` says in its place; uplinks are added. */
export function withFragment(base: Config, fragment: Fragment): Config {
  const { warnings: _warnings, uplinks, balance, gateway, ...rest } = fragment;
  return {
    ...base,
    ...rest,
    uplinks: [...base.uplinks, ...uplinks],
    balance: { ...base.balance, ...balance },
    gateway: { ...base.gateway, ...gateway },
  };
}
