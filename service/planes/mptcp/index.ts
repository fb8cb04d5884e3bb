// The plane of MPTCP's endpoints and limits: the addresses of uplinks from which and to which the kernel makes further
// subflows of a connection.
import { type Change, isMainsDefault } from "../../view/change.ts";
import type { EndpointOperation, LimitsOperation, Operation } from "../../view/operation.ts";
import { isSourceRule, ruleSource } from "../../view/rule.ts";
import type { View } from "../../view/view.ts";
import type { Key, Plane, SysctlWish, WishesSysctls } from "../plane.ts";
import type { Uplinks } from "../uplinks.ts";
import { choose } from "./choose.ts";
import { planLimits } from "./limits.ts";
import { planEndpoints } from "./plan.ts";
import { ENABLED, mptcpTroubles } from "./troubles.ts";

export const mptcp: Plane & WishesSysctls = {
  name: "mptcp",

  *touched(change: Change, uplinks: Uplinks, view: View): Generator<Key> {
    if (!isMptcpConcerned(uplinks, view)) return;
    switch (change.kind) {
      case "address":
        // Where an endpoint goes, it goes with the rule of its address, and not behind some large table.
        if (view.kept.endpoints.has(change.address.local)) yield endpointAt(change.address.local);
        yield EVERYTHING;
        return;
      case "rule": {
        if (!isSourceRule(change.rule)) return;
        const source = ruleSource(change.rule);
        if (source !== undefined && view.kept.endpoints.has(source)) yield endpointAt(source);
        yield EVERYTHING;
        return;
      }
      case "route":
        // A way out that comes late: it is in the uplink's table when everything is looked at.
        if (!isMainsDefault(change)) return;
        if (view.triedInVain.size > 0) yield EVERYTHING;
        return;
      case "link":
      case "mptcp":
      case "all":
        for (const address of view.kept.endpoints.keys()) yield endpointAt(address);
        yield EVERYTHING;
        return;
      default:
        return;
    }
  },

  keyOf(operation: Operation): Key {
    if (operation.kind === "endpoint") return endpointAt(operation.endpoint.address);
    if (operation.kind === "limits") return LIMITS;
    throw new TypeError(`not an operation on MPTCP: ${operation.kind}`);
  },

  *sysctls({ all }: Uplinks): Generator<SysctlWish> {
    if (all.some((uplink) => uplink.mptcp.length > 0)) yield { key: ENABLED, wish: "look" };
  },

  troubles: mptcpTroubles,
};

/** Whether anything of it is wanted, or there to be given back. */
export const isMptcpConcerned = ({ all }: Uplinks, { kept }: View): boolean =>
  kept.endpoints.size > 0 || kept.limits !== undefined || all.some((uplink) => uplink.mptcp.length > 0);

/** In a safe order: without room in the limits a new endpoint would get no subflow of the connections that there are. */
function* planEverything(uplinks: Uplinks, view: View): Generator<EndpointOperation | LimitsOperation> {
  const choice = choose(uplinks, view);
  const [limits, endpoints] = [planLimits(choice, view), planEndpoints(choice, uplinks, view)];
  yield* limits.filter(({ verb }) => verb === "replace");
  yield* endpoints;
  yield* limits.filter(({ verb }) => verb === "delete");
}

/** Which endpoints there are is one question: one key for all of them. */
const EVERYTHING: Key = { id: "mptcp", large: true, plan: planEverything };

const LIMITS: Key = {
  id: "mptcp limits",
  large: false,
  plan: (uplinks, view) => planLimits(choose(uplinks, view), view),
};

/** What goes for good, and what comes where nothing has to go before; the rest in the order of the whole. */
const endpointAt = (address: string): Key => ({
  id: `endpoint ${address}`,
  large: false,
  plan(uplinks, view) {
    const all = planEndpoints(choose(uplinks, view), uplinks, view);
    const [first, ...others] = all.filter(({ endpoint }) => endpoint.address === address);
    if (first === undefined || others.length > 0) return [];
    return first.verb === "delete" || !all.some(({ verb }) => verb === "delete") ? [first] : [];
  },
});
