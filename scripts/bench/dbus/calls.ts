// The calls that are made, as data; and ways to make many of them.
import { BusError, type Call, type Connection } from "../../../common/bus/connection.ts";
import { BUS_NAME, MANAGER, OBJECT_MANAGER, PATH_MANAGER, PEER, PROPERTIES } from "../../../common/bus/contract.ts";
import { Variant } from "../../../common/bus/types.ts";

const HOSTNAMED = { destination: "org.freedesktop.hostname1", path: "/org/freedesktop/hostname1" } as const;

export const SERVICE = { destination: BUS_NAME, path: PATH_MANAGER } as const;
export const GET_VERSION = get(SERVICE, MANAGER.name, "Version");
export const GET_KERNEL_NAME = get(HOSTNAMED, HOSTNAMED.destination, "KernelName");
export const PING = { ...SERVICE, interface: PEER.name, member: "Ping" };
export const PING_HOSTNAMED = { ...HOSTNAMED, interface: PEER.name, member: "Ping" };
/** Answered by the bus itself: what is left of a call where there is no service. */
export const PING_BUS = {
  destination: "org.freedesktop.DBus",
  path: "/org/freedesktop/DBus",
  interface: PEER.name,
  member: "Ping",
};
export const GET_MANAGED_OBJECTS = { ...SERVICE, interface: OBJECT_MANAGER.name, member: "GetManagedObjects" };

export function get(object: Pick<Call, "destination" | "path">, name: string, property: string): Call {
  return { ...object, interface: PROPERTIES.name, member: "Get", signature: "ss", body: [name, property] };
}

/** The value in the answer to a Get. */
export async function value(connection: Connection, call: Call): Promise<unknown> {
  const [variant] = await connection.call(call);
  return variant instanceof Variant ? variant.value : undefined;
}

/** Microseconds of each of so many calls, one after the other. */
export async function oneByOne(connection: Connection, call: Call, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const since = performance.now();
    await connection.call(call);
    times.push((performance.now() - since) * 1000);
  }
  return times;
}

/**
 * Makes the calls from `next` until it has no more, always `outstanding` of them at once; resolves with the number of
 * answers that were errors. Where there is no answer, it rejects.
 */
export async function atOnce(
  connection: Connection,
  outstanding: number,
  next: () => Call | undefined,
): Promise<number> {
  let errors = 0;
  const lane = async () => {
    for (let call = next(); call !== undefined; call = next()) {
      try {
        await connection.call(call);
      } catch (error) {
        if (!isAnswer(error)) throw error;
        errors += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: outstanding }, lane));
  return errors;
}

/** So many times the same. */
export function times(count: number, call: Call): () => Call | undefined {
  let left = count;
  return () => {
    left -= 1;
    return left < 0 ? undefined : call;
  };
}

const NO_ANSWER = ["org.freedesktop.DBus.Error.NoReply", "org.freedesktop.DBus.Error.Disconnected"];
const isAnswer = (error: unknown) => error instanceof BusError && !NO_ANSWER.includes(error.dbusName);
