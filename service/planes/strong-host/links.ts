// The links of strict uplinks.
import type { Link } from "../../view/view.ts";
import type { Uplinks } from "../uplinks.ts";

/** By name. Of several uplinks on one link, one that is strict makes it so: packets and questions arrive on links. */
export function strictLinks({ all }: Uplinks): readonly Link[] {
  const links = new Map<number, Link>();
  for (const { strict, link } of all) if (strict && link !== undefined) links.set(link.index, link);
  return [...links.values()].sort(byName);
}

export const byName = (a: Link, b: Link): number => (a.name < b.name ? -1 : 1);
