// Routes and rules of a link in texts, page by page. What was put in order for one page is kept for the next ones: for as
// long as nothing changes and somebody asks, and not of more links than a window shows.
import type { Pause } from "../planes/plane.ts";
import type { Clock } from "../system/clock.ts";
import { revision } from "../view/revision.ts";
import type { View } from "../view/view.ts";
import { routeSections } from "./routes.ts";
import { ruleSections } from "./rules.ts";
import { linesOf, type Range, type Section } from "./section.ts";

export type { Range } from "./section.ts";

/** Of so many links the order is kept. A million routes in order are 8 MB. */
const KEPT = 2;
/** Nobody asks any more who has not asked for so long. */
const KEPT_MS = 30_000;

interface Order {
  readonly sections: readonly Section[];
  /** Of the views when it was begun: something may have changed meanwhile. */
  readonly revision: number;
}

type Build = (view: View, tables: readonly number[]) => Generator<Pause, readonly Section[]>;

/** One page after the other of the routes, or of the rules, of links. */
export class Listing {
  /** By the tables of the link; who was asked for last stands last. */
  readonly #orders = new Map<string, Order>();
  #forget: (() => void) | undefined;

  private constructor(
    private readonly build: Build,
    private readonly view: View,
    private readonly clock: Clock,
  ) {}

  static ofRoutes = (view: View, clock: Clock): Listing => new Listing(routeSections, view, clock);
  static ofRules = (view: View, clock: Clock): Listing => new Listing(ruleSections, view, clock);

  /**
   * The lines of a range of what a link has in its `tables`. Every line is true when this settles; what changes while it
   * is put in order may not be there yet, or leave the page shorter. Others have their turn meanwhile.
   */
  async lines(tables: readonly number[], range: Range): Promise<string[]> {
    if (tables.length === 0) return [];
    this.#forget?.();
    this.#forget = this.clock.after(KEPT_MS, () => this.close());
    const name = tables.join();
    let order = this.#orders.get(name);
    this.#orders.delete(name);
    if (order?.revision !== revision()) order = await this.#inOrder(tables);
    this.#keep(name, order);
    return linesOf(order.sections, range);
  }

  /** Lets go of everything. */
  close(): void {
    this.#forget?.();
    this.#forget = undefined;
    this.#orders.clear();
  }

  async #inOrder(tables: readonly number[]): Promise<Order> {
    const begun = revision();
    const building = this.build(this.view, tables);
    for (;;) {
      const step = building.next();
      if (step.done) return { sections: step.value, revision: begun };
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #keep(name: string, order: Order): void {
    this.#orders.set(name, order);
    const [oldest] = this.#orders.keys();
    if (this.#orders.size > KEPT && oldest !== undefined) this.#orders.delete(oldest);
  }
}
