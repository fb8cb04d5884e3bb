// Writes the history: what was changed in the kernel stands behind what of the links led to it, although the service tells
// it first.

import type { After } from "../../common/client/after.ts";
import type { AppliedBatch } from "../../common/client/domain.ts";
import type { Change } from "../../common/client/live-client.ts";
import type { Activity } from "../shared/activity.ts";
import { NOTHING_NOTED, type Note, noteworthy } from "./activity.ts";
import { History } from "./history.ts";
import type { Live } from "./live.ts";

/** The service tells what it did at once, and how its links stand 20 ms after they changed; later where much is to be done. */
export const LINKS_FOLLOW_MS = 250;

interface Held {
  readonly batch: AppliedBatch;
  /** Links that it was done for and of which nothing was told since. */
  readonly awaited: Set<string>;
}

export interface RecorderOptions {
  readonly live: Pick<Live, "service">;
  readonly after: After;
  /** Milliseconds since the epoch. */
  now(): number;
  noted(activity: Activity): void;
}

export class Recorder {
  readonly #options: RecorderOptions;
  readonly #history = new History();
  #noted = NOTHING_NOTED;
  /** What was done and is not noted yet. */
  #held: Held[] = [];
  #cancel: (() => void) | undefined;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** Oldest first, bounded. */
  get notes(): readonly Activity[] {
    return this.#history.notes;
  }

  changed(change: Change): void {
    if (change.kind === "applied") {
      this.#hold(change.batch);
      return;
    }
    if (change.kind === "reach") this.#release();
    const { notes, noted } = noteworthy(this.#noted, change, this.#options.live.service);
    this.#noted = noted;
    for (const note of notes) this.#note(note, this.#time());
    if (change.kind === "link") this.#told(change.name);
  }

  /** What is not noted yet never is. */
  close(): void {
    this.#cancel?.();
  }

  #hold(batch: AppliedBatch): void {
    this.#held.push({ batch, awaited: new Set(batch.operations.map((operation) => operation.interface)) });
    this.#cancel ??= this.#options.after(LINKS_FOLLOW_MS, () => this.#release());
  }

  #told(name: string): void {
    for (const { awaited } of this.#held) awaited.delete(name);
    if (this.#held.every(({ awaited }) => awaited.size === 0)) this.#release();
  }

  #release(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const held = this.#held;
    this.#held = [];
    for (const { batch } of held) this.#note({ kind: "applied", operations: batch.operations }, batch.time);
  }

  /** What led to something was not later than that. */
  #time(): number {
    return Math.min(this.#options.now(), ...this.#held.map(({ batch }) => batch.time));
  }

  #note(note: Note, time: number): void {
    this.#options.noted(this.#history.add(note, time));
  }
}
