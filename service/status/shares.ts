// Who carries the connections of programs that bind to nothing, where balance spreads them.
import type { Uplinks } from "../planes/uplinks.ts";
import { wayOut } from "../planes/way-out.ts";
import { FAMILIES, type Family, type View } from "../view/view.ts";

export interface Share {
  readonly family: Family;
  readonly interface: string;
  /** Out of the sum of those of its family. */
  readonly weight: number;
}

export function sharesOf(uplinks: Uplinks, view: View): Share[] {
  if (uplinks.balance === undefined) return [];
  return FAMILIES.flatMap((family) =>
    uplinks.all.flatMap((uplink): Share[] => {
      const { interface: name, weight } = uplink;
      return weight !== undefined && wayOut(uplink, family, uplinks, view) ? [{ family, interface: name, weight }] : [];
    }),
  );
}
