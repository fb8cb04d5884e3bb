// Follows the service over one connection: its coming and going, and everything it tells, without a gap.
// Subscribes before it asks, and applies what came in the meantime behind the answer.
import type { Connection } from "../bus/connection.ts";
import { MANAGER, PATH_MANAGER } from "../bus/contract.ts";
import type { After } from "./after.ts";
import { isActivatable, serviceOwner, startService } from "./bus-daemon.ts";
import { Client } from "./client.ts";
import { delays } from "./delays.ts";
import { isDisconnected } from "./failures.ts";
import { Model } from "./model.ts";
import { type Reach, reasonOf } from "./reach.ts";
import { type Apply, type Hearer, hear, type Told } from "./signals.ts";

export interface Listener {
  /** At "ready", `model` has what is so now; otherwise there is none. */
  reached(reach: Reach, model: Model | undefined): void;
  told(change: Told): void;
}

export class Follower {
  readonly #bus: Pick<Connection, "call" | "onSignal">;
  readonly #after: After;
  readonly #listener: Listener;
  /** The unique name of the service that is followed. */
  #owner: string | undefined;
  #ownerTold = false;
  #model: Model | undefined;
  /** What came while the service was asked for everything. */
  #pending: Apply[] | undefined;
  /** Of the asking that counts; what an earlier one brings is of no use any more. */
  #turn = 0;
  #stopped = false;
  #retry: (() => void) | undefined;
  #delays = delays();

  constructor(bus: Pick<Connection, "call" | "onSignal">, after: After, listener: Listener) {
    this.#bus = bus;
    this.#after = after;
    this.#listener = listener;
  }

  /** @param start whether the service is started where it does not run. @throws MultihomedError where the bus refuses */
  async begin(start: boolean): Promise<void> {
    await hear(this.#bus, this.#hearer());
    const owner = await serviceOwner(this.#bus);
    // What was told since is newer than the answer.
    if (this.#ownerTold || this.#stopped) return;
    if (owner !== undefined || !start) return await this.#follow(owner);
    try {
      await startService(this.#bus);
    } catch (error) {
      if (!this.#ownerTold) await this.#absent(error);
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#retry?.();
  }

  #hearer(): Hearer {
    const follower = this;
    return {
      get owner() {
        return follower.#stopped ? undefined : follower.#owner;
      },
      ownerChanged(owner) {
        if (follower.#stopped) return;
        follower.#ownerTold = true;
        follower.#follow(owner);
      },
      told: (apply) => this.#apply(apply),
      outdated: () => this.#ask(),
      misunderstood: (error) => this.#failed(error),
    };
  }

  async #follow(owner: string | undefined): Promise<void> {
    this.#owner = owner;
    this.#delays = delays();
    if (owner === undefined) await this.#absent();
    else await this.#ask();
  }

  async #absent(error?: unknown): Promise<void> {
    const turn = this.#begin();
    this.#pending = undefined;
    const reason = error === undefined ? {} : { reason: reasonOf(error) };
    try {
      const activatable = await isActivatable(this.#bus);
      if (this.#counts(turn)) this.#listener.reached({ kind: "absent", activatable, ...reason }, undefined);
    } catch (problem) {
      if (this.#counts(turn) && !isDisconnected(problem)) {
        this.#listener.reached({ kind: "failed", reason: reasonOf(problem) }, undefined);
      }
    }
  }

  /** Asks the service for everything. By its unique name: one that has just been stopped is not started again. */
  async #ask(): Promise<void> {
    if (this.#owner === undefined) return;
    const turn = this.#begin();
    this.#pending = [];
    const client = new Client(this.#bus, { destination: this.#owner });
    try {
      const [manager, objects] = await Promise.all([client.properties(PATH_MANAGER, MANAGER), client.objects()]);
      if (!this.#counts(turn)) return;
      this.#model = new Model(manager, objects);
    } catch (error) {
      if (this.#counts(turn)) this.#failed(error);
      return;
    }
    const pending = this.#pending;
    this.#pending = undefined;
    this.#listener.reached({ kind: "ready" }, this.#model);
    for (const apply of pending) this.#apply(apply);
  }

  #begin(): number {
    this.#retry?.();
    this.#retry = undefined;
    this.#model = undefined;
    return ++this.#turn;
  }

  #counts(turn: number): boolean {
    return turn === this.#turn && !this.#stopped;
  }

  #apply(apply: Apply): void {
    if (this.#pending !== undefined) {
      this.#pending.push(apply);
      return;
    }
    const model = this.#model;
    if (model === undefined) return;
    this.#guarded(() => {
      const change = apply(model);
      if (change !== undefined) this.#listener.told(change);
    });
  }

  /** What cannot be understood may be a mistake of a moment: everything is asked again, ever more slowly. */
  #guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    if (isDisconnected(error)) return; // who holds the connection knows that it is lost, and says so
    const reason = reasonOf(error);
    this.#begin();
    this.#pending = undefined;
    this.#retry = this.#after(this.#delays(), () => this.#ask());
    this.#listener.reached({ kind: "failed", reason }, undefined);
  }
}
