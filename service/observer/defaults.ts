// Whether what leads to everywhere is another way than before. A lifetime that was renewed makes no difference.
import { TABLE_MAIN } from "../../common/numbers.ts";
import type { Change } from "../view/change.ts";
import { routePrefixLength } from "../view/route.ts";
import { FAMILIES, type View } from "../view/view.ts";

export class Defaults {
  #before = "";

  constructor(private readonly view: View) {}

  /** Whether the legs of main's defaults are others since this was asked last, for a change that may have done it. */
  changedBy(change: Change): boolean {
    const maybe =
      change.kind === "nexthop" ||
      change.kind === "all" ||
      (change.kind === "route" && change.table === TABLE_MAIN && routePrefixLength(change.key) === 0);
    if (!maybe) return false;
    const now = this.#legs();
    const changed = now !== this.#before;
    this.#before = now;
    return changed;
  }

  #legs(): string {
    const legs: string[] = [];
    for (const family of FAMILIES) {
      const main = this.view.table(family, TABLE_MAIN);
      for (const key of main.defaults()) {
        for (const route of main.get(key)) {
          legs.push(
            ...this.view.legs(route).map(({ ifindex, attributes, dead }) => `${key} ${ifindex} ${attributes} ${dead}`),
          );
        }
      }
    }
    return legs.join("\n");
  }
}
