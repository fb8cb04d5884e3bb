// Values as bytes for the bus. What the bus would disconnect us for is a TypeError before it is sent.
import { isObjectPath } from "./names.ts";
import type { Output } from "./output.ts";
import { type Code, completeType, DEEPEST_BODY, parseSignature, type Type } from "./signature.ts";
import { Variant } from "./types.ts";

/** A body of values as readBody gives them, at a multiple of 8 of its message. */
export function writeBody(output: Output, signature: string, values: readonly unknown[]): void {
  const types = parseSignature(signature);
  if (types === undefined) throw new TypeError(`"${signature}" is not a D-Bus signature`);
  if (types.length !== values.length) {
    throw new TypeError(`"${signature}" has ${types.length} values, and ${values.length} are given`);
  }
  types.forEach((type, at) => {
    write(output, type, values[at], 0);
  });
}

/** `depth` is the number of containers that the value is in. */
function write(output: Output, type: Type, value: unknown, depth: number): void {
  switch (type.code) {
    case "v":
      writeVariant(output, value, inside(depth));
      break;
    case "a":
      writeArray(output, type.element, value, inside(depth));
      break;
    case "(":
      writeStruct(output, type.fields, value, inside(depth));
      break;
    case "{":
      throw new TypeError("a D-Bus dictionary entry is in an array");
    default:
      writeBasic(output, type.code, value);
  }
}

function writeBasic(output: Output, code: Exclude<Code, "v">, value: unknown): void {
  switch (code) {
    case "s":
      if (typeof value !== "string") throw mismatch(code, value);
      output.text(value);
      break;
    case "o":
      if (typeof value !== "string" || !isObjectPath(value)) throw mismatch(code, value);
      output.text(value);
      break;
    case "g":
      if (typeof value !== "string" || !parseSignature(value)) throw mismatch(code, value);
      output.signature(value);
      break;
    case "b":
      if (typeof value !== "boolean") throw mismatch(code, value);
      output.unsigned(value ? 1 : 0);
      break;
    case "u":
      if (!isWhole(value, 0, 0xffff_ffff)) throw mismatch(code, value);
      output.unsigned(value);
      break;
    case "i":
      if (!isWhole(value, -0x8000_0000, 0x7fff_ffff)) throw mismatch(code, value);
      output.int32(value);
      break;
    case "y":
      if (!isWhole(value, 0, 0xff)) throw mismatch(code, value);
      output.byte(value);
      break;
    case "n":
      if (!isWhole(value, -0x8000, 0x7fff)) throw mismatch(code, value);
      output.short(value);
      break;
    case "q":
      if (!isWhole(value, 0, 0xffff)) throw mismatch(code, value);
      output.short(value);
      break;
    case "x":
      if (typeof value !== "bigint" || BigInt.asIntN(64, value) !== value) throw mismatch(code, value);
      output.long(value);
      break;
    case "t":
      if (typeof value !== "bigint" || BigInt.asUintN(64, value) !== value) throw mismatch(code, value);
      output.long(value);
      break;
    case "d":
      if (typeof value !== "number") throw mismatch(code, value);
      output.double(value);
      break;
    case "h":
      throw new TypeError("file descriptors are not sent");
  }
}

function writeVariant(output: Output, variant: unknown, depth: number): void {
  if (!(variant instanceof Variant)) throw mismatch("v", variant);
  const type = completeType(variant.signature);
  if (type === undefined) throw new TypeError(`"${variant.signature}" is not one complete D-Bus type`);
  output.signature(variant.signature);
  write(output, type, variant.value, depth);
}

function writeStruct(output: Output, fields: readonly Type[], value: unknown, depth: number): void {
  if (!Array.isArray(value) || value.length !== fields.length) throw mismatch("(", value);
  output.align(8);
  fields.forEach((field, at) => {
    write(output, field, value[at], depth);
  });
}

function writeArray(output: Output, element: Type, value: unknown, depth: number): void {
  output.unsigned(0);
  const length = output.position - 4;
  output.align(element.alignment);
  const start = output.position;
  if (element.code === "{") writeEntries(output, element.key, element.value, value, inside(depth));
  else if (element.code === "y" && value instanceof Uint8Array) output.raw(value);
  else if (Array.isArray(value)) for (const one of value) write(output, element, one, depth);
  else throw mismatch("a", value);
  output.setUnsigned(output.position - start, length);
}

function writeEntries(output: Output, key: Type, type: Type, entries: unknown, depth: number): void {
  if (!(entries instanceof Map)) throw mismatch("a{", entries);
  for (const [name, value] of entries) {
    output.align(8);
    write(output, key, name, depth);
    write(output, type, value, depth);
  }
}

const isWhole = (value: unknown, least: number, most: number): value is number =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= most;

function inside(depth: number): number {
  if (depth === DEEPEST_BODY) throw new TypeError("too many D-Bus containers in each other");
  return depth + 1;
}

function mismatch(code: string, value: unknown): TypeError {
  const what = value !== null && typeof value === "object" ? value.constructor?.name : String(value);
  return new TypeError(`${JSON.stringify(what)} is not a value of D-Bus type "${code}"`);
}
