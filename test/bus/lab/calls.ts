// What a client asks of the service, in the words of the contract.
import {
  LINK,
  LOG_CONTROL,
  MANAGER,
  OBJECT_MANAGER,
  PATH_LOG_CONTROL,
  PATH_MANAGER,
  PROPERTIES,
} from "../../../common/bus/contract.ts";
import { linkPath } from "../../../common/bus/object-path.ts";
import { Variant } from "../../../common/bus/types.ts";
import type { Call, Client } from "./client.ts";

/** Options by their name, each with its D-Bus type in front: { persist: ["b", false] }. */
export type Options = Readonly<Record<string, readonly [type: string, value: unknown]>>;

export const optionsOf = (options: Options): Map<string, Variant> =>
  new Map(Object.entries(options).map(([key, [type, value]]) => [key, new Variant<string>(type, value)]));

export const TEMPORARY: Options = { persist: ["b", false] };

const ON_MANAGER = { path: PATH_MANAGER, interface: MANAGER.name } as const;

export const managerCall = (member: keyof typeof MANAGER.methods): Call => ({ ...ON_MANAGER, member });

export const assignCall = (name: string, table: number, options: Options = {}): Call => ({
  ...managerCall("Assign"),
  signature: "sua{sv}",
  body: [name, table, optionsOf(options)],
});

export const releaseCall = (name: string, options: Options = {}): Call => ({
  ...managerCall("Release"),
  signature: "sa{sv}",
  body: [name, optionsOf(options)],
});

export const linkAssignCall = (name: string, table: number, options: Options = {}): Call => ({
  path: linkPath(name),
  interface: LINK.name,
  member: "Assign",
  signature: "ua{sv}",
  body: [table, optionsOf(options)],
});

export const linkReleaseCall = (name: string, options: Options = {}): Call => ({
  path: linkPath(name),
  interface: LINK.name,
  member: "Release",
  signature: "a{sv}",
  body: [optionsOf(options)],
});

/** The path of the link's object. */
export const assign = async (client: Client, name: string, table: number, options: Options = {}): Promise<string> =>
  String((await client.call(assignCall(name, table, options)))[0]);

export const release = (client: Client, name: string, options: Options = {}): Promise<unknown[]> =>
  client.call(releaseCall(name, options));

export const reload = (client: Client): Promise<unknown[]> => client.call(managerCall("Reload"));

export const getCall = (path: string, name: string, property: string): Call => ({
  path,
  interface: PROPERTIES.name,
  member: "Get",
  signature: "ss",
  body: [name, property],
});

export const getAllCall = (path: string, name: string): Call => ({
  path,
  interface: PROPERTIES.name,
  member: "GetAll",
  signature: "s",
  body: [name],
});

export const setCall = (path: string, name: string, property: string, value: Variant): Call => ({
  path,
  interface: PROPERTIES.name,
  member: "Set",
  signature: "ssv",
  body: [name, property, value],
});

export const logLevelCall = (level: string): Call =>
  setCall(PATH_LOG_CONTROL, LOG_CONTROL.name, "LogLevel", new Variant("s", level));

export async function get(client: Client, path: string, name: string, property: string): Promise<unknown> {
  const [variant] = await client.call(getCall(path, name, property));
  return variant instanceof Variant ? variant.value : undefined;
}

export const managerProperty = (client: Client, property: keyof typeof MANAGER.properties): Promise<unknown> =>
  get(client, PATH_MANAGER, MANAGER.name, property);

export const linkProperty = (client: Client, name: string, property: keyof typeof LINK.properties): Promise<unknown> =>
  get(client, linkPath(name), LINK.name, property);

export const logLevel = (client: Client): Promise<unknown> =>
  get(client, PATH_LOG_CONTROL, LOG_CONTROL.name, "LogLevel");

/** All properties of a link, variants unwrapped; undefined where it has no object. */
export const linkProperties = async (client: Client, name: string): Promise<Record<string, unknown> | undefined> =>
  plain((await managedObjects(client)).get(linkPath(name))?.get(LINK.name));

export type Interfaces = ReadonlyMap<string, ReadonlyMap<string, Variant>>;

export const managedObjectsCall: Call = {
  path: PATH_MANAGER,
  interface: OBJECT_MANAGER.name,
  member: "GetManagedObjects",
};

export async function managedObjects(client: Client): Promise<ReadonlyMap<string, Interfaces>> {
  const [objects] = await client.call(managedObjectsCall);
  return objects as ReadonlyMap<string, Interfaces>; // its signature is a{oa{sa{sv}}}, or the codec would not have read it
}

/** Variants and maps as values that deepEqual shows well. */
export function plain(properties: ReadonlyMap<string, unknown> | undefined): Record<string, unknown> | undefined {
  if (properties === undefined) return undefined;
  return Object.fromEntries([...properties].map(([key, value]) => [key, unwrapped(value)]));
}

export function unwrapped(value: unknown): unknown {
  if (value instanceof Variant) return unwrapped(value.value);
  return value instanceof Map ? plain(value) : value;
}
