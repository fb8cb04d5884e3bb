// The interfaces that the D-Bus specification gives every object ("Standard Interfaces").
import {
  INTROSPECTABLE,
  type InterfaceContract,
  LINK,
  OBJECT_MANAGER,
  PEER,
  PROPERTIES,
} from "../../common/bus/contract.ts";
import { linkPath } from "../../common/bus/object-path.ts";
import type { Variant } from "../../common/bus/types.ts";
import { type AnyExported, exported, own, readProperties, readProperty } from "./exported.ts";
import { introspectionOf } from "./introspection.ts";
import { Refusal, shown } from "./refusal.ts";

/** What every object has beside its own `interfaces`; `children` are the names of the nodes below. */
export function standard(
  interfaces: readonly AnyExported[],
  children: () => readonly string[],
  machineId: () => string,
): AnyExported[] {
  const all = (): InterfaceContract[] => [
    ...interfaces.map(({ contract }) => contract),
    PROPERTIES,
    INTROSPECTABLE,
    PEER,
  ];
  return [properties(interfaces, all), introspectable(() => introspectionOf(all(), children())), peer(machineId)];
}

const properties = (interfaces: readonly AnyExported[], all: () => readonly InterfaceContract[]): AnyExported => {
  /** Those of this name; of all where it is empty. */
  const named = (name: string): readonly AnyExported[] => {
    const found = interfaces.filter(({ contract }) => name === "" || contract.name === name);
    if (found.length > 0 || name === "" || all().some((contract) => contract.name === name)) return found;
    throw new Refusal("UnknownInterface", `there is no interface ${shown(name)} here`);
  };
  return exported({
    contract: PROPERTIES,
    methods: {
      Get: ({ interface: name, property }) => ({
        run() {
          for (const candidate of named(name)) {
            const value = readProperty(candidate, property);
            if (value !== undefined) return { value };
          }
          throw unknownProperty(name, property);
        },
      }),
      GetAll: ({ interface: name }) => ({
        run: () => ({ properties: new Map(named(name).flatMap((each) => [...readProperties(each)])) }),
      }),
      Set: ({ interface: name, property, value }) => {
        const owner = named(name).find(({ contract }) => own(contract.properties, property) !== undefined);
        if (owner === undefined) throw unknownProperty(name, property);
        const set = own(owner.settable, property);
        if (set === undefined) throw new Refusal("PropertyReadOnly", `${property} cannot be set`);
        const task = set(value);
        return {
          ...task,
          async run(caller) {
            await task.run(caller);
            return {};
          },
        };
      },
    },
    properties: {},
    settable: {},
  });
};

const introspectable = (xml: () => string): AnyExported =>
  exported({
    contract: INTROSPECTABLE,
    methods: { Introspect: () => ({ run: () => ({ xml: xml() }) }) },
    properties: {},
    settable: {},
  });

const peer = (machineId: () => string): AnyExported =>
  exported({
    contract: PEER,
    methods: {
      Ping: () => ({ run: () => ({}) }),
      GetMachineId: () => ({ run: () => ({ id: machineId() }) }),
    },
    properties: {},
    settable: {},
  });

/** The manager of the objects of links, which `links` has by name. */
export const objectManager = (links: () => Iterable<readonly [string, AnyExported | undefined]>): AnyExported =>
  exported({
    contract: OBJECT_MANAGER,
    methods: {
      GetManagedObjects: () => ({
        run() {
          const objects = new Map<string, Map<string, Map<string, Variant>>>();
          for (const [name, link] of links()) {
            if (link !== undefined) objects.set(linkPath(name), new Map([[LINK.name, readProperties(link)]]));
          }
          return { objects };
        },
      }),
    },
    costly: ["GetManagedObjects"],
    properties: {},
    settable: {},
  });

const unknownProperty = (name: string, property: string): Refusal =>
  new Refusal("UnknownProperty", `${shown(name)} has no property ${shown(property)}`);
