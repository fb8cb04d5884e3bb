// The routes that the table of balance is to hold. Pure.
import { PROTOCOL_MULTIHOMED } from "../../../common/numbers.ts";
import { defaultBy, defaultKey, defaultThrough, throwFor } from "../../view/new-route.ts";
import { sameNexthop } from "../../view/nexthop.ts";
import { keyOf, type Leg, type Route, type RouteKey } from "../../view/route.ts";
import { AF_INET, AF_INET6, type Family, type View } from "../../view/view.ts";
import type { Uplinks } from "../uplinks.ts";
import { type Objects, objectsOf } from "./objects.ts";

/** 224.0.0.0/4 and 255.255.255.255: no connections, and for the network that main leads them to. IPv6 has table local. */
const NOT_SPREAD = [
  throwFor("\xe0\0\0\0", 4, PROTOCOL_MULTIHOMED),
  throwFor("\xff\xff\xff\xff", 32, PROTOCOL_MULTIHOMED),
];

/** The keys of the routes of a family that the table may hold. */
export const ROUTE_KEYS: Readonly<Record<Family, readonly RouteKey[]>> = {
  [AF_INET]: [defaultKey(AF_INET), ...NOT_SPREAD.map(keyOf)],
  [AF_INET6]: [defaultKey(AF_INET6)],
};

/** The route of this key; undefined: none. */
export function desiredRoute(family: Family, key: RouteKey, uplinks: Uplinks, view: View): Route | undefined {
  if (!ROUTE_KEYS[family].includes(key)) return undefined;
  const objects = objectsOf(uplinks, view);
  const route = desiredDefault(family, objects, uplinks);
  if (route === undefined || key === defaultKey(family)) return route;
  return NOT_SPREAD.find((other) => keyOf(other) === key);
}

/**
 * IPv6 has its legs written out: the source of a packet by a group would be an address of the group's first member,
 * whichever member the packet leaves by (fib6_info_nh_dev in ip6_route_get_saddr; so on Linux 6.18).
 */
export function desiredDefault(family: Family, objects: Objects, uplinks: Uplinks): Route | undefined {
  if (family === AF_INET) return objects.group && defaultThrough(objects.group.id, PROTOCOL_MULTIHOMED);
  const legs = legsOf(objects, uplinks);
  return legs.length === 0 ? undefined : defaultBy(legs, PROTOCOL_MULTIHOMED);
}

/** Those whose objects the kernel took: one that it refuses does not keep the others out. */
function legsOf({ members }: Objects, { foreseen }: Uplinks): Leg[] {
  return members.flatMap(({ family, leg, weight, nexthop, there }) => {
    const taken = foreseen || (there !== undefined && sameNexthop(there, nexthop));
    return family === AF_INET6 && taken ? [{ ...leg, hops: weight - 1 }] : [];
  });
}
