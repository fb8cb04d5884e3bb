// The history: the last notes, numbered, bounded by their number and by that of the operations in them.
import type { Activity } from "../shared/activity.ts";
import { ACTIVITY_MAX } from "../shared/bounds.ts";
import type { Note } from "./activity.ts";

/** Some megabytes: the service tells up to 64 operations of a batch one by one. */
export const OPERATIONS_MAX = 20_000;

export class History {
  readonly #notes: Activity[] = [];
  #operations = 0;
  #last = 0;

  /** Oldest first. */
  get notes(): readonly Activity[] {
    return [...this.#notes];
  }

  /** @param time milliseconds since the epoch */
  add(note: Note, time: number): Activity {
    const activity: Activity = { id: ++this.#last, time, ...note };
    this.#notes.push(activity);
    this.#operations += operationsOf(activity);
    while (this.#tooLong()) this.#operations -= operationsOf(this.#notes.shift());
    return activity;
  }

  /** The newest note is kept, whatever it is. */
  #tooLong(): boolean {
    const { length } = this.#notes;
    return length > ACTIVITY_MAX || (length > 1 && this.#operations > OPERATIONS_MAX);
  }
}

const operationsOf = (activity: Activity | undefined): number =>
  activity?.kind === "applied" ? activity.operations.length : 0;
