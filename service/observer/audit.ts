// The slow comparison of everything with the kernel: there should never be a difference, and if there is one, that is
// worth a line in the log.
import { FAMILIES } from "../netlink/uapi.ts";
import type { Clock } from "../system/clock.ts";
import type { List, Listings } from "./listings.ts";
import { refreshAddresses, refreshLinks, refreshNexthops, refreshRules } from "./refresh.ts";
import { refreshRoutes, routesAgree } from "./refresh-routes.ts";

/** How often, at most; and never for more than a hundredth of the time. */
export const AUDIT_INTERVAL_MS = 60_000;
const AUDIT_SHARE = 100;

export interface Audited {
  /** Things that were not as thought; the view has them right now. */
  readonly differences: number;
  /** Milliseconds until the next audit. */
  readonly next: number;
}

export async function audit(listings: Listings, clock: Clock): Promise<Audited> {
  const began = clock.now();
  let differences = 0;
  const compare = (list: List) =>
    listings.run(list, () => {
      differences++;
    });
  for (const list of [refreshLinks, refreshNexthops, refreshRules]) await compare(list);
  for (const family of FAMILIES) {
    await compare((refresh) => refreshAddresses(refresh, family));
    // Comparing takes no memory; only where something differs is all of it collected.
    if (await listings.run((refresh) => routesAgree(refresh, family))) continue;
    await compare((refresh) => refreshRoutes(refresh, { family }, listings.unsure));
  }
  return { differences, next: Math.max(AUDIT_INTERVAL_MS, (clock.now() - began) * AUDIT_SHARE) };
}
