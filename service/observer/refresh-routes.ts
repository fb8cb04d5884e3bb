// Listings of routes, whole or as far as the kernel can be asked for less, applied to the view.

import { type DumpHandler, DumpRefused, type Failure } from "../netlink/requests.ts";
import { decodeRoute, type RouteFilter, routeDump } from "../netlink/route.ts";
import { AF_INET6, type Family } from "../netlink/uapi.ts";
import { inlineLegs, type Route, type RouteKey } from "../view/route.ts";
import { RouteTable } from "../view/route-table.ts";
import { changeName, type Refresh, take } from "./refresh.ts";

/**
 * Lists routes by a filter of the kernel's and takes over what differs.
 * @param unsure gets tables whose routes have to be listed whole: a route with several legs lost one, perhaps.
 * @returns whether the listing was consistent; if not, it is to be asked for again.
 */
export async function refreshRoutes(
  refresh: Refresh,
  filter: RouteFilter,
  unsure: (family: Family, table: number) => void,
): Promise<boolean> {
  let listed = new Map<number, RouteTable>();
  const consistent = await listRoutes(refresh, filter, () => {
    listed = new Map();
    return (table, key, route, expiry) => {
      let routes = listed.get(table);
      if (routes === undefined) {
        routes = new RouteTable();
        listed.set(table, routes);
      }
      routes.append(key, route);
      routes.setExpiry(route, expiry);
    };
  });
  takeMissing(refresh, filter, listed, unsure);
  for (const [table, routes] of listed) takeListed(refresh, filter, table, routes, unsure);
  return consistent;
}

/** What the listing no longer has, or has otherwise. */
function takeMissing(
  refresh: Refresh,
  { family, table: only, ifindex }: RouteFilter,
  listed: ReadonlyMap<number, RouteTable>,
  unsure: (family: Family, table: number) => void,
): void {
  const inScope = (route: Route) => ifindex === undefined || inlineLegs(route).some((leg) => leg.ifindex === ifindex);
  for (const [table, known] of refresh.view.tables(family)) {
    if (only !== undefined && only !== table) continue;
    const now = listed.get(table);
    for (const key of ifindex === undefined ? known.keys() : [...known.byLink(ifindex)]) {
      const before = known.get(key);
      const after = now?.get(key) ?? [];
      const seen = before.filter(inScope);
      if (seen.length === after.length && seen.every((route, at) => route === after[at])) continue;
      const several = before.length > 1 || after.length > 1 || seen.some((route) => inlineLegs(route).length > 1);
      if (ifindex !== undefined && several) {
        unsure(family, table); // this listing sees neither their order nor legs by another link
        continue;
      }
      take({ kind: "route", table, key, lost: false }, refresh, () => {
        known.set(key, [...before.filter((route) => !inScope(route)), ...after]);
      });
    }
  }
}

/** What the view did not have yet, and lifetimes. */
function takeListed(
  refresh: Refresh,
  { family, ifindex }: RouteFilter,
  table: number,
  listed: RouteTable,
  unsure: (family: Family, table: number) => void,
): void {
  const { view } = refresh;
  if (view.table(family, table).size === 0 && refresh.heard.size === 0) {
    view.replaceTable(family, table, listed); // the first listing: no need to copy a million routes
    for (const key of listed.keys()) refresh.changed({ kind: "route", table, key, lost: false });
    return;
  }
  const known = view.tableForUpdate(family, table);
  for (const key of listed.keys()) {
    for (const route of listed.get(key)) {
      if (!known.includes(key, route)) {
        if (ifindex !== undefined && known.has(key)) {
          unsure(family, table); // its place among the others is not listed
          continue;
        }
        take({ kind: "route", table, key, lost: false }, refresh, () => known.append(key, route));
      } else if (moved(known.expiry(route), listed.expiry(route))) {
        take({ kind: "route", table, key, lost: false }, refresh, () => known.setExpiry(route, listed.expiry(route)));
      }
    }
  }
}

/** Remaining lifetimes are told in 1/100 s and computed back to a moment: small differences are noise. */
const moved = (known: number | undefined, listed: number | undefined): boolean =>
  known === undefined || listed === undefined ? known !== listed : Math.abs(known - listed) > 500;

type RouteHandler = (table: number, key: RouteKey, route: Route, expiry: number | undefined) => void;

/** Lists the routes that belong into the view; `begin` as in Kernel.list. Expired ones, which linger, are left out. */
async function listRoutes(refresh: Refresh, filter: RouteFilter, begin: () => RouteHandler): Promise<boolean> {
  const beginTry = (): DumpHandler => {
    const handle = begin();
    return (_type, b, start, end) => {
      const decoded = decodeRoute(b, start, end);
      if (decoded === undefined || !refresh.view.admits(decoded.table, decoded.route)) return;
      const { lifetime } = decoded;
      if (lifetime !== undefined && lifetime <= 0) return;
      handle(decoded.table, decoded.key, decoded.route, lifetime && refresh.now() + lifetime * 1000);
    };
  };
  try {
    return await refresh.kernel.list(routeDump(filter), beginTry);
  } catch (error) {
    if (!(error instanceof DumpRefused) || !isNothing(error.failure, filter)) throw error;
    beginTry();
    return true;
  }
}

/** The kernel refuses to list a table that was never used and the routes by a link that is gone: there are none. */
const isNothing = ({ code }: Failure, { table, ifindex }: RouteFilter): boolean =>
  (code === "ENOENT" && table !== undefined) || (code === "ENODEV" && ifindex !== undefined);

/**
 * Asks for the lifetimes of IPv6 routes of one protocol in a table: a router's advertisement renews them without a
 * word. Routes that have expired but linger are taken out of the view.
 */
export async function refreshLifetimes(refresh: Refresh, table: number, protocol: number): Promise<void> {
  const { view } = refresh;
  let listed: [RouteKey, Route, number | undefined][] = [];
  await refresh.kernel.list(routeDump({ family: AF_INET6, table, protocol }), () => {
    listed = [];
    return (_type, b, start, end) => {
      const decoded = decodeRoute(b, start, end);
      if (decoded === undefined) return;
      const { key, route, lifetime } = decoded;
      listed.push([key, route, lifetime && refresh.now() + lifetime * 1000]);
    };
  });
  const known = view.tableForUpdate(AF_INET6, table);
  for (const [key, route, expiry] of listed) {
    if (!known.includes(key, route) || !moved(known.expiry(route), expiry)) continue;
    if (refresh.heard.has(changeName({ kind: "route", table, key, lost: false }))) continue;
    known.setExpiry(route, expiry);
    refresh.changed({ kind: "route", table, key, lost: false });
  }
  for (const [route, expiry] of [...known.expiries()]) {
    if (expiry > refresh.now()) continue;
    for (const [key] of listed.filter(([, other]) => other === route)) {
      known.set(
        key,
        known.get(key).filter((other) => other !== route),
      );
      refresh.changed({ kind: "route", table, key, lost: false });
    }
  }
}

/** Whether the kernel's routes of a family are what the view has. Cheap in memory: nothing is collected. */
export async function routesAgree(refresh: Refresh, family: Family): Promise<boolean> {
  const { view } = refresh;
  let matching = 0;
  let different = 0;
  await listRoutes(refresh, { family }, () => {
    matching = 0;
    different = 0;
    /** How many routes were listed of each key that has several: their order decides. */
    const listed = new Map<string, number>();
    return (table, key, route) => {
      const known = view.table(family, table).get(key);
      const id = `${table} ${key}`;
      const at = known.length > 1 ? (listed.get(id) ?? 0) : 0;
      if (known.length > 1) listed.set(id, at + 1);
      if (known[at] === route) matching++;
      else different++;
    };
  });
  let known = 0;
  for (const [, routes] of view.tables(family)) known += routes.size;
  return different === 0 && matching === known;
}
