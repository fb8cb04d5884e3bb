// A small vocabulary to say what a configuration may contain; every refusal names file, line, key and what was expected.
import { MultihomedError } from "../../common/errors.ts";
import { clipped, printable, quoted } from "../../common/printable.ts";

/** A value of a file and the line it stands on. */
export type Located =
  | { readonly kind: "string"; readonly line: number; readonly value: string }
  | { readonly kind: "integer"; readonly line: number; readonly value: number }
  | { readonly kind: "boolean"; readonly line: number; readonly value: boolean }
  | { readonly kind: "array"; readonly line: number; readonly value: readonly Located[] }
  | { readonly kind: "table"; readonly line: number; readonly value: ReadonlyMap<string, Located> }
  /** A float or a date: no key of ours takes one. */
  | { readonly kind: "other"; readonly line: number };

export interface Place {
  /** Absent: a call's options, which stand on no line. */
  readonly file?: string;
  /** Dotted; empty for the whole file. */
  readonly key: string;
}

/** Reads a value of one shape, or refuses it. */
export type Shape<T> = (node: Located, place: Place) => T;

export function refuse(line: number, place: Place, why: string): never {
  const where = place.file === undefined ? "" : `${place.file}:${line}: `;
  const key = place.key === "" ? "" : `${place.key}: `;
  throw new MultihomedError("configuration", printable(`${where}${key}${why}`));
}

export const flag: Shape<boolean> = (node, place) =>
  node.kind === "boolean" ? node.value : refuse(node.line, place, "expected true or false");

export function integer(least: number, most: number): Shape<number> {
  return (node, place) => {
    if (node.kind === "integer" && node.value >= least && node.value <= most) return node.value;
    return refuse(node.line, place, `expected a whole number from ${least} to ${most}`);
  };
}

export function oneOf<const T extends string>(...words: readonly T[]): Shape<T> {
  return (node, place) => {
    const word = node.kind === "string" ? words.find((known) => known === node.value) : undefined;
    return word ?? refuse(node.line, place, `expected ${words.map((known) => `"${known}"`).join(", ")}`);
  };
}

/** Text for which `invalid` finds no fault; `expected` says what it should be. */
export function text(expected: string, invalid: (value: string) => string | undefined): Shape<string> {
  return (node, place) => {
    if (node.kind !== "string") return refuse(node.line, place, `expected ${expected}`);
    const fault = invalid(node.value);
    return fault === undefined
      ? node.value
      : refuse(node.line, place, `expected ${expected}, but ${quoted(node.value)} ${fault}`);
  };
}

export function listOf<T>(expected: string, shape: Shape<T>): Shape<T[]> {
  return (node, place) => {
    if (node.kind !== "array") return refuse(node.line, place, `expected ${expected}`);
    return node.value.map((element) => shape(element, place));
  };
}

/** `fields` without those that are undefined. */
export function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  // Object.entries loses which key has which type; only values that are undefined are left out.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as ReturnType<
    typeof present<T>
  >;
}

type Fields = Readonly<Record<string, Shape<unknown>>>;
type Read<F extends Fields> = { readonly [K in keyof F]?: ReturnType<F[K]> };

/** A table that has no keys but these; what is absent in the file is absent in the answer. */
export function table<F extends Fields>(fields: F): Shape<Read<F>> {
  const shapes = new Map(Object.entries(fields));
  return (node, place) => {
    if (node.kind !== "table") return refuse(node.line, place, "expected a table");
    const read: Record<string, unknown> = {};
    for (const [key, value] of node.value) {
      const inner = { ...place, key: place.key === "" ? clipped(key) : `${place.key}.${clipped(key)}` };
      const shape = shapes.get(key);
      read[key] = shape
        ? shape(value, inner)
        : refuse(value.line, inner, `unknown key, expected one of ${[...shapes.keys()].join(", ")}`);
    }
    // The loop has read each key by the shape of that name, which the compiler cannot follow through a Map.
    return read as Read<F>;
  };
}
