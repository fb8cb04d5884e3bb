// ARP of strict links: asked and answered by the link that has the address. IPv6 does so anyway.
import { linkSysctl } from "../../view/sysctl.ts";
import type { SysctlWish } from "../plane.ts";
import type { Uplinks } from "../uplinks.ts";
import { strictLinks } from "./links.ts";

/**
 * Answered only for the link's own addresses (1), of these only to their subnets (2), or not at all (8). Any other value,
 * larger ones too, means addresses of other links as well: arp_ignore() of net/ipv4/arp.c.
 */
const ARP_IGNORE = [1, 2, 8] as const;
/** Asked with an address of the link. Any other value may mean another's: arp_solicit() of net/ipv4/arp.c. */
const ARP_ANNOUNCE = 2;

/** Of the links alone: the larger of conf/all and conf/LINK counts, and conf/all is not ours. */
export function* sysctls(uplinks: Uplinks): Generator<SysctlWish> {
  for (const { index } of strictLinks(uplinks)) {
    yield { key: linkSysctl("net/ipv4/conf", index, "arp_ignore"), wish: { oneOf: ARP_IGNORE } };
    yield { key: linkSysctl("net/ipv4/conf", index, "arp_announce"), wish: { exactly: ARP_ANNOUNCE } };
  }
}
