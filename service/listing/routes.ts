// The service's routes in the tables of a link, in the order in which they are listed.
import * as k from "../netlink/uapi.ts";
import { PAUSE, type Pause } from "../planes/plane.ts";
import { at32 } from "../view/bytes.ts";
import { isOurs, keyOf, type Route, routeAttribute, routePrefixLength } from "../view/route.ts";
import type { RouteTable } from "../view/route-table.ts";
import { routeListed } from "../view/text.ts";
import { FAMILIES, type Family, type View } from "../view/view.ts";
import type { Section } from "./section.ts";
import { AT_ONCE, type Keys, sorted } from "./sorted.ts";

/** IPv4 before IPv6, table after table as they are given; the default first, as its destination is the lowest. */
export function* routeSections(view: View, tables: readonly number[]): Generator<Pause, readonly Section[]> {
  const sections: Section[] = [];
  const linkName = (ifindex: number) => view.links.get(ifindex)?.name ?? `if${ifindex}`;
  for (const family of FAMILIES) {
    for (const table of tables) {
      const routes = yield* oursOf(view.table(family, table));
      const order = yield* sorted(routes, keysOf(family));
      sections.push({
        length: order.length,
        line(at) {
          const route = routes[order[at] ?? -1];
          if (route === undefined || !view.table(family, table).includes(keyOf(route), route)) return undefined;
          // Where there are several, the tables are told apart.
          return routeListed(route, view.legs(route), linkName, tables.length > 1 ? table : undefined);
        },
      });
    }
  }
  return sections;
}

function* oursOf(table: RouteTable): Generator<Pause, readonly Route[]> {
  const ours: Route[] = [];
  let seen = 0;
  for (const key of table.keys()) {
    for (const route of table.get(key)) if (isOurs(route)) ours.push(route);
    if (++seen % AT_ONCE === 0) yield PAUSE;
  }
  return ours;
}

/** Destination, prefix length, metric. */
function keysOf(family: Family): Keys<Route> {
  const size = family === k.AF_INET ? 4 : 16;
  return {
    width: size + 1 + 4,
    write(route, keys, at) {
      keys.write(routeAttribute(route, k.RTA_DST) ?? "", at, "latin1");
      keys[at + size] = routePrefixLength(route);
      keys.writeUInt32BE(at32(routeAttribute(route, k.RTA_PRIORITY) ?? "\0\0\0\0", 0), at + size + 1);
    },
  };
}
