// What is told at once: of several changes of the same thing the last counts, and "all" is in place of what stood before it.
// Pure but for its own state.
import type { Activity } from "../shared/activity.ts";
import { ACTIVITY_MAX } from "../shared/bounds.ts";
import type { Told } from "../shared/told.ts";

type Kind<K extends Told["kind"]> = Extract<Told, { readonly kind: K }>;

export class Batch {
  #all: Kind<"all"> | undefined;
  #service: Kind<"service"> | undefined;
  #permissions: Kind<"permissions"> | undefined;
  #preferences: Kind<"preferences"> | undefined;
  #go: Kind<"go"> | undefined;
  /** By name, in the order of their last changes. */
  readonly #links = new Map<string, Kind<"link">>();
  #activity: Activity[] = [];

  add(told: Told): void {
    switch (told.kind) {
      case "all":
        this.#all = told;
        this.#service = undefined;
        this.#permissions = undefined;
        this.#links.clear();
        return;
      case "service":
        this.#service = told;
        return;
      case "link":
        this.#links.delete(told.name);
        this.#links.set(told.name, told);
        return;
      case "permissions":
        this.#permissions = told;
        return;
      case "preferences":
        this.#preferences = told;
        return;
      case "go":
        this.#go = told;
        return;
      case "activity":
        this.#activity.push(told.activity);
        // Older ones are in no history any more. Cut now and then, so that each is moved once.
        if (this.#activity.length >= 2 * ACTIVITY_MAX) this.#activity = this.#activity.slice(-ACTIVITY_MAX);
        return;
    }
  }

  /** The service and its links first: what is said of them afterwards finds them as they are. */
  told(): readonly Told[] {
    const first = [this.#all, this.#service, ...this.#links.values(), this.#permissions, this.#preferences];
    const activity = this.#activity.slice(-ACTIVITY_MAX).map((one): Told => ({ kind: "activity", activity: one }));
    return [...first, ...activity, this.#go].filter((told) => told !== undefined);
  }
}
