// Routes and rules of a link as texts, page by page, in an order that stays while nothing changes.
import type { Pause } from "../planes/plane.ts";
import type { Clock } from "../system/clock.ts";
import { revision } from "../view/revision.ts";
import type { View } from "../view/view.ts";
import { routeSections } from "./routes.ts";
import { ruleSections } from "./rules.ts";
import { linesOf, type Range, type Section } from "./section.ts";

export type { Range } from "./section.ts";

/** Some of a link's routes or rules, as "ip route" and "ip rule" list them, and how many there are in all. */
export interface Page {
  readonly total: number;
  readonly texts: readonly string[];
}

/**
 * So many routes are kept in order, of the links that were asked for last: 24 MB. Anybody may ask for one link after the
 * other; as long as each is kept, that takes no more than the texts.
 */
const KEPT = 2_000_000;
/** A link without routes takes something as well. */
const OF_A_LINK = 1000;
/** Nobody asks any more who has not asked for so long. */
const KEPT_MS = 30_000;

interface Order {
  readonly sections: readonly Section[];
  /** Of the views when it was begun: something may have changed meanwhile. */
  readonly revision: number;
}

/**
 * Links are given by the numbers of their tables. Every line is true when it is told; what changes while all is put in
 * order may not be there yet, or leave a page shorter. Others have their turn meanwhile.
 */
export class Listing {
  /** Orders of routes, by the tables of the link; the one that was asked for last stands last. */
  readonly #kept = new Map<string, Order>();
  #forget: (() => void) | undefined;

  constructor(
    private readonly view: View,
    private readonly clock: Clock,
    /** How many routes are kept, where each link counts as OF_A_LINK more. */
    private readonly room = KEPT,
  ) {}

  /** Put in order for the first page, and again where anything in the view has changed since. */
  async routes(tables: readonly number[], range: Range): Promise<string[]> {
    if (tables.length === 0) return [];
    this.#forget?.();
    this.#forget = this.clock.after(KEPT_MS, () => this.close());
    const link = tables.join();
    let order = this.#kept.get(link);
    this.#kept.delete(link);
    if (order?.revision !== revision()) {
      const begun = revision();
      order = { sections: await inTurns(routeSections(this.view, tables)), revision: begun };
    }
    this.#keep(link, order);
    return linesOf(order.sections, range);
  }

  /**
   * Put in order for every page: no revision tells that rules have changed, and they are few, because the kernel tries
   * one after the other for every packet. Ten thousand take no longer than the texts of a page.
   */
  async rules(tables: readonly number[], range: Range): Promise<string[]> {
    return tables.length === 0 ? [] : linesOf(await inTurns(ruleSections(this.view, tables)), range);
  }

  /** Lets go of what was put in order. */
  close(): void {
    this.#forget?.();
    this.#forget = undefined;
    this.#kept.clear();
  }

  /** What was asked for last is kept however large it is; what is out of date, and the oldest that has no room, is not. */
  #keep(link: string, order: Order): void {
    let room = this.room - sizeOf(order);
    for (const [other, kept] of [...this.#kept].reverse()) {
      room -= sizeOf(kept);
      if (room < 0 || kept.revision !== order.revision) this.#kept.delete(other);
    }
    this.#kept.set(link, order);
  }
}

const sizeOf = ({ sections }: Order): number => sections.reduce((size, section) => size + section.length, OF_A_LINK);

async function inTurns<T>(work: Generator<Pause, T>): Promise<T> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
