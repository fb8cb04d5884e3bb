// By which links the ways to everywhere are others than before. A lifetime that was renewed makes no difference.
import { TABLE_MAIN } from "../../common/numbers.ts";
import { type Change, isMainsDefault } from "../view/change.ts";
import { FAMILIES, type View } from "../view/view.ts";

export class Defaults {
  /** The legs of main's defaults, in words, by the link that they leave by. */
  #before: ReadonlyMap<number, string> = new Map();

  constructor(private readonly view: View) {}

  /** The links (ifindexes) of which main's defaults are others since this was asked last, for a change that may do that. */
  changedBy(change: Change): number[] {
    const maybe =
      change.kind === "nexthop" || change.kind === "all" || (change.kind === "route" && isMainsDefault(change));
    if (!maybe) return [];
    const [before, now] = [this.#before, this.#legs()];
    this.#before = now;
    return [...new Set([...before.keys(), ...now.keys()])].filter((index) => before.get(index) !== now.get(index));
  }

  #legs(): Map<number, string> {
    const legs = new Map<number, string>();
    for (const family of FAMILIES) {
      const main = this.view.table(family, TABLE_MAIN);
      for (const key of main.defaults()) {
        for (const route of main.get(key)) {
          for (const { ifindex, attributes, dead } of this.view.legs(route)) {
            legs.set(ifindex, `${legs.get(ifindex) ?? ""}${key} ${attributes} ${dead}\n`);
          }
        }
      }
    }
    return legs;
  }
}
