// The service as it stands now, through restarts of the service and of the bus.
import type { Connection } from "../bus/connection.ts";
import { MultihomedError } from "../errors.ts";
import type { After } from "./after.ts";
import { Client, type ClientOptions } from "./client.ts";
import { delays } from "./delays.ts";
import type { Link, Service } from "./domain.ts";
import { Follower } from "./follower.ts";
import type { Model } from "./model.ts";
import { type Reach, reasonOf } from "./reach.ts";
import type { Told } from "./signals.ts";

export interface LiveOptions extends Pick<ClientOptions, "interactive"> {
  /** @throws MultihomedError where the bus cannot be reached; it is tried again later. */
  connect(): Promise<Connection>;
  readonly after: After;
  /** Whether the service is started if it does not run at first. Later it may have been stopped for a reason. */
  readonly start?: boolean;
}

/** At "reach" everything may be different from before. */
export type Change = { readonly kind: "reach"; readonly reach: Reach } | Told;

export class LiveClient {
  readonly #options: LiveOptions;
  readonly #listeners = new Set<(change: Change) => void>();
  #reach: Reach = { kind: "connecting" };
  #model: Model | undefined;
  #connection: Connection | undefined;
  #close: (() => void) | undefined;
  readonly #closed: Promise<void>;
  readonly #ended: Promise<void>;

  constructor(options: LiveOptions) {
    this.#options = options;
    this.#closed = new Promise((resolve) => {
      this.#close = resolve;
    });
    this.#ended = this.#run();
  }

  get reach(): Reach {
    return this.#reach;
  }

  /** Undefined unless `reach` is "ready", as links are none then. */
  get service(): Service | undefined {
    return this.#model?.service;
  }

  /** By name. */
  get links(): ReadonlyMap<string, Link> {
    return this.#model?.links ?? new Map();
  }

  /** For calls. They start the service where it does not run. @throws MultihomedError "bus" where there is no bus */
  get client(): Client {
    if (this.#connection === undefined) {
      throw new MultihomedError("bus", "there is no connection to the bus at the moment", { retryable: true });
    }
    return new Client(this.#connection, this.#options);
  }

  /** Calls `listener` with every change, until the function that it returns is called. */
  watch(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    this.#close?.();
    await this.#ended;
  }

  async #run(): Promise<void> {
    let start = this.#options.start ?? false;
    let closed = false;
    const stop = this.#closed.then(() => {
      closed = true;
    });
    let delay = delays();
    while (!closed) {
      try {
        const connection = await this.#options.connect();
        delay = delays();
        await this.#follow(connection, start, stop);
        start = false;
      } catch (error) {
        this.#reached({ kind: "disconnected", reason: reasonOf(error) }, undefined);
      }
      if (!closed) await this.#wait(delay(), stop);
    }
  }

  /** Until the connection is lost, or `stop`. */
  async #follow(connection: Connection, start: boolean, stop: Promise<void>): Promise<void> {
    const follower = new Follower(connection, this.#options.after, {
      reached: (reach, model) => this.#reached(reach, model),
      told: (change) => this.#tell(change),
    });
    this.#connection = connection;
    const lost = connection.lost.then((why) => {
      throw new MultihomedError("bus", why, { retryable: true });
    });
    // A call that is under way when the bus is lost fails as well: what is told is that the bus is lost.
    const begun = follower.begin(start).then(() => stop);
    try {
      await Promise.race([lost, stop, begun]);
    } finally {
      this.#connection = undefined;
      follower.stop();
      Promise.allSettled([lost, begun]); // whichever fails later has nothing to say any more
      await connection.close();
    }
  }

  async #wait(milliseconds: number, stop: Promise<void>): Promise<void> {
    let cancel = () => {};
    const over = new Promise<void>((resolve) => {
      cancel = this.#options.after(milliseconds, resolve);
    });
    await Promise.race([over, stop]);
    cancel();
  }

  #reached(reach: Reach, model: Model | undefined): void {
    this.#reach = reach;
    this.#model = model;
    this.#tell({ kind: "reach", reach });
  }

  #tell(change: Change): void {
    for (const listener of [...this.#listeners]) listener(change);
  }
}
