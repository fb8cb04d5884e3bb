// MPTCP's endpoints as planes look at them: whose they are.
import type { EndpointFlag } from "../../common/endpoint-flag.ts";
import type { Endpoint } from "../netlink/mptcp.ts";
import type { View } from "./view.ts";

export type { Endpoint, Limits } from "../netlink/mptcp.ts";

/** MPTCP_PM_ADDR_FLAG_IMPLICIT (linux/mptcp_pm.h): the kernel made it itself, for a subflow from an address without one. */
const IMPLICIT = 1 << 4;

/** Those that the kernel changes of an endpoint that is there (MPTCP_PM_CMD_SET_FLAGS); its subflows stay. */
export const CHANGEABLE_FLAGS = ["backup", "fullmesh"] as const satisfies readonly EndpointFlag[];

/** Whether the kernel made it itself, and gives it up to whoever adds one with its address and without an id. */
export const isImplicit = ({ unknownFlags }: Endpoint): boolean => (unknownFlags & IMPLICIT) !== 0;

/** Whether this endpoint, which the kernel has, is one that we added. */
export const isOurEndpoint = ({ address, id }: Endpoint, { kept }: View): boolean => kept.endpoints.get(address) === id;
