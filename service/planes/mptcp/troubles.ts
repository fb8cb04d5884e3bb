// What of MPTCP is not as it was asked for, in words: nothing that this program could do about it. Pure.
import { MPTCP_MAX } from "../../../common/numbers.ts";
import { hostSysctl } from "../../view/sysctl.ts";
import { addressText } from "../../view/text.ts";
import type { View } from "../../view/view.ts";
import type { Trouble } from "../plane.ts";
import type { Uplink, Uplinks } from "../uplinks.ts";
import { type Choice, choose } from "./choose.ts";
import { sameFlags } from "./plan.ts";

/** Whether the kernel lets programs have MPTCP at all; endpoints can be there all the same. */
export const ENABLED = hostSysctl("net/mptcp/enabled");

/** So many addresses are named. */
const NAMED = 8;

export function* mptcpTroubles(uplinks: Uplinks, view: View): Generator<Trouble> {
  const wanting = uplinks.all.filter(({ mptcp }) => mptcp.length > 0);
  if (wanting.length === 0) return;
  const missing = unavailable(view);
  for (const { table } of missing === undefined ? [] : wanting) yield { table, code: "no-mptcp", text: missing ?? "" };
  if (view.endpoints === undefined) return;
  const choice = choose(uplinks, view);
  for (const uplink of wanting) {
    yield* leftOut(uplink, choice);
    yield* taken(uplink, choice);
  }
}

function unavailable(view: View): string | undefined {
  if (view.endpoints === undefined) return "the kernel has no MPTCP";
  return view.sysctls.get(ENABLED) === "0" ? "MPTCP is switched off: net.mptcp.enabled is 0" : undefined;
}

function* leftOut(uplink: Uplink, { leftOut: all, taken: endpoints }: Choice): Generator<Trouble> {
  const { table } = uplink;
  const without = all.filter((each) => each.uplink === uplink).map(({ address }) => address);
  for (const address of without) {
    const other = endpoints.get(address);
    if (other === undefined) continue;
    const text = `${addressText(address)} is an address of ${other.interface} too, whose MPTCP endpoint it is`;
    yield { table, code: "endpoint-left-out", text };
  }
  const late = without.filter((address) => !endpoints.has(address)).map(addressText);
  if (late.length === 0) return;
  const more = late.length > NAMED ? ` and ${late.length - NAMED} more` : "";
  const text = `no MPTCP endpoint for ${late.slice(0, NAMED).join(", ")}${more}: the kernel takes ${MPTCP_MAX} in all`;
  yield { table, code: "endpoint-left-out", text };
}

function* taken(uplink: Uplink, { theirs }: Choice): Generator<Trouble> {
  for (const { uplink: its, endpoint } of theirs) {
    if (its !== uplink || sameFlags(endpoint, uplink)) continue;
    const flags = endpoint.flags.join(", ") || "no flags";
    const what = `someone else's MPTCP endpoint for ${addressText(endpoint.address)} has ${flags}`;
    yield { table: uplink.table, code: "endpoint-taken", text: `${what}, not ${uplink.mptcp.join(", ")}` };
  }
}
