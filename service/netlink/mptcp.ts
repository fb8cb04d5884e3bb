// MPTCP's endpoints and limits (generic netlink family mptcp_pm, linux/mptcp_pm.h).
import type { EndpointFlag } from "../../common/endpoint-flag.ts";

export interface Endpoint {
  /** 1 to 255; unique. */
  readonly id: number;
  /** Network order, latin1 bytes: 4 or 16. */
  readonly address: string;
  /** 0: of no link in particular. */
  readonly ifindex: number;
  readonly flags: readonly EndpointFlag[];
  /** 0: none. */
  readonly port: number;
  /** Flags that this program has no name for (linux/mptcp_pm.h, MPTCP_PM_ADDR_FLAG_*), so that nothing is lost. */
  readonly unknownFlags: number;
}

export interface Limits {
  /** How many subflows a connection may have besides its first. */
  readonly subflows: number;
  /** How many addresses that the peer announces are used. */
  readonly addAddrAccepted: number;
}
