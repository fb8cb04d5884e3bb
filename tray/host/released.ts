// How links were assigned before they were released, by whomever: switching one on again is an undo, in every window.
import type { AssignOptions, Link } from "../../common/client/domain.ts";

export interface Assigned {
  readonly table: number | "auto";
  readonly options: AssignOptions;
}

/** Names come and go for ever where containers do. */
export const RELEASED_MAX = 256;

const ANY: Assigned = { table: "auto", options: {} };

export class Released {
  /** The one that was released last stands last. */
  readonly #before = new Map<string, Assigned>();

  changed({ name, before, link }: { readonly name: string; readonly before?: Link; readonly link?: Link }): void {
    if (link?.assigned) this.#before.delete(name);
    if (!before?.assigned || link?.assigned) return;
    this.#before.delete(name);
    this.#before.set(name, { table: before.table, options: before.options });
    const [oldest] = this.#before.keys();
    if (this.#before.size > RELEASED_MAX && oldest !== undefined) this.#before.delete(oldest);
  }

  /** As it was, or with a table that the service chooses. */
  of(name: string): Assigned {
    return this.#before.get(name) ?? ANY;
  }
}
