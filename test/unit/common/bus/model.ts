// The wire format once more, as plainly as the specification says it and apart from the codec, with values to try it on.
import fc from "fast-check";
import { Variant } from "../../../../common/bus/types.ts";

/** A type of D-Bus: how it is written, and what its values may be. */
export interface Kind {
  readonly signature: string;
  readonly alignment: number;
  readonly values: fc.Arbitrary<unknown>;
  encode(into: Bytes, value: unknown): void;
}

/** Bytes of one order, at offsets that count from the beginning of the message. */
export class Bytes {
  readonly all: number[] = [];
  constructor(readonly bigEndian: boolean) {}

  pad(alignment: number): void {
    while (this.all.length % alignment !== 0) this.all.push(0);
  }

  number(value: bigint, size: number): void {
    this.pad(size);
    const bytes = numberBytes(value, size);
    this.all.push(...(this.bigEndian ? bytes.reverse() : bytes));
  }

  text(value: string, lengthSize: number): void {
    const bytes = new TextEncoder().encode(value);
    this.number(BigInt(bytes.length), lengthSize);
    this.all.push(...bytes, 0);
  }
}

/** Least significant first. */
function numberBytes(value: bigint, size: number): number[] {
  return Array.from({ length: size }, (_, at) => Number((BigInt.asUintN(64, value) >> BigInt(8 * at)) & 0xffn));
}

function whole(signature: string, size: number, min: number, max: number): Kind {
  const values = fc.integer({ min, max });
  return { signature, alignment: size, values, encode: (into, value) => into.number(BigInt(value as number), size) };
}

const text: Kind = {
  signature: "s",
  alignment: 4,
  values: fc.string({ unit: "binary", maxLength: 80 }).map((value) => value.replaceAll("\0", "")),
  encode: (into, value) => into.text(value as string, 4),
};

const path: Kind = {
  ...text,
  signature: "o",
  values: fc.array(fc.stringMatching(/^[A-Za-z0-9_]+$/), { maxLength: 4 }).map((labels) => `/${labels.join("/")}`),
};

const double: Kind = {
  signature: "d",
  alignment: 8,
  values: fc.double(),
  encode(into, value) {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, value as number);
    into.number(view.getBigUint64(0), 8);
  },
};

const basic: Kind[] = [
  whole("y", 1, 0, 0xff),
  whole("n", 2, -0x8000, 0x7fff),
  whole("q", 2, 0, 0xffff),
  whole("i", 4, -0x80000000, 0x7fffffff),
  whole("u", 4, 0, 0xffffffff),
  { ...whole("x", 8, 0, 0), values: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) },
  { ...whole("t", 8, 0, 0), values: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) },
  {
    signature: "b",
    alignment: 4,
    values: fc.boolean(),
    encode: (into, value) => into.number(value ? 1n : 0n, 4),
  },
  double,
  text,
  path,
];

const signature: Kind = {
  signature: "g",
  alignment: 1,
  values: fc.constantFrom("", "a{sv}", "(ii)ay", "h", "aaaa(a{s(bv)}x)"),
  encode: (into, value) => into.text(value as string, 1),
};

function list(element: Kind): Kind {
  const bytes = element.signature === "y";
  return {
    signature: `a${element.signature}`,
    alignment: 4,
    values: bytes
      ? fc.uint8Array({ maxLength: 40 }).map((value) => Buffer.from(value))
      : fc.array(element.values, { maxLength: 4 }),
    encode: (into, value) =>
      inArray(into, element.alignment, () => {
        for (const one of value as Iterable<unknown>) element.encode(into, one);
      }),
  };
}

function dictionary(key: Kind, value: Kind): Kind {
  const entries = fc.array(fc.tuple(key.values, value.values), { maxLength: 4 });
  return {
    signature: `a{${key.signature}${value.signature}}`,
    alignment: 4,
    values: entries.map((all) => new Map(all)),
    encode: (into, map) =>
      inArray(into, 8, () => {
        for (const [name, one] of map as Map<unknown, unknown>) {
          into.pad(8);
          key.encode(into, name);
          value.encode(into, one);
        }
      }),
  };
}

/** The length of what `contents` adds, and that. */
export function inArray(into: Bytes, alignment: number, contents: () => void): void {
  into.number(0n, 4);
  const length = into.all.length - 4;
  into.pad(alignment);
  const start = into.all.length;
  contents();
  const bytes = numberBytes(BigInt(into.all.length - start), 4);
  into.all.splice(length, 4, ...(into.bigEndian ? bytes.reverse() : bytes));
}

function struct(fields: readonly Kind[]): Kind {
  return {
    signature: `(${fields.map((field) => field.signature).join("")})`,
    alignment: 8,
    values: fc.tuple(...fields.map((field) => field.values)),
    encode(into, value) {
      into.pad(8);
      for (const [at, field] of fields.entries()) field.encode(into, (value as unknown[])[at]);
    },
  };
}

/** A variant of one kind; the kind itself is not in the signature. */
function variant(contents: Kind): Kind {
  return {
    signature: "v",
    alignment: 1,
    values: contents.values.map((value) => new Variant(contents.signature, value)),
    encode(into, value) {
      into.text(contents.signature, 1);
      contents.encode(into, (value as Variant).value);
    },
  };
}

const { kind } = fc.letrec<{ kind: Kind }>((tie) => ({
  kind: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(...basic, signature),
    tie("kind").map(list),
    tie("kind").map(variant),
    fc.array(tie("kind"), { minLength: 1, maxLength: 4 }).map(struct),
    fc.tuple(fc.constantFrom(...basic), tie("kind")).map(([key, value]) => dictionary(key, value)),
  ),
}));

/** A body: what it is called, what is in it, and its bytes in both orders. */
export interface Body {
  readonly signature: string;
  readonly values: readonly unknown[];
  readonly little: Buffer;
  readonly big: Buffer;
}

export const bodies: fc.Arbitrary<Body> = fc
  .array(kind, { maxLength: 4 })
  .filter((kinds) => kinds.map((one) => one.signature).join("").length < 256)
  .chain((kinds) =>
    fc.tuple(...kinds.map((one) => one.values)).map((values) => {
      const encode = (bigEndian: boolean) => {
        const into = new Bytes(bigEndian);
        for (const [at, one] of kinds.entries()) one.encode(into, values[at]);
        return Buffer.from(into.all);
      };
      const signature = kinds.map((one) => one.signature).join("");
      return { signature, values, little: encode(false), big: encode(true) };
    }),
  );
