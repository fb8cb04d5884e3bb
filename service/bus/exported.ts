// An interface of the contract together with what implements it. What is not here cannot be called.
import type { InterfaceContract } from "../../common/bus/contract.ts";
import { type Arguments, type TypeName, type TypeOf, Variant } from "../../common/bus/types.ts";

export interface Caller {
  /** The unique name on the bus. */
  readonly sender: string;
  /** Whether the caller can wait while a person is asked. */
  readonly interactive: boolean;
}

/** A caller that was let through. */
export interface Permitted extends Caller {
  /** Whether it may do something else as well, without another question. */
  readonly always: boolean;
}

/** What polkit is asked before a call is carried out. */
export interface Question {
  readonly action: string;
  readonly details: ReadonlyMap<string, string>;
}

type In<I extends InterfaceContract, M extends keyof I["methods"]> = Arguments<I["methods"][M]["in"]>;
type Out<I extends InterfaceContract, M extends keyof I["methods"]> = Arguments<I["methods"][M]["out"]>;
type Settable<I extends InterfaceContract> = {
  readonly [P in keyof I["properties"] as I["properties"][P] extends { writable: true } ? P : never]: Setter;
};

/** How a call is carried out, after it was read: at once, because reading is free and quick… */
interface Reading<Result> {
  readonly questions?: undefined;
  run(caller: Permitted): Result;
}

/** … or when all questions, if there are any, have been answered with yes. */
interface Doing<Result> {
  readonly questions: readonly Question[];
  run(caller: Permitted): Result | Promise<Result>;
}

export type Task<Result> = Reading<Result> | Doing<Result>;

type Setter = (value: Variant) => Task<void>;

export interface Exported<I extends InterfaceContract = InterfaceContract> {
  readonly contract: I;
  /** Each checks its arguments (throwing what the caller is told) and says what is to be done; nothing is done yet. */
  readonly methods: { readonly [M in keyof I["methods"]]: (args: In<I, M>) => Task<Out<I, M>> };
  /** Methods that take so long that others must have a turn between two of them. */
  readonly costly?: readonly (keyof I["methods"])[];
  readonly properties: { readonly [P in keyof I["properties"]]: () => TypeOf[I["properties"][P]["type"]] };
  readonly settable: Settable<I>;
}

/** An exported interface whose members are looked up by the names that a caller gives. */
export interface AnyExported {
  readonly contract: InterfaceContract;
  readonly methods: Readonly<Record<string, ((args: never) => Task<Readonly<Record<string, unknown>>>) | undefined>>;
  readonly costly?: readonly PropertyKey[];
  readonly properties: Readonly<Record<string, (() => unknown) | undefined>>;
  readonly settable: Readonly<Record<string, Setter | undefined>>;
}

/** Checks the implementation of one interface, and forgets which it is. */
export const exported = <const I extends InterfaceContract>(implementation: Exported<I>): AnyExported => implementation;

/** A property's value as Get has it; undefined where there is none of this name. */
export function readProperty({ contract, properties }: AnyExported, name: string): Variant | undefined {
  const type = own(contract.properties, name)?.type;
  const read = own(properties, name);
  return type === undefined || read === undefined ? undefined : variant(type, read());
}

/** All properties as GetAll has them, or those that are `wanted`. */
export function readProperties(
  { contract, properties }: AnyExported,
  wanted: (name: string) => boolean = () => true,
): Map<string, Variant> {
  const values = new Map<string, Variant>();
  for (const [name, { type }] of Object.entries(contract.properties)) {
    const read = own(properties, name);
    if (read !== undefined && wanted(name)) values.set(name, variant(type, read()));
  }
  return values;
}

/** The entry of this name; not what every object has, such as "constructor". */
export function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

// The contract's type and the value are of one property, as `Exported` has checked.
const variant = (type: TypeName, value: unknown): Variant => new Variant<string>(type, value);
