// The address that connections of other hosts have when they leave by an uplink. Pure.
import { addressFamily, isInPrefix } from "../../view/address.ts";
import type { Pinned } from "../../view/kept.ts";
import { legGateway } from "../../view/route.ts";
import type { Family, View } from "../../view/view.ts";
import type { Uplink, Uplinks } from "../uplinks.ts";
import { bestDefault, sourcesOf } from "../way-out.ts";

/**
 * As latin1 bytes; undefined where the uplink has none. Of several: the one that its default route prefers; else of those
 * in the subnet of that route's router, or of all where it says nothing, the one that is in use now, or else the first.
 * So that it does not change when the route goes, or another address comes.
 */
export function translatedAddress(
  uplink: Uplink,
  family: Family,
  mark: number,
  uplinks: Uplinks,
  view: View,
): string | undefined {
  const sources = sourcesOf(uplink, family, uplinks, view);
  if (sources.length < 2) return sources[0];
  const route = bestDefault(uplink, family, view);
  if (route?.source !== undefined && sources.includes(route.source)) return route.source;
  const router = route && legGateway(route.leg);
  const beside = router === undefined ? [] : sources.filter((source) => sharesSubnet(uplink, source, router, view));
  const eligible = beside.length > 0 ? beside : sources;
  const inUse = addressInUse(family, mark, view);
  return inUse !== undefined && eligible.includes(inUse) ? inUse : eligible[0];
}

/** Whether a router lies in the subnet of an address; of a point-to-point address, in that of the other end. */
function sharesSubnet({ link }: Uplink, source: string, router: string, view: View): boolean {
  if (link === undefined || addressFamily(router) !== addressFamily(source)) return false;
  return view.withLocal(link.index, source).some(({ peer, prefixLength }) => isInPrefix(router, peer, prefixLength));
}

/** What our table translates to. */
const addressInUse = (family: Family, mark: number, view: View): string | undefined =>
  pinnedNow(view).find((each) => each.mark === mark && each.family === family && each.address !== undefined)?.address;

/** What our table pins: as it is now, or was when we wrote it last. */
export const pinnedNow = ({ ruleset, kept }: View): readonly Pinned[] =>
  (typeof ruleset === "object" ? ruleset : kept.ruleset?.ruleset)?.pinned ?? [];
