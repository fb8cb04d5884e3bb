// The routes of a link, fetched page by page as they come into view. What is asked for follows what is looked at: what was
// scrolled past before its turn is never asked for. Pages that were looked at last are kept, so many of them.
import type { Page } from "../../../../../common/client/domain.ts";
import type { Failure, Reply } from "../../../../shared/bridge.ts";

export interface RoutePagesOptions {
  /** @param offset how many stand before it  @param limit at most so many */
  fetch(offset: number, limit: number): Promise<Reply<Page>>;
  /** How many there are as far as is known now. */
  readonly total: number;
  /** Lines of a page. */
  readonly size?: number;
  /** How many pages are kept. */
  readonly keep?: number;
}

/** So many may be under way: the service answers four of one client at a time, and rules are asked for as well. */
const AT_ONCE = 2;

interface Kept {
  readonly texts: readonly string[];
  /** Something may have changed since. */
  readonly stale: boolean;
}

export class RoutePages {
  readonly #fetch: RoutePagesOptions["fetch"];
  readonly #size: number;
  readonly #keep: number;
  readonly #listeners = new Set<() => void>();
  /** By their number; the one that was looked at last stands last. */
  readonly #pages = new Map<number, Kept>();
  readonly #underWay = new Set<number>();
  #total: number;
  #failure: Failure | undefined;
  /** Pages in view, first and last. */
  #view: readonly [number, number] = [0, 0];
  /** Counts what may have changed everything. */
  #generation = 0;
  #revision = 0;

  constructor({ fetch, total, size = 200, keep = 40 }: RoutePagesOptions) {
    this.#fetch = fetch;
    this.#total = total;
    this.#size = size;
    this.#keep = keep;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Another number whenever anything here is different. */
  readonly revision = (): number => this.#revision;

  get total(): number {
    return this.#total;
  }

  /** Why nothing more is fetched, until `retry` or `refresh`. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** The line at a place; undefined while it is not known. */
  line(at: number): string | undefined {
    return this.#pages.get(Math.floor(at / this.#size))?.texts[at % this.#size];
  }

  /** These lines are in view now, the last included. */
  look(first: number, last: number): void {
    this.#view = [Math.floor(Math.max(0, first) / this.#size), Math.floor(Math.max(0, last) / this.#size)];
    this.#fetchWanted();
  }

  /** Something has changed: what is in view is fetched again, the rest when it comes into view. */
  refresh(): void {
    this.#generation += 1;
    for (const [number, page] of this.#pages) this.#pages.set(number, { ...page, stale: true });
    this.retry();
  }

  retry(): void {
    this.#failure = undefined;
    this.#changed();
    this.#fetchWanted();
  }

  #fetchWanted(): void {
    for (const number of this.#wanted()) {
      if (this.#failure !== undefined || this.#underWay.size >= AT_ONCE) return;
      if (this.#underWay.has(number)) continue;
      if (this.#pages.get(number)?.stale === false) this.#touch(number);
      else void this.#get(number);
    }
  }

  /** In view, then beside it. */
  #wanted(): number[] {
    const [first, last] = this.#view;
    const wanted = Array.from({ length: last - first + 1 }, (_, nth) => first + nth);
    wanted.push(last + 1, first - 1);
    const end = Math.max(1, Math.ceil(this.#total / this.#size));
    return wanted.filter((number) => number >= 0 && number < end);
  }

  async #get(number: number): Promise<void> {
    const generation = this.#generation;
    this.#underWay.add(number);
    const reply = await this.#fetch(number * this.#size, this.#size);
    this.#underWay.delete(number);
    if (reply.ok) this.#learn(number, reply.value, generation !== this.#generation);
    else this.#failure = reply.failure;
    this.#changed();
    this.#fetchWanted();
  }

  #learn(number: number, { total, texts }: Page, stale: boolean): void {
    this.#total = total;
    this.#pages.delete(number);
    this.#pages.set(number, { texts, stale });
    // The first page stays where there are none: then that is known.
    for (const known of this.#pages.keys()) if (known > 0 && known * this.#size >= total) this.#pages.delete(known);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= this.#keep) break;
      this.#pages.delete(oldest);
    }
  }

  /** It was looked at last. */
  #touch(number: number): void {
    const page = this.#pages.get(number);
    if (page === undefined) return;
    this.#pages.delete(number);
    this.#pages.set(number, page);
  }

  #changed(): void {
    this.#revision += 1;
    for (const listener of [...this.#listeners]) listener();
  }
}
