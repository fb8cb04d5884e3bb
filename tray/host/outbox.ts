// What is to be told to one window: collected for about a frame, then told as one batch.
import type { After } from "../../common/client/after.ts";
import type { Told } from "../shared/told.ts";
import { Batch } from "./batch.ts";

/** A window that is drawn 60 times a second shows no more than this anyway. */
export const FRAME_MS = 16;

export interface OutboxOptions {
  readonly after: After;
  tell(told: readonly Told[]): void;
  /** Told of what `tell` throws. */
  mistake(error: unknown): void;
}

export class Outbox {
  readonly #options: OutboxOptions;
  #batch: Batch | undefined;
  #cancel: (() => void) | undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  add(told: Told): void {
    this.#batch ??= new Batch();
    this.#batch.add(told);
    this.#cancel ??= this.#options.after(FRAME_MS, () => this.flush());
  }

  /** Tells now what would be told in a moment. */
  flush(): void {
    const batch = this.#batch;
    this.clear();
    if (batch === undefined) return;
    try {
      this.#options.tell(batch.told());
    } catch (error) {
      this.#options.mistake(error);
    }
  }

  /** Forgets what was not told yet. */
  clear(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#batch = undefined;
  }
}
