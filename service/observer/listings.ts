// Listings of the kernel's state, one at a time, each with its own account of what was heard while it was made.
import type { Kernel } from "../netlink/kernel.ts";
import { FAMILIES, type Family } from "../netlink/uapi.ts";
import type { Clock } from "../system/clock.ts";
import type { Change } from "../view/change.ts";
import type { View } from "../view/view.ts";
import { changeName, type Refresh, refreshAddresses, refreshLinks, refreshNexthops, refreshRules } from "./refresh.ts";
import { refreshRoutes } from "./refresh-routes.ts";

/** Lists something and takes over what differs; whether the listing was consistent. */
export type List = (refresh: Refresh) => Promise<boolean>;

export class Listings {
  readonly #heard = new Set<string>();
  #underWay = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly view: View,
    private readonly kernel: Kernel,
    private readonly clock: Clock,
    /** Called for each difference that a listing brought to light. */
    private readonly changed: (change: Change) => void,
    /** Called for a table that has to be listed whole. */
    readonly unsure: (family: Family, table: number) => void,
  ) {}

  /** Notes a change that is in the view already: a listing under way must not overrule it. */
  hear(change: Change): void {
    if (this.#underWay) this.#heard.add(changeName(change));
  }

  /** Runs one listing when those before it are done. `changed` is told of differences before everyone else. */
  run<T>(list: (refresh: Refresh) => Promise<T>, changed?: () => void): Promise<T> {
    const result = this.#turn.then(async () => {
      this.#underWay = true;
      this.#heard.clear();
      try {
        return await list({
          view: this.view,
          kernel: this.kernel,
          heard: this.#heard,
          now: () => this.clock.now(),
          changed: (change) => {
            changed?.();
            this.changed(change);
          },
        });
      } finally {
        this.#underWay = false;
      }
    });
    this.#turn = result.catch(() => undefined); // whoever asked gets the error; the next has its turn
    return result;
  }

  /** Everything, in the order in which one thing explains the next. */
  async everything(): Promise<boolean> {
    const lists: List[] = [refreshLinks];
    for (const family of FAMILIES) lists.push((refresh) => refreshAddresses(refresh, family));
    lists.push(refreshNexthops, refreshRules);
    for (const family of FAMILIES) lists.push((refresh) => refreshRoutes(refresh, { family }, this.unsure));
    return await this.#all(lists);
  }

  /** The routes by one link, of every table. */
  link(ifindex: number): Promise<boolean> {
    return this.#all(FAMILIES.map((family) => (refresh) => refreshRoutes(refresh, { family, ifindex }, this.unsure)));
  }

  /** The routes of one family in one table. */
  table(family: Family, table: number): Promise<boolean> {
    return this.run((refresh) => refreshRoutes(refresh, { family, table }, this.unsure));
  }

  nexthops(): Promise<boolean> {
    return this.run(refreshNexthops);
  }

  async #all(lists: readonly List[]): Promise<boolean> {
    let consistent = true;
    for (const list of lists) {
      const whole = await this.run(list);
      consistent &&= whole;
    }
    return consistent;
  }
}
