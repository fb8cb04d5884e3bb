// A notification of the kernel, applied to the view. Each is applied so that hearing it twice, or once more after a
// listing that already had its effect, does no harm.

import { PROTOCOL_MULTIHOMED } from "../../common/numbers.ts";
import { decodeAddress } from "../netlink/address.ts";
import { decodeLink, sameLink } from "../netlink/link.ts";
import { decodeNexthop } from "../netlink/nexthop.ts";
import { type DecodedRoute, decodeRoute } from "../netlink/route.ts";
import { decodeRule } from "../netlink/rule.ts";
import * as k from "../netlink/uapi.ts";
import type { Change } from "./change.ts";
import {
  inlineLegs,
  isOurs,
  type Leg,
  type Route,
  routeFamily,
  routeNexthopId,
  routeProtocol,
  withLegs,
} from "./route.ts";
import { ruleProtocol } from "./rule.ts";
import type { View } from "./view.ts";

export interface Heard {
  /** Called for everything that is no longer as it was. */
  changed(change: Change): void;
  /** Called where the notification does not say enough: the table's routes have to be listed again. */
  unsure(family: k.Family, table: number): void;
  /** Milliseconds of a clock that does not jump. */
  now(): number;
}

/** Applies one notification: its type, NLM_F_* flags, and its payload b[start, end). */
export function applyEvent(
  view: View,
  heard: Heard,
  type: number,
  flags: number,
  b: Buffer,
  start: number,
  end: number,
): void {
  switch (type) {
    case k.RTM_NEWROUTE:
    case k.RTM_DELROUTE: {
      const decoded = decodeRoute(b, start, end);
      if (decoded === undefined || !view.admits(decoded.table, decoded.route)) return;
      if (type === k.RTM_NEWROUTE) routeCame(view, heard, decoded, flags);
      else routeWent(view, heard, decoded);
      return;
    }
    case k.RTM_NEWADDR:
    case k.RTM_DELADDR: {
      const address = decodeAddress(b, start, end);
      if (address === undefined) return;
      if (type === k.RTM_NEWADDR) view.setAddress(address);
      else view.deleteAddress(address);
      heard.changed({ kind: "address", address, gone: type === k.RTM_DELADDR });
      return;
    }
    case k.RTM_NEWRULE:
    case k.RTM_DELRULE: {
      const rule = decodeRule(b, start, end);
      if (rule === undefined || ruleProtocol(rule) !== PROTOCOL_MULTIHOMED) return;
      const count = (view.rules.get(rule) ?? 0) + (type === k.RTM_NEWRULE ? 1 : -1);
      if (count > 0) view.rules.set(rule, count);
      else view.rules.delete(rule);
      heard.changed({ kind: "rule", rule, lost: type === k.RTM_DELRULE });
      return;
    }
    case k.RTM_NEWLINK:
    case k.RTM_DELLINK: {
      const link = decodeLink(b, start, end);
      if (link === undefined) return;
      const old = view.links.get(link.index);
      if (type === k.RTM_NEWLINK) {
        if (old && sameLink(old, link)) {
          if (old.operstate === link.operstate) return;
          view.setLink(link);
          heard.changed({ kind: "operstate", index: link.index });
          return;
        }
        view.setLink(link);
      } else {
        view.deleteLink(link.index);
      }
      const gone = type === k.RTM_DELLINK;
      const lossy =
        old !== undefined && (gone || old.name !== link.name || (old.up && !link.up) || (old.carrier && !link.carrier));
      if (lossy && (gone || !link.up || !link.carrier)) flushNexthops(view, link.index, heard.changed);
      heard.changed({ kind: "link", index: link.index, names: old ? [old.name, link.name] : [link.name], lossy });
      return;
    }
    case k.RTM_NEWNEXTHOP:
    case k.RTM_DELNEXTHOP: {
      const nexthop = decodeNexthop(b, start, end);
      if (nexthop === undefined) return;
      const { id } = nexthop;
      if (type === k.RTM_NEWNEXTHOP) {
        view.nexthops.set(id, nexthop);
        heard.changed({ kind: "nexthop", id });
        return;
      }
      // What we delete is out of the view before the kernel says so.
      const known = view.nexthops.get(id);
      deleteNexthop(view, id, heard.changed);
      heard.changed(
        known?.protocol === PROTOCOL_MULTIHOMED ? { kind: "nexthop", id, lost: known } : { kind: "nexthop", id },
      );
      return;
    }
  }
}

/** Forgets a nexthop object and the routes through it, which the kernel drops with it, in IPv4 without a word. */
export function deleteNexthop(view: View, id: number, changed: (change: Change) => void): void {
  view.nexthops.delete(id);
  for (const family of k.FAMILIES) {
    for (const [table, routes] of view.tables(family)) {
      for (const key of [...routes.byNexthop(id)]) {
        routes.set(
          key,
          routes.get(key).filter((route) => routeNexthopId(route) !== id),
        );
        changed({ kind: "route", table, key, lost: false });
      }
    }
  }
}

/** What leads by a link goes with its carrier, out of its groups too, without a word (nh_netdev_event in net/ipv4/nexthop.c). */
function flushNexthops(view: View, ifindex: number, changed: (change: Change) => void): void {
  const gone = new Set(
    [...view.nexthops.values()].filter((nexthop) => nexthop.ifindex === ifindex).map(({ id }) => id),
  );
  if (gone.size === 0) return;
  for (const nexthop of [...view.nexthops.values()]) {
    const { id } = nexthop;
    const group = nexthop.group.filter((member) => !gone.has(member.id));
    if (!gone.has(id) && group.length === nexthop.group.length) continue;
    if (group.length > 0) view.nexthops.set(id, { ...nexthop, group });
    else deleteNexthop(view, id, changed);
    changed({ kind: "nexthop", id });
  }
}

function routeCame(view: View, heard: Heard, decoded: DecodedRoute, flags: number): void {
  const { table, key, route, lifetime } = decoded;
  const family = routeFamily(route);
  const routes = view.tableForUpdate(family, table);
  const before = routes.get(key);
  const after = withRoute(before, route, flags);
  if (after === undefined) heard.unsure(family, table);
  else if (after !== before) routes.set(key, after);
  const expiry = lifetime === undefined ? undefined : heard.now() + lifetime * 1000;
  const sameExpiry = routes.expiry(route) === expiry;
  routes.setExpiry(route, expiry);
  if (after !== before || !sameExpiry) heard.changed({ kind: "route", table, key, lost: false });
}

/**
 * The routes of a key after one was added: in front unless appended, in place of the first when it replaces
 * (fib_table_insert in net/ipv4/fib_trie.c; IPv6 adds behind, and has sets of equal routes). Undefined: cannot be told.
 */
function withRoute(before: readonly Route[], route: Route, flags: number): readonly Route[] | undefined {
  if (before.length === 0) return [route];
  if (before.includes(route)) return isInPlace(before, route, flags) ? before : undefined;
  if (routeFamily(route) === k.AF_INET) {
    if (flags & k.NLM_F_REPLACE) {
      // A changed nexthop object is announced as a replacement of every route that uses it.
      const id = routeNexthopId(route);
      const same = id === undefined ? -1 : before.findIndex((other) => routeNexthopId(other) === id);
      return spliced(before, Math.max(same, 0), route);
    }
    return flags & k.NLM_F_APPEND ? [...before, route] : [route, ...before];
  }
  if (flags & k.NLM_F_REPLACE) return before.length === 1 ? [route] : undefined;
  // An append to a set of equal IPv6 routes announces the whole set, which takes the place of what it was; but with
  // the other attributes of the new member, where a listing has those of the first.
  const legs = inlineLegs(route);
  const texts = new Set(legs.map(legText));
  const isPart = (other: Route) => {
    const parts = inlineLegs(other);
    return parts.length > 0 && parts.every((leg) => texts.has(legText(leg)));
  };
  const parts = before.filter(isPart);
  if (parts.some((part) => withLegs(part, routeProtocol(part), legs) !== route)) return undefined;
  return [...before.filter((other) => !isPart(other)), route];
}

/**
 * Whether a route that is there already stands where its notification puts it. If not, a listing had the effect of later
 * changes too, and what these did to the order cannot be told from here.
 */
function isInPlace(before: readonly Route[], route: Route, flags: number): boolean {
  if (before.length === 1 || routeFamily(route) !== k.AF_INET) return true;
  if (flags & k.NLM_F_REPLACE) return routeNexthopId(route) !== undefined;
  return before[flags & k.NLM_F_APPEND ? before.length - 1 : 0] === route;
}

/** The routes with the one at `at` replaced, or removed. */
const spliced = (routes: readonly Route[], at: number, ...replacement: Route[]): Route[] => [
  ...routes.slice(0, at),
  ...replacement,
  ...routes.slice(at + 1),
];

const legText = ({ ifindex, attributes }: Leg): string => `${ifindex} ${attributes}`;

function routeWent(view: View, heard: Heard, { table, key, route }: DecodedRoute): void {
  const family = routeFamily(route);
  const routes = view.tableForUpdate(family, table);
  const before = routes.get(key);
  const at = before.indexOf(route);
  if (at >= 0) {
    routes.set(key, spliced(before, at));
    heard.changed({ kind: "route", table, key, lost: isOurs(route) });
  } else if (before.length > 0) {
    heard.unsure(family, table); // one leg of a set of equal IPv6 routes, say
  }
}
