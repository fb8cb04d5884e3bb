// The border to the bus: values of the type that the contract says, or an error that says what came instead.
import type { InterfaceContract } from "../bus/contract.ts";
import { type Arguments, type TypeName, type TypeOf, Variant } from "../bus/types.ts";
import { MultihomedError } from "../errors.ts";
import { clipped, printable } from "../printable.ts";

export type Properties = TypeOf["a{sv}"];

/** `value` where it is of `type`, or MultihomedError "unexpected-answer". `what` begins the message. */
export function expectType<T extends TypeName>(type: T, value: unknown, what: string): TypeOf[T] {
  if (!fits(type, value)) return unexpected(`${what}: expected type ${type}`);
  // `fits` has followed the type to its leaves, which the compiler cannot.
  return value as TypeOf[T];
}

/** The arguments of a reply or a signal, by name. More than are expected may be there: a newer service. */
export function expectArguments<A extends Readonly<Record<string, TypeName>>>(
  expected: A,
  body: readonly unknown[],
  what: string,
): Arguments<A> {
  const entries = Object.entries(expected).map(([name, type], at) => {
    return [name, expectType(type, body[at], `${what}, ${name}`)];
  });
  return Object.fromEntries(entries) as Arguments<A>; // its keys are those of `expected`, each with its type
}

/** Reads properties of one interface by name; each throws where it is missing or of another type. */
export function propertiesOf<I extends InterfaceContract>({ name: owner, properties }: I, values: Properties) {
  return <P extends keyof I["properties"] & string>(name: P): TypeOf[I["properties"][P]["type"]] => {
    const what = `${owner}.${name}`;
    const type = properties[name]?.type;
    const variant = values.get(name);
    if (type === undefined || variant === undefined) return unexpected(`${what} is missing`);
    if (variant.signature !== type)
      return unexpected(`${what}: expected type ${type}, not ${clipped(variant.signature)}`);
    return expectType(type, variant.value, what) as TypeOf[I["properties"][P]["type"]]; // `type` is this very one
  };
}

/** Reads entries of a dictionary that is called `what`; each throws where it is missing or of another type. */
export function entriesOf(what: string, values: Properties) {
  return <T extends TypeName>(name: string, type: T): TypeOf[T] => {
    const variant = values.get(name);
    if (variant?.signature !== type) return unexpected(`${what}, ${name}: expected type ${type}`);
    return expectType(type, variant.value, `${what}, ${name}`);
  };
}

export function unexpected(what: string): never {
  const line = printable(what);
  throw new MultihomedError("unexpected-answer", `the service said what this program does not understand: ${line}`);
}

/** Whether a value is of a type of the contract: elements of structures and keys of dictionaries are basic. */
function fits(type: string, value: unknown): boolean {
  switch (type[0]) {
    case "b":
      return typeof value === "boolean";
    case "u":
      return typeof value === "number";
    case "t":
      return typeof value === "bigint";
    case "s":
    case "o":
      return typeof value === "string";
    case "v":
      return value instanceof Variant;
    case "(":
      return Array.isArray(value) && [...type.slice(1, -1)].every((member, at) => fits(member, value[at]));
    case "a":
      return type[1] === "{" ? fitsDictionary(type, value) : Array.isArray(value) && everyFits(type.slice(1), value);
    default:
      return false;
  }
}

function fitsDictionary(type: string, value: unknown): boolean {
  if (!(value instanceof Map)) return false;
  return everyFits(type.slice(2, 3), value.keys()) && everyFits(type.slice(3, -1), value.values());
}

function everyFits(type: string, values: Iterable<unknown>): boolean {
  for (const value of values) if (!fits(type, value)) return false;
  return true;
}
