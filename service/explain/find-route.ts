// The routes of a table that a destination falls under, the one that the kernel takes first: longest prefix, then metric.
import { PAUSE, type Pause } from "../planes/plane.ts";
import { isInPrefix } from "../view/address.ts";
import { at32 } from "../view/bytes.ts";
import { isReject, isThrow, type Route, type RouteKey, routePrefixLength } from "../view/route.ts";
import type { RouteTable } from "../view/route-table.ts";
import { AF_INET6, type View } from "../view/view.ts";
import type { Packet } from "./packet.ts";

/** Looking at so many takes well under a millisecond. */
const KEYS_BETWEEN_PAUSES = 4096;

/**
 * The keys that the packet falls under, in the kernel's order. Keys have no index by prefix, so that all are looked at: a
 * million take some 100 ms, with pauses for others.
 */
export function* keysFor(keys: Iterable<RouteKey>, packet: Packet): Generator<Pause, RouteKey[]> {
  const found: RouteKey[] = [];
  let looked = 0;
  for (const key of keys) {
    if (++looked % KEYS_BETWEEN_PAUSES === 0) yield PAUSE;
    if (fallsUnder(key, packet)) found.push(key);
  }
  return found.sort(
    (one, other) =>
      routePrefixLength(other) - routePrefixLength(one) ||
      sourceLength(other) - sourceLength(one) ||
      metric(one) - metric(other),
  );
}

/** A key is family, prefix length, source prefix length, TOS, metric, then the prefixes that are not empty. */
const DESTINATION_AT = 8;
const sourceLength = (key: RouteKey): number => key.charCodeAt(2);
const metric = (key: RouteKey): number => at32(key, 4);

function fallsUnder(key: RouteKey, { destination, source }: Packet): boolean {
  if (key.charCodeAt(3) !== 0) return false; // for packets of another type of service
  const length = key.charCodeAt(1);
  if (length > 0 && key.charCodeAt(DESTINATION_AT) !== destination.charCodeAt(0) && length >= 8) return false;
  if (length > 0 && !isInPrefix(destination, key.slice(DESTINATION_AT, DESTINATION_AT + destination.length), length)) {
    return false;
  }
  const from = sourceLength(key);
  if (from === 0) return true;
  const sourceAt = DESTINATION_AT + (length > 0 ? destination.length : 0);
  return source !== undefined && isInPrefix(source, key.slice(sourceAt), from);
}

/** The routes of a table that do equally well for the packet, of those that count; none where it finds nothing. */
export function* routesFor(
  table: RouteTable,
  packet: Packet,
  view: View,
  counts: (route: Route) => boolean = () => true,
): Generator<Pause, readonly Route[]> {
  for (const key of yield* keysFor(table.keys(), packet)) {
    const routes = table.get(key).filter((route) => counts(route) && isUsable(route, view));
    // Of several routes of one key IPv4 takes the first, IPv6 one whose router answers (rt6_select).
    if (routes.length > 0) return packet.family === AF_INET6 ? routes : routes.slice(0, 1);
  }
  return [];
}

function isUsable(route: Route, view: View): boolean {
  if (isReject(route) || isThrow(route)) return true;
  return view.legs(route).some((leg) => !leg.dead && view.links.get(leg.ifindex)?.up === true);
}
