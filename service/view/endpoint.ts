// MPTCP's endpoints as planes look at them: whose they are.
import type { EndpointFlag } from "../../common/endpoint-flag.ts";
import type { Endpoint, Limits } from "../netlink/mptcp.ts";
import type { KeptLimits } from "./kept.ts";
import type { View } from "./view.ts";

export type { Endpoint, Limits } from "../netlink/mptcp.ts";

/** MPTCP_PM_ADDR_FLAG_IMPLICIT (linux/mptcp_pm.h): the kernel made it itself, for a subflow from an address without one. */
const IMPLICIT = 1 << 4;

/** Those that the kernel changes of an endpoint that is there (MPTCP_PM_CMD_SET_FLAGS); its subflows stay. */
export const CHANGEABLE_FLAGS = ["backup", "fullmesh"] as const satisfies readonly EndpointFlag[];

/** Whether the kernel made it itself, and gives it up to whoever adds one with its address and without an id. */
export const isImplicit = ({ unknownFlags }: Endpoint): boolean => (unknownFlags & IMPLICIT) !== 0;

/** Whether this endpoint, which the kernel has, is one that we added. */
export const isOurEndpoint = (endpoint: Endpoint, { kept }: View): boolean =>
  kept.endpoints.get(endpoint.address) === endpoint.id && !isImplicit(endpoint);

/** What is remembered of limits that the kernel has now: one that someone else set since is what it is without us. */
export function limitsOfOthers(kept: KeptLimits, now: Limits): KeptLimits {
  const isTheirs = (name: keyof Limits) => now[name] !== kept.ours[name];
  const each = (value: (name: keyof Limits) => number): Limits => ({
    subflows: value("subflows"),
    addAddrAccepted: value("addAddrAccepted"),
  });
  return {
    was: each((name) => (isTheirs(name) ? now : kept.was)[name]),
    ours: each((name) => (isTheirs(name) ? now : kept.ours)[name]),
  };
}
