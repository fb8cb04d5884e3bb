// Which uplinks share the traffic of programs that bind to nothing, and by which way each.
import { isLinkLocal6 } from "../../view/address.ts";
import type { Leg } from "../../view/route.ts";
import { AF_INET, type Family, type View } from "../../view/view.ts";
import type { Uplink, Uplinks } from "../uplinks.ts";
import { sourcesOf, wayOut } from "../way-out.ts";

export interface Member {
  readonly uplink: Uplink;
  readonly family: Family;
  readonly leg: Leg;
  /** From 1 to MOST_WEIGHT. */
  readonly weight: number;
}

/** Kernels before Linux 6.12 refuse to weigh the members of a group higher (valid_group_nh in net/ipv4/nexthop.c). */
const MOST_WEIGHT = 255;

/** By table. None where balance is not in force, or its table holds routes of others, which must not be led there. */
export function membersOf(family: Family, uplinks: Uplinks, view: View): Member[] {
  const { balance, all } = uplinks;
  if (balance === undefined || holdsOthers(balance.table, family, view)) return [];
  const members = all.flatMap((uplink): Member[] => {
    if (uplink.weight === undefined) return [];
    const leg = wayOut(uplink, family, uplinks, view);
    if (leg === undefined || !leavesWithItsOwn(uplink, family, uplinks, view)) return [];
    return [{ uplink, family, leg, weight: Math.min(uplink.weight, MOST_WEIGHT) }];
  });
  return members.sort((one, other) => one.uplink.table - other.uplink.table);
}

/** Whether a table holds routes that are not ours; such are known of tables that are watched. */
export function holdsOthers(table: number, family: Family, view: View): boolean {
  const routes = view.table(family, table);
  return routes.ours < routes.size;
}

/**
 * Whether what leaves by an uplink has a source of its. IPv4 takes an address of the router's subnet (inet_select_addr),
 * IPv6 any of the link's, whichever router is next (ipv6_dev_get_saddr): of two uplinks on one link, one could send with
 * the other's address, which its provider drops.
 */
function leavesWithItsOwn(uplink: Uplink, family: Family, uplinks: Uplinks, view: View): boolean {
  const { link } = uplink;
  if (family === AF_INET || link === undefined) return true;
  const own = new Set(sourcesOf(uplink, family, uplinks, view));
  for (const { local, tentative } of view.addresses(link.index)) {
    if (local.length === 16 && !tentative && !isLinkLocal6(local) && !own.has(local)) return false;
  }
  return true;
}
