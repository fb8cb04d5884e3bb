// Bytes from the bus as values. Whoever wrote them may be hostile: the work is bounded by the number of bytes, and
// BodyError is all that is ever thrown.
import { isUtf8 } from "node:buffer";
import { isObjectPath } from "./names.ts";
import { completeType, DEEPEST_BODY, parseSignature, type Type } from "./signature.ts";
import { Variant } from "./types.ts";

/** The bytes are not what their signature says, or not what we accept. */
export class BodyError extends Error {
  override readonly name = "BodyError";
}

/** The specification's bound. */
const LONGEST_ARRAY = 64 * 1024 * 1024;
/** Up to this length looking at each byte is faster than asking for it to be done. */
const SHORT_TEXT = 64;

/**
 * The values of a body that begins at a multiple of 8 of its message. Arrays are arrays, but "ay" is a Buffer of its
 * own; structures are arrays, dictionaries are maps; 64 bit integers are bigint.
 */
export function readBody(bytes: Buffer, signature: string, bigEndian: boolean): unknown[] {
  const types = parseSignature(signature);
  if (types === undefined) throw new BodyError(`"${signature}" is not a signature`);
  const reader = new Reader(bytes, bigEndian, bytes.length);
  const values = types.map((type) => reader.read(type, 0));
  if (reader.position !== bytes.length) throw new BodyError(`the body goes on after its "${signature}"`);
  return values;
}

export class Reader {
  constructor(
    private readonly bytes: Buffer,
    private readonly bigEndian: boolean,
    private end: number,
    public position = 0,
  ) {}

  /** One value; `depth` is the number of containers that it is in. */
  read(type: Type, depth: number): unknown {
    const { bytes } = this;
    switch (type.code) {
      case "y":
        return this.byte();
      case "b":
        return this.boolean();
      case "n":
        this.align(2);
        return this.bigEndian ? bytes.readInt16BE(this.take(2)) : bytes.readInt16LE(this.take(2));
      case "q":
        this.align(2);
        return this.bigEndian ? bytes.readUInt16BE(this.take(2)) : bytes.readUInt16LE(this.take(2));
      case "i":
        this.align(4);
        return this.bigEndian ? bytes.readInt32BE(this.take(4)) : bytes.readInt32LE(this.take(4));
      case "u":
        return this.unsigned();
      case "x":
        this.align(8);
        return this.bigEndian ? bytes.readBigInt64BE(this.take(8)) : bytes.readBigInt64LE(this.take(8));
      case "t":
        this.align(8);
        return this.bigEndian ? bytes.readBigUInt64BE(this.take(8)) : bytes.readBigUInt64LE(this.take(8));
      case "d":
        this.align(8);
        return this.bigEndian ? bytes.readDoubleBE(this.take(8)) : bytes.readDoubleLE(this.take(8));
      case "s":
        return this.text(this.unsigned());
      case "o":
        return this.objectPath();
      case "g":
        return this.signature();
      case "h":
        throw new BodyError("file descriptors are not accepted");
      case "v":
        return this.variant(inside(depth));
      case "a":
        return this.array(type.element, inside(depth));
      case "(":
        return this.struct(type.fields, inside(depth));
      case "{":
        throw new BodyError("a dictionary entry outside an array");
    }
  }

  /** Skips to a multiple of a power of two over what has to be zeros. */
  align(alignment: number): void {
    const to = (this.position + alignment - 1) & -alignment;
    for (; this.position < to; this.position++) {
      if (this.bytes[this.position] !== 0) throw new BodyError("padding that is not zero, or not there");
    }
  }

  byte(): number {
    return this.bytes.readUInt8(this.take(1));
  }

  unsigned(): number {
    this.align(4);
    return this.bigEndian ? this.bytes.readUInt32BE(this.take(4)) : this.bytes.readUInt32LE(this.take(4));
  }

  /** The type in front of a variant's value. */
  variantType(): readonly [signature: string, type: Type] {
    const signature = this.signature();
    const type = completeType(signature);
    if (type === undefined) throw new BodyError(`a variant of "${signature}"`);
    return [signature, type];
  }

  /** Where the next `size` bytes begin; they count as read. */
  private take(size: number): number {
    const at = this.position;
    if (size > this.end - at) throw new BodyError("the bytes end early");
    this.position = at + size;
    return at;
  }

  private boolean(): boolean {
    const value = this.unsigned();
    if (value > 1) throw new BodyError(`a boolean that is ${value}`);
    return value === 1;
  }

  private text(length: number): string {
    const { bytes } = this;
    const start = this.take(length + 1);
    const end = start + length;
    if (bytes[end] !== 0) throw new BodyError("a string without its end");
    if (length <= SHORT_TEXT) {
      let at = start;
      while (at < end && isPlain(bytes[at])) at++;
      if (at === end) return bytes.toString("latin1", start, end);
    }
    const text = bytes.subarray(start, end);
    if (text.includes(0) || !isUtf8(text)) throw new BodyError("a string that is not UTF-8 or has a zero in it");
    return bytes.toString("utf8", start, end);
  }

  private signature(): string {
    const text = this.text(this.byte());
    if (parseSignature(text) === undefined) throw new BodyError("a signature that is none");
    return text;
  }

  private objectPath(): string {
    const path = this.text(this.unsigned());
    if (!isObjectPath(path)) throw new BodyError("an object path that is none");
    return path;
  }

  private variant(depth: number): Variant {
    const [signature, type] = this.variantType();
    return new Variant(signature, this.read(type, depth));
  }

  private struct(fields: readonly Type[], depth: number): unknown[] {
    this.align(8);
    return fields.map((field) => this.read(field, depth));
  }

  private array(element: Type, depth: number): unknown {
    const length = this.unsigned();
    if (length > LONGEST_ARRAY) throw new BodyError(`an array of ${length} bytes`);
    this.align(element.alignment);
    const start = this.take(length);
    const end = this.position;
    if (element.code === "y") return Buffer.from(this.bytes.subarray(start, end));
    // Within an array nothing is read beyond its end.
    this.position = start;
    const outer = this.end;
    this.end = end;
    const values =
      element.code === "{" ? this.dictionary(element.key, element.value, depth) : this.list(element, depth);
    this.end = outer;
    return values;
  }

  private list(element: Type, depth: number): unknown[] {
    const values: unknown[] = [];
    while (this.position < this.end) values.push(this.read(element, depth));
    return values;
  }

  private dictionary(key: Type, value: Type, depth: number): Map<unknown, unknown> {
    const within = inside(depth);
    const entries = new Map<unknown, unknown>();
    while (this.position < this.end) {
      this.align(8);
      const name = this.read(key, within);
      if (entries.has(name)) throw new BodyError("a dictionary that has a key twice");
      entries.set(name, this.read(value, within));
    }
    return entries;
  }
}

function inside(depth: number): number {
  if (depth === DEEPEST_BODY) throw new BodyError("too many containers in each other");
  return depth + 1;
}

const isPlain = (byte: number | undefined): boolean => byte !== undefined && byte > 0 && byte < 0x80;
