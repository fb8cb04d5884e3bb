// How much may be under way at once: so much that no honest client notices, so little that none can starve the others.
import { Refusal } from "./refusal.ts";

export interface Bounds {
  /** For one client, or one user. */
  readonly one: number;
  readonly all: number;
}

export class Limits {
  readonly #underWay = new Map<string, number>();
  #all = 0;

  constructor(private readonly bounds: Bounds) {}

  /**
   * Counts something of `weight` for `who` until the function that it returns is called. Throws a Refusal at a limit.
   */
  enter(who: string, weight = 1): () => void {
    if ((this.#underWay.get(who) ?? 0) + weight > this.bounds.one) {
      throw new Refusal("LimitsExceeded", "too many of your calls are under way already: wait for their replies");
    }
    if (this.#all + weight > this.bounds.all) {
      throw new Refusal("LimitsExceeded", "too many calls are under way already: try again later");
    }
    this.#count(who, weight);
    return () => this.#count(who, -weight);
  }

  #count(who: string, difference: number): void {
    const own = (this.#underWay.get(who) ?? 0) + difference;
    if (own > 0) this.#underWay.set(who, own);
    else this.#underWay.delete(who);
    this.#all += difference;
  }
}
