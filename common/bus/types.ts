// How D-Bus types stand in TypeScript: what the reader yields and the writer takes.

/** A value that says its own type (signature "v"). */
export class Variant<S extends string = string> {
  constructor(
    /** One complete type, such as "as". */
    readonly signature: S,
    readonly value: S extends TypeName ? TypeOf[S] : unknown,
  ) {}
}

/** The types that our contract uses. Arrays are arrays, structures are tuples, dictionaries are maps. */
export interface TypeOf {
  readonly b: boolean;
  readonly u: number;
  readonly t: bigint;
  readonly s: string;
  readonly o: string;
  readonly v: Variant;
  readonly as: readonly string[];
  readonly "a(ss)": readonly (readonly [string, string])[];
  readonly "a(usu)": readonly (readonly [number, string, number])[];
  readonly "a(sss)": readonly (readonly [string, string, string])[];
  readonly "a{ss}": ReadonlyMap<string, string>;
  readonly "a{sv}": ReadonlyMap<string, Variant>;
  readonly "a{sa{sv}}": ReadonlyMap<string, ReadonlyMap<string, Variant>>;
  readonly "a{oa{sa{sv}}}": ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, Variant>>>;
}

export type TypeName = keyof TypeOf;

/** The values of named arguments, by name. */
export type Arguments<A extends Readonly<Record<string, TypeName>>> = { readonly [K in keyof A]: TypeOf[A[K]] };
