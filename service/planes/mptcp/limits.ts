// MPTCP's limits: raised to what the endpoints need, never below what they are without us. Pure.
import type { EndpointFlag } from "../../../common/endpoint-flag.ts";
import { MPTCP_MAX } from "../../../common/numbers.ts";
import type { Limits } from "../../view/endpoint.ts";
import type { LimitsOperation } from "../../view/operation.ts";
import type { View } from "../../view/view.ts";
import type { Choice } from "./choose.ts";

/**
 * What endpoints with these flags need: a subflow for each that makes one, or that the peer makes one to. One with
 * fullmesh makes one also to each further address that the peer announces, of which the kernel heeds none by default
 * (ip-mptcp(8), ADD_ADDR_ACCEPTED_NR); as many are heeded as there are such endpoints, so that the mesh is square.
 */
export function neededLimits(endpoints: readonly (readonly EndpointFlag[])[]): Limits {
  const first = endpoints.filter((flags) => flags.includes("subflow") || flags.includes("signal")).length;
  const meshing = endpoints.filter((flags) => flags.includes("fullmesh")).length;
  return { subflows: Math.min(MPTCP_MAX, first + meshing * meshing), addAddrAccepted: meshing };
}

/** What would make the limits as these endpoints need them, or give them back where they need no more. */
export function planLimits({ taken }: Choice, view: View): LimitsOperation[] {
  const { limits: instead, kept } = view;
  if (instead === undefined) return [];
  const needed = neededLimits([...taken.values()].map(({ mptcp }) => mptcp));
  const was = kept.limits?.was ?? instead;
  const limits: Limits = {
    subflows: Math.max(was.subflows, needed.subflows),
    addAddrAccepted: Math.max(was.addAddrAccepted, needed.addAddrAccepted),
  };
  const rest = { kind: "limits", limits, instead, was, kept: kept.limits } as const;
  if (!same(limits, was)) return same(limits, instead) ? [] : [{ ...rest, verb: "replace" }];
  return kept.limits === undefined ? [] : [{ ...rest, verb: "delete" }];
}

const same = (some: Limits, others: Limits): boolean =>
  some.subflows === others.subflows && some.addAddrAccepted === others.addAddrAccepted;
