// What is told at once: of several changes of the same thing the last counts, and "all" is in place of what stood before it.
// Pure but for its own state.
import type { Activity } from "../shared/activity.ts";
import { ACTIVITY_MAX } from "../shared/bounds.ts";
import type { Told } from "../shared/told.ts";

export class Batch {
  /** Of what there is only one of, the last. */
  readonly #last = new Map<Told["kind"], Told>();
  /** By name, in the order of their last changes. */
  readonly #links = new Map<string, Told>();
  #activity: Activity[] = [];

  add(told: Told): void {
    switch (told.kind) {
      case "all":
        for (const kind of ["service", "permissions"] as const) this.#last.delete(kind);
        this.#links.clear();
        break;
      case "link":
        this.#links.delete(told.name);
        this.#links.set(told.name, told);
        return;
      case "activity":
        this.#activity.push(told.activity);
        // Older ones are in no history any more. Cut now and then, so that each is moved once.
        if (this.#activity.length >= 2 * ACTIVITY_MAX) this.#activity = this.#activity.slice(-ACTIVITY_MAX);
        return;
      default:
    }
    this.#last.set(told.kind, told);
  }

  /** The service and its links first: what is said of them afterwards finds them as they are. */
  told(): readonly Told[] {
    const activity = this.#activity.slice(-ACTIVITY_MAX).map((one): Told => ({ kind: "activity", activity: one }));
    return [
      ...this.#lastOf("all", "service"),
      ...this.#links.values(),
      ...this.#lastOf("permissions", "preferences", "tray"),
      ...activity,
      ...this.#lastOf("go"),
    ];
  }

  #lastOf(...kinds: Told["kind"][]): Told[] {
    return kinds.flatMap((kind) => this.#last.get(kind) ?? []);
  }
}
