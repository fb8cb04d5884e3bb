// Which icon stands in the panel: how the uplinks stand, in one of six shapes. Pure.
import type { LinkState } from "../../../common/client/domain.ts";
import type { Known } from "../../shared/known.ts";

/**
 * The icons are files of these names.
 * - working: every interface that is used works
 * - partly: some of them do not (no connection, no address), at least one does
 * - none: none of them does, or none is used at all
 * - attention: something is wrong, and somebody has to do something about it; it goes before the three above
 * - busy: nothing is known yet, the service starts, or something is under way that does not end at once
 * - away: the service is not there, does not answer, or there is no bus
 */
export const INDICATORS = ["working", "partly", "none", "attention", "busy", "away"] as const;
export type Indicator = (typeof INDICATORS)[number];

/** @param lasting whether something has been under way for so long that it is shown, see BUSY_AFTER_MS */
export function indicatorOf(known: Known, lasting: boolean): Indicator {
  if (known.reach.kind === "connecting") return "busy";
  if (known.reach.kind !== "ready") return "away";
  if (known.service?.state === "starting" || lasting) return "busy";
  if (isTroubled(known)) return "attention";
  const { working, used } = count(known);
  if (working === 0) return "none";
  return working < used ? "partly" : "working";
}

/** What takes less than so many milliseconds is not worth another icon. */
export const BUSY_AFTER_MS = 1000;

/** Whether the service is making changes now. */
export const isReconciling = ({ service }: Known): boolean => service?.state === "reconciling";

/** How many interfaces are used, and how many of these work. */
export function count({ links }: Known): { readonly working: number; readonly used: number } {
  let [working, used] = [0, 0];
  for (const { assigned, state } of links.values()) {
    if (!assigned) continue;
    used++;
    if (works(state)) working++;
  }
  return { working, used };
}

/** Whether programs go out by an uplink in this state. A degraded one is used; a state that is not known may be anything. */
export const works = (state: LinkState): boolean => !LOST.has(state);

const LOST: ReadonlySet<LinkState> = new Set<LinkState>(["unassigned", "absent", "down", "no-carrier", "no-address"]);

function isTroubled({ service, links }: Known): boolean {
  if (service !== undefined && (service.state === "degraded" || service.problems.length > 0)) return true;
  return [...links.values()].some(
    ({ assigned, state, problems }) => problems.length > 0 || (assigned && state !== "active" && works(state)),
  );
}
