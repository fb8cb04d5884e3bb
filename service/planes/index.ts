// All planes, in the order in which they are worked off at a start: what others build upon comes first.
import type { View } from "../view/view.ts";
import type { Watched } from "../view/watched.ts";
import { balance } from "./balance/index.ts";
import { gateway } from "./gateway/index.ts";
import { isMptcpConcerned, mptcp } from "./mptcp/index.ts";
import type { HasChains, Plane, WishesSysctls } from "./plane.ts";
import { routing } from "./routing/index.ts";
import { desiredRuleset, rulesetPlane } from "./ruleset/index.ts";
import { strongHost } from "./strong-host/index.ts";
import { sysctlPlane } from "./sysctl/index.ts";
import type { Uplinks } from "./uplinks.ts";

const wishing: readonly WishesSysctls[] = [balance, strongHost, gateway, mptcp];
const chained: readonly HasChains[] = [strongHost, gateway];
const sysctl = sysctlPlane(wishing);

export const PLANES: readonly Plane[] = [routing, balance, gateway, rulesetPlane(chained), sysctl, mptcp];

/** What has to be known, beside what the kernel announces, to plan for these uplinks. */
export function watched(uplinks: Uplinks, view: View): Watched {
  const { kept } = view;
  return {
    sysctls: sysctl.watched(uplinks, view),
    ruleset: kept.ruleset !== undefined || desiredRuleset(chained, uplinks, view) !== undefined,
    mptcp: isMptcpConcerned(uplinks, view),
  };
}
