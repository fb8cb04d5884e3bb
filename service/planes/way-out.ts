// The way by which an uplink leads to everywhere else, and the addresses that packets may have that go there. Pure.
import { TABLE_MAIN } from "../../common/numbers.ts";
import { addressFamily, isLinkLocal6 } from "../view/address.ts";
import { isOurs, isReject, type Leg, legGateway, type RouteKey, routeMetric, routeSource } from "../view/route.ts";
import type { Address, Family, Link, View } from "../view/view.ts";
import { isSourceOf } from "./sources.ts";
import { concerns, type Uplink, type Uplinks } from "./uplinks.ts";

/**
 * The leg of the uplink's best default of one family; undefined where it has none, or its link is down, has no carrier
 * or no address of its that packets could come from.
 */
export function wayOut(uplink: Uplink, family: Family, uplinks: Uplinks, view: View): Leg | undefined {
  const { link } = uplink;
  if (!link?.up || !link.carrier) return undefined;
  if (sourcesOf(uplink, family, uplinks, view).length === 0) return undefined;
  return bestDefault(uplink, family, view)?.leg;
}

/** A route to everywhere, as far as it is an uplink's. */
export interface OwnDefault {
  readonly leg: Leg;
  /** Which address it prefers as source (latin1 bytes). */
  readonly source: string | undefined;
}

/** The uplink's best default of one family, whether or not its link has a carrier and it an address. */
export function bestDefault(uplink: Uplink, family: Family, view: View): OwnDefault | undefined {
  if (!concerns(uplink, family)) return undefined;
  let best: { readonly own: OwnDefault; readonly metric: number } | undefined;
  for (const key of view.table(family, TABLE_MAIN).defaults()) {
    const metric = routeMetric(key);
    if (best !== undefined && best.metric <= metric) continue;
    const own = ownPart(key, uplink, family, view);
    if (own !== undefined) best = { own, metric };
  }
  return best?.own;
}

/**
 * The addresses that packets can have now that leave by an uplink (latin1 bytes), in the order of their bytes: its own.
 * Where another uplink of its link has them all (two routers in one subnet, and one address), it leaves with those.
 */
export function sourcesOf(uplink: Uplink, family: Family, uplinks: Uplinks, view: View): string[] {
  const { link, router } = uplink;
  if (link === undefined) return [];
  const locals = [...new Set(usableOn(link, family, view).map(({ local }) => local))].sort();
  const own = locals.filter((local) => isSourceOf(uplink, local, uplinks, view));
  return own.length > 0 || router === undefined || !concerns(uplink, family) ? own : locals;
}

/** The addresses of a link that packets can have beyond it now. */
export function usableOn({ index }: Link, family: Family, view: View): Address[] {
  return [...view.addresses(index)].filter(
    ({ local, tentative }) => addressFamily(local) === family && !tentative && !isLinkLocal6(local),
  );
}

/** A default's first leg by the uplink's link, and by its router where it is to use only one. */
function ownPart(key: RouteKey, { link, router }: Uplink, family: Family, view: View): OwnDefault | undefined {
  for (const route of view.table(family, TABLE_MAIN).get(key)) {
    if (isOurs(route) || isReject(route)) continue;
    const leg = view.legs(route).find((candidate) => {
      if (candidate.dead || candidate.ifindex !== link?.index) return false;
      const gateway = legGateway(candidate);
      return router === undefined || gateway === undefined || gateway === router;
    });
    if (leg !== undefined) return { leg, source: routeSource(route) };
  }
  return undefined;
}
