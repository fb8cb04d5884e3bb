// Routes and rules of a link as texts, page by page, in an order that stays while nothing changes.
import type { Pause } from "../planes/plane.ts";
import type { Clock } from "../system/clock.ts";
import type { RouteTable } from "../view/route-table.ts";
import { FAMILIES, type View } from "../view/view.ts";
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
  /** What was put in order, as it was when that was begun: something may have changed meanwhile. */
  readonly state: TableState;
}

/** Routes of a link, and how often they had changed. */
type TableState = readonly (readonly [table: RouteTable, changes: number])[];

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

  /** Put in order for the first page, and again where any of these routes has changed since. */
  async routes(tables: readonly number[], range: Range): Promise<string[]> {
    if (tables.length === 0) return [];
    this.#forget?.();
    this.#forget = this.clock.after(KEPT_MS, () => this.close());
    const link = tables.join();
    let order = this.#kept.get(link);
    this.#kept.delete(link);
    if (order === undefined || !this.#isTrue(link, order)) {
      const state = this.#state(link);
      order = { sections: await inTurns(routeSections(this.view, tables)), state };
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
      if (room < 0 || !this.#isTrue(other, kept)) this.#kept.delete(other);
    }
    this.#kept.set(link, order);
  }

  #isTrue(link: string, { state }: Order): boolean {
    return this.#state(link).every(([table, changes], at) => table === state[at]?.[0] && changes === state[at][1]);
  }

  /** @param link the numbers of its tables, as #kept has it */
  #state(link: string): TableState {
    return link.split(",").flatMap((number) =>
      FAMILIES.map((family) => {
        const table = this.view.table(family, Number(number));
        return [table, table.changes] as const;
      }),
    );
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
