// Which uplinks share the traffic of programs that bind to nothing, and by which way each.
import { isInPrefix } from "../../view/address.ts";
import { type Leg, legGateway, withRouter } from "../../view/route.ts";
import { AF_INET, type Family, type View } from "../../view/view.ts";
import type { Uplink, Uplinks } from "../uplinks.ts";
import { bestDefault, sourcesOf, usableOn, wayOut } from "../way-out.ts";

export interface Member {
  readonly uplink: Uplink;
  readonly family: Family;
  readonly leg: Leg;
  /** From 1 to MOST_WEIGHT. */
  readonly weight: number;
}

/** Kernels before Linux 6.12 refuse to weigh the members of a group higher (nh_check_attr_group in net/ipv4/nexthop.c). */
const MOST_WEIGHT = 255;

/** By table. None where balance is not in force, or its table holds routes of others, which must not be led there. */
export function membersOf(family: Family, uplinks: Uplinks, view: View): Member[] {
  const { balance } = uplinks;
  if (balance === undefined || holdsOthers(balance.table, family, view)) return [];
  return candidates(family, uplinks, view).filter((member) => unfit(member, uplinks, view) === undefined);
}

/** Those that have a weight and a way out; by table. */
export function candidates(family: Family, uplinks: Uplinks, view: View): Member[] {
  const members = uplinks.all.flatMap((uplink): Member[] => {
    if (uplink.weight === undefined) return [];
    const leg = wayOut(uplink, family, uplinks, view);
    if (leg === undefined) return [];
    return [{ uplink, family, leg: beside(leg, uplink, family), weight: Math.min(uplink.weight, MOST_WEIGHT) }];
  });
  return members.sort((one, other) => one.uplink.table - other.uplink.table);
}

/** Whether a table holds routes that are not ours; such are known of tables that are watched. */
export function holdsOthers(table: number, family: Family, view: View): boolean {
  const routes = view.table(family, table);
  return routes.ours < routes.size;
}

/** fe80::4d: the other end of a link without neighbours, where any address does. Hardly its own. */
const OTHER_END = `${"\xfe\x80".padEnd(15, "\0")}\x4d`;

/** The kernel takes no IPv6 leg without a router beside others (ip6_route_multipath_add): one that needs none gets one. */
function beside(leg: Leg, { link }: Uplink, family: Family): Leg {
  return family === AF_INET || legGateway(leg) !== undefined || !link?.noArp ? leg : withRouter(leg, OTHER_END);
}

/** Why a member cannot be told to the kernel as it is, in words; undefined: it can. */
export function unfit(member: Member, uplinks: Uplinks, view: View): string | undefined {
  const { family, leg } = member;
  if (family !== AF_INET && legGateway(leg) === undefined)
    return "its default names no router, and its link has neighbours";
  return sendsAsItself(member, uplinks, view)
    ? undefined
    : "the kernel would give packets a source that is not for its router";
}

/**
 * Whether what leaves by a member without a source of its own gets one that is right for it. IPv4 takes an address of the
 * router's subnet (inet_select_addr), whatever the default prefers: a leg cannot say. IPv6 takes any address of the
 * link, whichever router is next (ipv6_dev_get_saddr): one of another uplink's, where two share a link.
 */
function sendsAsItself({ uplink, family, leg }: Member, uplinks: Uplinks, view: View): boolean {
  const { link } = uplink;
  if (link === undefined) return false;
  const usable = usableOn(link, family, view);
  if (family !== AF_INET) {
    const own = new Set(sourcesOf(uplink, family, uplinks, view));
    return usable.every(({ local }) => own.has(local));
  }
  const preferred = bestDefault(uplink, family, view)?.source;
  if (preferred === undefined || usable.every(({ local }) => local === preferred)) return true;
  const router = legGateway(leg);
  if (router === undefined || router.length !== preferred.length) return false;
  // Of a point-to-point address the other end has the prefix.
  return view.withLocal(link.index, preferred).some(({ peer, prefixLength }) => isInPrefix(router, peer, prefixLength));
}
