// Nexthop objects by id, and those of them that are ours: a router may have a hundred thousand of others'.
import type { Nexthop } from "../netlink/nexthop.ts";
import { isOurNexthop } from "./nexthop.ts";
import { changed } from "./revision.ts";

export class NexthopTable extends Map<number, Nexthop> {
  readonly #ours = new Map<number, Nexthop>();

  get ours(): ReadonlyMap<number, Nexthop> {
    return this.#ours;
  }

  override set(id: number, nexthop: Nexthop): this {
    changed();
    if (isOurNexthop(nexthop)) this.#ours.set(id, nexthop);
    else this.#ours.delete(id);
    return super.set(id, nexthop);
  }

  override delete(id: number): boolean {
    changed();
    this.#ours.delete(id);
    return super.delete(id);
  }

  override clear(): void {
    changed();
    this.#ours.clear();
    super.clear();
  }
}
