// Signatures, and the types that they name (D-Bus specification, "Type System").

export type Code = "y" | "b" | "n" | "q" | "i" | "u" | "x" | "t" | "d" | "s" | "o" | "g" | "v" | "h";

export type Type =
  | { readonly code: Code; readonly alignment: number }
  | { readonly code: "a"; readonly alignment: 4; readonly element: Type }
  | { readonly code: "("; readonly alignment: 8; readonly fields: readonly Type[] }
  | { readonly code: "{"; readonly alignment: 8; readonly key: Type; readonly value: Type };

/** The specification's bounds. */
export const LONGEST_SIGNATURE = 255;
const DEEPEST_ARRAY = 32;
const DEEPEST_STRUCT = 32;
/** Of all containers in a body, those in variants too. */
export const DEEPEST_BODY = 64;

const ALIGNMENT: Readonly<Record<Code, number>> = {
  y: 1,
  g: 1,
  v: 1,
  n: 2,
  q: 2,
  b: 4,
  i: 4,
  u: 4,
  s: 4,
  o: 4,
  h: 4,
  x: 8,
  t: 8,
  d: 8,
};
const SINGLE = new Map(Object.entries(ALIGNMENT).map(([code, alignment]) => [code, { code: code as Code, alignment }]));

/** So many signatures are kept parsed; others may send us as many different ones as they like. */
const KEPT = 256;
const parsed = new Map<string, readonly Type[]>();

/** The complete types of a signature in order; undefined where it is none. */
export function parseSignature(text: string): readonly Type[] | undefined {
  const known = parsed.get(text);
  if (known) return known;
  if (text.length > LONGEST_SIGNATURE) return undefined;
  const types: Type[] = [];
  let at = 0;

  function complete(arrays: number, structs: number): Type | undefined {
    const code = text[at++];
    if (code === "a") {
      if (arrays === DEEPEST_ARRAY) return undefined;
      const element = text[at] === "{" ? entry(arrays + 1, structs) : complete(arrays + 1, structs);
      return element && { code, alignment: 4, element };
    }
    if (code === "(") {
      if (structs === DEEPEST_STRUCT) return undefined;
      const fields: Type[] = [];
      while (text[at] !== ")") {
        const field = complete(arrays, structs + 1);
        if (!field) return undefined;
        fields.push(field);
      }
      at++;
      return fields.length === 0 ? undefined : { code, alignment: 8, fields };
    }
    return SINGLE.get(code ?? "");
  }

  function entry(arrays: number, structs: number): Type | undefined {
    at++;
    const key = SINGLE.get(text[at++] ?? "");
    const value = key && key.code !== "v" ? complete(arrays, structs) : undefined;
    return key && value && text[at++] === "}" ? { code: "{", alignment: 8, key, value } : undefined;
  }

  while (at < text.length) {
    const type = complete(0, 0);
    if (!type) return undefined;
    types.push(type);
  }
  if (parsed.size >= KEPT) parsed.clear();
  parsed.set(text, types);
  return types;
}

/** The type of a signature that is one complete type, as a variant's is. */
export function completeType(text: string): Type | undefined {
  const types = parseSignature(text);
  return types?.length === 1 ? types[0] : undefined;
}
