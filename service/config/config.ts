// What the user wants, whatever file, command line or call it came from. Everything here has been parsed and checked.
import type { EndpointFlag } from "../../common/endpoint-flag.ts";

/** As DynMHS numbers them: trace 0, debug 1, info 2, warning 3, error 4, fatal 5. */
export const LOG_LEVELS = ["trace", "debug", "info", "warning", "error", "fatal"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** One assignment of a link, or of every link that matches a glob, to a routing table. */
export interface Uplink {
  /** The name of a link, or a glob (`*`, `?`, `[...]`) such as "wwan*"; a glob has `table: "auto"`. */
  readonly interface: string;
  readonly table: number | "auto";
  /** Of its rules; absent: the table's number. */
  readonly priority?: number;
  /** Whether the table ends in an unreachable default of the worst metric. */
  readonly guard: boolean;
  /** Whether routes through links that are not assigned are copied too. */
  readonly unassignedRoutes: "include" | "exclude";
  readonly strict: boolean;
  /** Share in balance; absent: not in it. */
  readonly weight?: number;
  readonly mptcp: readonly EndpointFlag[];
  /** Only routes via this router: two uplinks on one link. */
  readonly gateway?: string;
  /** Where it was written, for messages: "FILE:LINE" or "command line". */
  readonly origin: string;
}

export interface Balance {
  readonly enabled: boolean;
  readonly table: number;
  readonly priority: number;
  readonly hash: "flow" | "destination";
}

export interface Gateway {
  readonly enabled: boolean;
  readonly inside: readonly string[];
  readonly markMask: number;
  /** Whether IPv6 is translated as well, to one address of the uplink (NAT66). */
  readonly translateIpv6: boolean;
}

export interface Config {
  readonly uplinks: readonly Uplink[];
  readonly logLevel: LogLevel;
  /** Undefined: on a terminal only. */
  readonly logColor: boolean | undefined;
  /** Undefined: standard error. */
  readonly logFile: string | undefined;
  readonly onStop: "remove" | "keep";
  readonly balance: Balance;
  readonly gateway: Gateway;
}
