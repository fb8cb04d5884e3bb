// What the service and the bus tell by themselves, as what it means for a follower.
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
import { DBUS } from "./bus-daemon.ts";
import { appliedFrom } from "./convert.ts";
import type { AppliedBatch } from "./domain.ts";
import { failure } from "./failures.ts";
import type { Model, ModelChange } from "./model.ts";
import { expectArguments, unexpected } from "./wire.ts";

export type Told =
  | ModelChange
  | { readonly kind: "applied"; readonly batch: AppliedBatch }
  /** What the caller may do may be different now. */
  | { readonly kind: "permissions" };

/** Brings what was told into the model; what is different then. */
export type Apply = (model: Model) => Told | undefined;

export interface Hearer {
  /** The unique name of the service whose signals count; undefined: nobody's. */
  readonly owner: string | undefined;
  /** Another process is the service now, or none. */
  ownerChanged(owner: string | undefined): void;
  told(apply: Apply): void;
  /** Something is not as it was, but how it is now was not told. */
  outdated(): void;
  /** A signal was not of the contract. */
  misunderstood(error: unknown): void;
}

/** Settles when everything is heard from now on. @throws MultihomedError where the bus refuses */
export async function hear(bus: Pick<Connection, "onSignal">, hearer: Hearer): Promise<void> {
  const manager = { path: PATH_MANAGER };
  await on(bus, hearer, DBUS.name, DBUS, "NameOwnerChanged", { arg0: BUS_NAME }, ({ after }) =>
    hearer.ownerChanged(after === "" ? undefined : after),
  );
  await on(bus, hearer, BUS_NAME, OBJECT_MANAGER, "InterfacesAdded", manager, ({ object, interfaces }) =>
    hearer.told((model) => model.added(object, interfaces)),
  );
  await on(bus, hearer, BUS_NAME, OBJECT_MANAGER, "InterfacesRemoved", manager, ({ object, interfaces }) =>
    hearer.told((model) => model.removed(object, interfaces)),
  );
  await on(bus, hearer, BUS_NAME, PROPERTIES, "PropertiesChanged", {}, (told, path) => {
    const { interface: owner, changed, invalidated } = told;
    if (invalidated.length > 0) hearer.outdated();
    else hearer.told((model) => model.changed(path, owner, changed));
  });
  await on(bus, hearer, BUS_NAME, MANAGER, "Applied", manager, (batch) =>
    hearer.told(() => ({ kind: "applied", batch: appliedFrom(batch) })),
  );
  await on(bus, hearer, BUS_NAME, MANAGER, "PermissionsChanged", manager, () =>
    hearer.told(() => ({ kind: "permissions" })),
  );
}

async function on<I extends InterfaceContract, S extends keyof I["signals"] & string>(
  bus: Pick<Connection, "onSignal">,
  hearer: Hearer,
  sender: string,
  contract: I,
  member: S,
  where: { readonly path?: string; readonly arg0?: string },
  act: (told: Arguments<I["signals"][S]>, path: string) => void,
): Promise<void> {
  const listener = (signal: Message) => {
    if (sender === BUS_NAME && signal.sender !== hearer.owner) return;
    try {
      // The signal is I's own S, which the index signature has made the compiler forget.
      const types = (contract.signals[member] ?? {}) as I["signals"][S];
      act(expectArguments(types, bodyOf(signal), `${contract.name}.${member}`), signal.path ?? "");
    } catch (error) {
      hearer.misunderstood(error);
    }
  };
  await bus.onSignal({ sender, interface: contract.name, member, ...where }, listener).catch((error: unknown) => {
    throw failure(error);
  });
}

function bodyOf(signal: Message): unknown[] {
  try {
    return signal.body();
  } catch (error) {
    return unexpected(error instanceof Error ? error.message : String(error));
  }
}
