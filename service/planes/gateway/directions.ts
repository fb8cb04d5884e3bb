// How nftables tells which uplink a packet arrives or leaves by. Pure.
import { addressFamily } from "../../view/address.ts";
import { addressText } from "../../view/text.ts";
import { type Address, AF_INET, type Family, type View } from "../../view/view.ts";
import { isSourceOf } from "../sources.ts";
import type { Uplink, Uplinks } from "../uplinks.ts";
import { type Member, sharesLink } from "./members.ts";

export interface Direction {
  /** A match in the language of nft(8). */
  readonly which: string;
  readonly mark: number;
}

/** By its link; where several uplinks share it, by whose the address is that it is for. */
export function arrivingBy(members: readonly Member[], uplinks: Uplinks, view: View): Direction[] {
  return members.flatMap((member) => {
    const { uplink, name, mark, families } = member;
    const shared = families.filter((family) => sharesLink(member, family, uplinks));
    const alone = families.filter((family) => !shared.includes(family));
    const byLink = alone.length === 0 ? [] : [{ which: `iifname ${name}${onlyOf(alone)}`, mark }];
    const byAddress = shared.flatMap((family) => {
      const own = ownAddresses(uplink, family, uplinks, view).map(({ local }) => addressText(local));
      const locals = [...new Set(own)].sort();
      return locals.length === 0
        ? []
        : [{ which: `iifname ${name} ${protocol(family)} daddr { ${locals.join(", ")} }`, mark }];
    });
    return [...byLink, ...byAddress];
  });
}

/**
 * By its link; where the uplink is to use one router only, by that, or to its own subnets. What of the link is nobody's then
 * is the uplink's that takes any router.
 */
export function leavingBy(members: readonly Member[], uplinks: Uplinks, view: View): Direction[] {
  const byRouter = members.flatMap(({ uplink, name, mark, families }) => {
    const { router } = uplink;
    const [family] = families;
    if (router === undefined || family === undefined) return [];
    const subnets = ownAddresses(uplink, family, uplinks, view).flatMap(subnetOf);
    return [
      { which: `oifname ${name} rt ${protocol(family)} nexthop ${addressText(router)}`, mark },
      ...[...new Set(subnets)]
        .sort()
        .map((subnet) => ({ which: `oifname ${name} ${protocol(family)} daddr ${subnet}`, mark })),
    ];
  });
  const byLink = members.flatMap(({ uplink, name, mark }) =>
    uplink.router === undefined ? [{ which: `oifname ${name}`, mark }] : [],
  );
  return [...byRouter, ...byLink];
}

/** Also those that are tentative: packets for them come soon. */
function ownAddresses(uplink: Uplink, family: Family, uplinks: Uplinks, view: View): Address[] {
  if (uplink.link === undefined) return [];
  return [...view.addresses(uplink.link.index)].filter(
    ({ local }) => addressFamily(local) === family && isSourceOf(uplink, local, uplinks, view),
  );
}

/** What is reached without a router by an address; nothing where it stands alone. */
function subnetOf({ local, peer, prefixLength }: Address): string[] {
  if (prefixLength === local.length * 8 && peer === local) return [];
  const bytes = Buffer.from(peer, "latin1");
  for (let at = prefixLength; at < bytes.length * 8; at++) {
    const byte = bytes[at >> 3] ?? 0;
    bytes[at >> 3] = byte & ~(0x80 >> (at & 7));
  }
  return [`${addressText(bytes.toString("latin1"))}/${prefixLength}`];
}

const protocol = (family: Family): string => (family === AF_INET ? "ip" : "ip6");

/** A condition where it is one family only. */
function onlyOf([family, ...others]: readonly Family[]): string {
  return family === undefined || others.length > 0 ? "" : ` meta nfproto ${family === AF_INET ? "ipv4" : "ipv6"}`;
}
