// How many calls may be under way: so many that no honest client notices, so few that none can starve the others.
import { Refusal } from "./refusal.ts";

const OF_ONE_CLIENT = 32;
const OF_ALL = 1024;

export class Limits {
  readonly #underWay = new Map<string, number>();
  #all = 0;

  /** Counts a call of this client until the function that it returns is called. Throws a Refusal at the limit. */
  enter(sender: string): () => void {
    const own = this.#underWay.get(sender) ?? 0;
    if (own >= OF_ONE_CLIENT) {
      throw new Refusal("LimitsExceeded", `${own} calls of this client are under way already: wait for their replies`);
    }
    if (this.#all >= OF_ALL) {
      throw new Refusal("LimitsExceeded", `${this.#all} calls are under way already: try again later`);
    }
    this.#underWay.set(sender, own + 1);
    this.#all++;
    return () => this.#leave(sender);
  }

  #leave(sender: string): void {
    const own = this.#underWay.get(sender) ?? 0;
    if (own > 1) this.#underWay.set(sender, own - 1);
    else this.#underWay.delete(sender);
    this.#all--;
  }
}
