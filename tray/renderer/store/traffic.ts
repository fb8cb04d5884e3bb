// How fast bytes go through the links that are to be seen: read every two seconds, less often while nothing flows, and not at
// all while the window is hidden.
import { TRAFFIC_MAX } from "../../shared/bounds.ts";
import type { Bridge } from "../../shared/bridge.ts";
import type { TrafficReading } from "../../shared/calls.ts";
import { type Rate, ratesBetween } from "./rates.ts";

const EVERY_MS = 2000;
/** While nothing flows anywhere, it is looked for less often. */
const QUIET_MS = 6000;

export class Traffic {
  readonly #bridge: Bridge;
  /** How many look at each link. */
  readonly #watched = new Map<string, number>();
  readonly #listeners = new Set<() => void>();
  #rates: ReadonlyMap<string, Rate> = new Map();
  #last: TrafficReading | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    document.addEventListener("visibilitychange", () => this.#begin());
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Undefined until it was read twice. */
  rate(name: string): Rate | undefined {
    return this.#rates.get(name);
  }

  /** Has the link read until the function that it returns is called. */
  watch(name: string): () => void {
    this.#watched.set(name, (this.#watched.get(name) ?? 0) + 1);
    if (this.#timer === undefined) this.#begin();
    return () => {
      const others = (this.#watched.get(name) ?? 1) - 1;
      if (others > 0) this.#watched.set(name, others);
      else this.#watched.delete(name);
    };
  }

  /** What was read before the window was hidden tells nothing of now. */
  #begin(): void {
    clearTimeout(this.#timer);
    this.#last = undefined;
    this.#timer = document.hidden ? undefined : setTimeout(() => void this.#read());
  }

  async #read(): Promise<void> {
    const names = [...this.#watched.keys()].slice(0, TRAFFIC_MAX);
    const timer = this.#timer;
    if (names.length > 0) {
      const reply = await this.#bridge.call("traffic", names);
      if (timer !== this.#timer) return; // begun anew in the meantime
      // Where it failed, the reach says why, and everybody sees that.
      if (reply.ok) this.#learn(reply.value);
    }
    this.#timer =
      names.length > 0 ? setTimeout(() => void this.#read(), this.#isQuiet() ? QUIET_MS : EVERY_MS) : undefined;
  }

  #isQuiet(): boolean {
    return this.#rates.size > 0 && [...this.#rates.values()].every(({ rx, tx }) => rx === 0 && tx === 0);
  }

  #learn(reading: TrafficReading): void {
    this.#rates = ratesBetween(this.#last, reading, this.#rates);
    this.#last = reading;
    for (const listener of [...this.#listeners]) listener();
  }
}
