// Follows the service over one connection: its coming and going, and everything it tells, without a gap.
// Subscribes before it asks, and applies what came in the meantime behind the answer.
import type { Connection } from "../bus/connection.ts";
import {
  BUS_NAME,
  type InterfaceContract,
  MANAGER,
  OBJECT_MANAGER,
  PATH_MANAGER,
  PROPERTIES,
} from "../bus/contract.ts";
import type { Message } from "../bus/message.ts";
import type { Arguments } from "../bus/types.ts";
import { DBUS, isActivatable, serviceOwner, startService } from "./bus-daemon.ts";
import { Client } from "./client.ts";
import { appliedFrom } from "./convert.ts";
import { delays } from "./delays.ts";
import type { AppliedBatch } from "./domain.ts";
import { failure, isDisconnected } from "./failures.ts";
import { Model, type ModelChange } from "./model.ts";
import { type Reach, reasonOf } from "./reach.ts";
import { expectArguments, unexpected } from "./wire.ts";

export type Told =
  | ModelChange
  | { readonly kind: "applied"; readonly batch: AppliedBatch }
  /** What the caller may do may be different now. */
  | { readonly kind: "permissions" };

/** Calls `act` after `wait` milliseconds, unless the function that it returns is called first. */
export type After = (wait: number, act: () => void) => () => void;

export interface Listener {
  /** At "ready", `model` has what is so now; otherwise there is none. */
  reached(reach: Reach, model: Model | undefined): void;
  told(change: Told): void;
}

type Apply = (model: Model) => Told | undefined;

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
    await this.#subscribe();
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

  async #subscribe(): Promise<void> {
    await this.#on(DBUS.name, DBUS, "NameOwnerChanged", { arg0: BUS_NAME }, ({ after }) => {
      this.#ownerTold = true;
      this.#follow(after === "" ? undefined : after);
    });
    const manager = { path: PATH_MANAGER };
    await this.#on(BUS_NAME, OBJECT_MANAGER, "InterfacesAdded", manager, ({ object, interfaces }) =>
      this.#apply((model) => model.added(object, interfaces)),
    );
    await this.#on(BUS_NAME, OBJECT_MANAGER, "InterfacesRemoved", manager, ({ object, interfaces }) =>
      this.#apply((model) => model.removed(object, interfaces)),
    );
    await this.#on(BUS_NAME, PROPERTIES, "PropertiesChanged", {}, (told, path) => {
      const { interface: owner, changed, invalidated } = told;
      if (invalidated.length > 0) this.#ask();
      else this.#apply((model) => model.changed(path, owner, changed));
    });
    await this.#on(BUS_NAME, MANAGER, "Applied", manager, (batch) =>
      this.#apply(() => ({ kind: "applied", batch: appliedFrom(batch) })),
    );
    await this.#on(BUS_NAME, MANAGER, "PermissionsChanged", manager, () =>
      this.#apply(() => ({ kind: "permissions" })),
    );
  }

  /** Has `act` called with each signal of the bus or of the service that is followed. */
  async #on<I extends InterfaceContract, S extends keyof I["signals"] & string>(
    sender: string,
    contract: I,
    member: S,
    where: { readonly path?: string; readonly arg0?: string },
    act: (told: Arguments<I["signals"][S]>, path: string) => void,
  ): Promise<void> {
    const match = { sender, interface: contract.name, member, ...where };
    const listener = (signal: Message) => {
      if (this.#stopped || (sender === BUS_NAME && signal.sender !== this.#owner)) return;
      this.#guarded(() => {
        // The signal is I's own S, which the index signature has made the compiler forget.
        const types = (contract.signals[member] ?? {}) as I["signals"][S];
        act(expectArguments(types, bodyOf(signal), `${contract.name}.${member}`), signal.path ?? "");
      });
    };
    await this.#bus.onSignal(match, listener).catch((error: unknown) => {
      throw failure(error);
    });
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

function bodyOf(signal: Message): unknown[] {
  try {
    return signal.body();
  } catch (error) {
    return unexpected(error instanceof Error ? error.message : String(error));
  }
}
