// What the user may do, as the service said last. That it cannot be told, because polkit does not answer, is expected: then
// it is not known, and asked again later.

import type { After } from "../../common/client/after.ts";
import { delays } from "../../common/client/delays.ts";
import type { Permissions } from "../../common/client/domain.ts";
import { MultihomedError } from "../../common/errors.ts";

export interface Asking {
  readonly after: After;
  /** @throws MultihomedError where there is no answer */
  ask(): Promise<Permissions>;
  /** They are others now. */
  changed(): void;
  mistake(error: unknown): void;
}

export class KnownPermissions {
  readonly #asking: Asking;
  #permissions: Permissions | undefined;
  /** Of the asking that counts; what an earlier one brings is outdated. */
  #turn = 0;
  #retry: (() => void) | undefined;
  #delays = delays();

  constructor(asking: Asking) {
    this.#asking = asking;
  }

  /** Undefined while they are not known. */
  get permissions(): Permissions | undefined {
    return this.#permissions;
  }

  /** They may be others than before. Never rejects. */
  ask(): Promise<void> {
    this.#delays = delays();
    return this.#ask();
  }

  /** There is nobody to ask. Says nothing of it. */
  forget(): void {
    this.#begin();
    this.#permissions = undefined;
  }

  async #ask(): Promise<void> {
    const turn = this.#begin();
    try {
      const permissions = await this.#asking.ask();
      if (turn === this.#turn) this.#learned(permissions);
    } catch (error) {
      if (!(error instanceof MultihomedError)) this.#asking.mistake(error);
      if (turn !== this.#turn) return;
      this.#retry = this.#asking.after(this.#delays(), () => this.#ask());
      if (this.#permissions !== undefined) this.#learned(undefined);
    }
  }

  #begin(): number {
    this.#retry?.();
    this.#retry = undefined;
    return ++this.#turn;
  }

  #learned(permissions: Permissions | undefined): void {
    this.#permissions = permissions;
    this.#asking.changed();
  }
}
