// Nexthop objects as the view keeps them and the planes decide about them: whose they are, and making new ones.
import { PROTOCOL_MULTIHOMED } from "../../common/numbers.ts";
import { align, eachAttribute, latin1 } from "../netlink/message.ts";
import type { Nexthop, Resilient } from "../netlink/nexthop.ts";
import * as k from "../netlink/uapi.ts";
import { at16 } from "./bytes.ts";
import { isOurs, type Leg, routeNexthopId } from "./route.ts";
import type { View } from "./view.ts";

export { type Nexthop, nexthopLeg, type Resilient } from "../netlink/nexthop.ts";

/** Whether we made it, in this life or an earlier one. */
export const isOurNexthop = ({ protocol }: Nexthop): boolean => protocol === PROTOCOL_MULTIHOMED;

export const isGroup = ({ group }: Nexthop): boolean => group.length > 0;

/** A nexthop that leads where a leg of a route of `family` leads; but for its realm, which nexthop objects have not. */
export function nexthopOf({ ifindex, onlink, attributes }: Leg, family: k.Family, id: number): Nexthop {
  let [gateway, gatewayFamily, encapsulation] = ["", family as number, ""];
  const bytes = Buffer.from(attributes, "latin1");
  eachAttribute(bytes, 0, bytes.length, (type, from, to) => {
    const payload = latin1(bytes, from, to);
    if (type === k.RTA_GATEWAY) gateway = payload;
    else if (type === k.RTA_VIA) [gatewayFamily, gateway] = [at16(payload, 0), payload.slice(2)];
    else if (type === k.RTA_ENCAP_TYPE || type === k.RTA_ENCAP) {
      encapsulation += attributes.slice(from - 4, from - 4 + align(4 + payload.length));
    }
  });
  const protocol = PROTOCOL_MULTIHOMED;
  return {
    id,
    family: gatewayFamily,
    protocol,
    ifindex,
    onlink,
    gateway,
    encapsulation,
    group: [],
    resilient: undefined,
  };
}

export interface GroupMember {
  readonly id: number;
  /** The weight less one. */
  readonly hops: number;
}

export const groupOf = (id: number, members: readonly GroupMember[], resilient: Resilient): Nexthop => ({
  id,
  family: k.AF_UNSPEC,
  protocol: PROTOCOL_MULTIHOMED,
  ifindex: undefined,
  onlink: false,
  gateway: "",
  encapsulation: "",
  group: members,
  resilient,
});

/** Whether two are the same in all but their ids. */
export const sameNexthop = (one: Nexthop, other: Nexthop): boolean => content(one) === content(other);

const content = ({ family, protocol, ifindex, onlink, gateway, encapsulation, group, resilient }: Nexthop): string =>
  JSON.stringify([family, protocol, ifindex, onlink, gateway, encapsulation, group, resilient]);

/** Whether a route or a group that is not ours, as far as the view has them, needs the nexthop of this id, itself or in a group. */
export function isNeededByOthers(id: number, view: View): boolean {
  for (const nexthop of view.nexthops.values()) {
    if (!nexthop.group.some((member) => member.id === id)) continue;
    if (!isOurNexthop(nexthop) || isNeededByOthers(nexthop.id, view)) return true; // groups are in no groups
  }
  for (const family of k.FAMILIES) {
    for (const [, routes] of view.tables(family)) {
      for (const key of routes.byNexthop(id)) {
        if (routes.get(key).some((route) => routeNexthopId(route) === id && !isOurs(route))) return true;
      }
    }
  }
  return false;
}
