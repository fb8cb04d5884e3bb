// What many keys of a plane are worked out from, worked out once for as long as nothing changes.
import { revision } from "../view/revision.ts";
import type { View } from "../view/view.ts";
import type { Uplinks } from "./uplinks.ts";

/** `compute`, which has to be pure, asked again only with other uplinks, for another view, or when a view has changed. */
export function whileUnchanged<T>(compute: (uplinks: Uplinks, view: View) => T): (uplinks: Uplinks, view: View) => T {
  const known = new WeakMap<Uplinks, { readonly view: View; readonly at: number; readonly value: T }>();
  return (uplinks, view) => {
    const last = known.get(uplinks);
    if (last !== undefined && last.view === view && last.at === revision()) return last.value;
    const value = compute(uplinks, view);
    known.set(uplinks, { view, at: revision(), value });
    return value;
  };
}
