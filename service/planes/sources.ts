// Which addresses of a link are an uplink's, and the rules for them. Several uplinks may share one link, each with a
// router of its own.
import { PROTOCOL_MULTIHOMED } from "../../common/numbers.ts";
import { addressFamily, isInPrefix, isLinkLocal6 } from "../view/address.ts";
import { type Rule, sourceRule } from "../view/rule.ts";
import type { View } from "../view/view.ts";
import { concerns, type Uplink, type Uplinks } from "./uplinks.ts";

/**
 * Whether this address (latin1 bytes) is on the uplink's link, can be a source beyond it, and is the uplink's: of the
 * uplinks with a gateway, the first whose gateway lies in the address's subnet. Where none does (link-local IPv6 gateways
 * never do), it is the one's that takes any router, or else the first's. First is the lowest priority, then table.
 */
export function isSourceOf(uplink: Uplink, local: string, uplinks: Uplinks, view: View): boolean {
  const { link } = uplink;
  const family = addressFamily(local);
  if (link === undefined || isLinkLocal6(local) || !concerns(uplink, family)) return false;
  const addresses = view.withLocal(link.index, local);
  if (addresses.length === 0) return false;
  const beside = (uplinks.onLink.get(uplink.interface) ?? []).filter((other) => concerns(other, family));
  if (beside.length < 2) return true;
  // Of a point-to-point address the other end has the prefix.
  const claiming = beside.find(
    ({ router }) =>
      router !== undefined && addresses.some(({ peer, prefixLength }) => isInPrefix(router, peer, prefixLength)),
  );
  if (claiming !== undefined) return claiming.table === uplink.table;
  const takesAny = beside.some(({ router }) => router === undefined);
  return takesAny ? uplink.router === undefined : beside[0]?.table === uplink.table;
}

/** The rule by which packets from an address (latin1 bytes) are the uplink's. */
export const ruleFor = (uplink: Uplink, local: string): Rule =>
  sourceRule(local, uplink.table, uplink.priority, PROTOCOL_MULTIHOMED);
