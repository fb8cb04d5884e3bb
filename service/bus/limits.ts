// How many calls may be under way: so many that no honest client notices, so few that none can starve the others.
import { Refusal } from "./refusal.ts";

const OF_ONE_CLIENT = 32;
/** As many as one user can have with all the connections that the bus allows (max_connections_per_user, 256). */
const OF_ALL = 8192;
/** A call that takes long counts as so many. */
const COSTLY = 8;

export class Limits {
  readonly #underWay = new Map<string, number>();
  #all = 0;

  /** Counts a call of this client until the function that it returns is called. Throws a Refusal at the limit. */
  enter(sender: string, costly: boolean): () => void {
    const weight = costly ? COSTLY : 1;
    const own = this.#underWay.get(sender) ?? 0;
    if (own + weight > OF_ONE_CLIENT) {
      throw new Refusal(
        "LimitsExceeded",
        "too many calls of this client are under way already: wait for their replies",
      );
    }
    if (this.#all + weight > OF_ALL) {
      throw new Refusal("LimitsExceeded", "too many calls are under way already: try again later");
    }
    this.#count(sender, weight);
    return () => this.#count(sender, -weight);
  }

  #count(sender: string, difference: number): void {
    const own = (this.#underWay.get(sender) ?? 0) + difference;
    if (own > 0) this.#underWay.set(sender, own);
    else this.#underWay.delete(sender);
    this.#all += difference;
  }
}
