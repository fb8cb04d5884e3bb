// What is asked of the bus itself: who owns the service's name, and to start it.
import type { Connection } from "../bus/connection.ts";
import { BUS_NAME, type InterfaceContract } from "../bus/contract.ts";
import { callMethod } from "./client.ts";
import { CallError } from "./failures.ts";

/** The part of the bus's own interface that is used here (D-Bus specification, "Message Bus Messages"). */
export const DBUS = {
  name: "org.freedesktop.DBus",
  methods: {
    GetNameOwner: { in: { name: "s" }, out: { owner: "s" } },
    ListActivatableNames: { in: {}, out: { names: "as" } },
    StartServiceByName: { in: { name: "s", flags: "u" }, out: { result: "u" } },
  },
  properties: {},
  signals: { NameOwnerChanged: { name: "s", before: "s", after: "s" } },
} as const satisfies InterfaceContract;

const TO = { destination: DBUS.name, path: "/org/freedesktop/DBus" };

type Bus = Pick<Connection, "call">;

/** The unique name of the service's process; undefined where none runs. */
export async function serviceOwner(bus: Bus): Promise<string | undefined> {
  try {
    return (await callMethod(bus, TO, DBUS, "GetNameOwner", [BUS_NAME])).owner;
  } catch (error) {
    if (error instanceof CallError && error.code === "not-reachable") return undefined;
    throw error;
  }
}

/** Whether a call starts the service where it does not run. */
export async function isActivatable(bus: Bus): Promise<boolean> {
  return (await callMethod(bus, TO, DBUS, "ListActivatableNames", [])).names.includes(BUS_NAME);
}

export async function startService(bus: Bus): Promise<void> {
  await callMethod(bus, TO, DBUS, "StartServiceByName", [BUS_NAME, 0]);
}
