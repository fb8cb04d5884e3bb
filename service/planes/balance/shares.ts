// Who carries the traffic of programs that bind to nothing now, and how much of it. Pure.

import { defaultKey } from "../../view/new-route.ts";
import { nexthopLeg } from "../../view/nexthop.ts";
import { isOurs, type Leg } from "../../view/route.ts";
import { FAMILIES, type Family, type View } from "../../view/view.ts";
import type { Uplinks } from "../uplinks.ts";
import { objectsOf } from "./objects.ts";
import { leadingRules } from "./rules.ts";

export interface Share {
  readonly family: Family;
  readonly interface: string;
  /** Out of the sum of those of its family. */
  readonly weight: number;
}

/** What is in force in the kernel, by family and table; nothing where the rules do not lead to it. */
export function sharesOf(uplinks: Uplinks, view: View): Share[] {
  const { balance } = uplinks;
  if (balance === undefined) return [];
  const { members } = objectsOf(uplinks, view);
  return FAMILIES.flatMap((family) => {
    if (!leadingRules(family, balance).every((rule) => view.rules.has(rule))) return [];
    const [route] = view.table(family, balance.table).get(defaultKey(family)).filter(isOurs);
    const legs = route === undefined ? [] : view.legs(route);
    const its = new Map(members.flatMap((member) => (member.family === family ? [[member.uplink, member]] : [])));
    return [...its.values()].flatMap(({ uplink, nexthop, weight }): Share[] => {
      const own = nexthopLeg(nexthop, family, 0);
      const leg = own && legs.find((other) => sameWay(own, other));
      if (leg === undefined) return [];
      // A leg alone weighs nothing.
      return [{ family, interface: uplink.interface, weight: legs.length > 1 ? leg.hops + 1 : weight }];
    });
  });
}

const sameWay = (one: Leg, other: Leg): boolean =>
  one.ifindex === other.ifindex && one.attributes === other.attributes && one.onlink === other.onlink;
