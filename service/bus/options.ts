// The options of a call, a{sv}: known keys, each of its type, each with a value that makes sense.
import { ACTION_ASSIGN, ACTION_CONFIGURE } from "../../common/bus/contract.ts";
import type { Variant } from "../../common/bus/types.ts";
import { MultihomedError } from "../../common/errors.ts";
import { quoted } from "../../common/printable.ts";
import type { Layer } from "../config/memory.ts";
import { type Located, table } from "../config/schema.ts";
import { type UplinkOptions, uplinkOptions } from "../config/uplink.ts";
import type { Question } from "./exported.ts";

type Options = ReadonlyMap<string, Variant>;

/** The D-Bus type of each option of Assign. */
const TYPES: Readonly<Record<keyof typeof uplinkOptions, string>> = {
  priority: "u",
  guard: "b",
  "unassigned-routes": "s",
  strict: "b",
  weight: "u",
  mptcp: "as",
  gateway: "s",
};

/** How long the call is to hold: for good unless "persist" says otherwise. */
const PERSIST = { persist: "b" };

/** What the options of Assign say, or MultihomedError "invalid-option". */
export function readAssignOptions(options: Options): { readonly said: UplinkOptions; readonly layer: Layer } {
  checkTypes(options, { ...TYPES, ...PERSIST });
  const located = [...options].flatMap(([key, variant]): [string, Located][] =>
    key === "persist" ? [] : [[key, locate(variant.value)]],
  );
  try {
    return { said: shape({ kind: "table", line: 0, value: new Map(located) }, { key: "" }), layer: layerOf(options) };
  } catch (cause) {
    if (!(cause instanceof MultihomedError)) throw cause;
    throw new MultihomedError("invalid-option", cause.message, { cause });
  }
}

/** What the options of Release say, or MultihomedError "invalid-option". */
export function readReleaseOptions(options: Options): Layer {
  checkTypes(options, PERSIST);
  return layerOf(options);
}

/** What the options of Explain say, or MultihomedError "invalid-option". */
export function readExplainOptions(options: Options): { readonly iif: string | undefined; readonly mark: number } {
  checkTypes(options, PACKET);
  const [iif, mark] = [options.get("iif")?.value, options.get("mark")?.value];
  // Where they are there, they are of these types.
  return { iif: typeof iif === "string" ? iif : undefined, mark: typeof mark === "number" ? mark : 0 };
}

/** What may be said of a packet beside its addresses. */
const PACKET = { iif: "s", mark: "u" };

/**
 * Who may do so: more is asked for where anything changes that reaches beyond the one interface. `before` and `after` are
 * the options of its uplinks.
 */
export function questions(
  name: string,
  number: number,
  before: readonly UplinkOptions[],
  after: readonly UplinkOptions[],
): Question[] {
  const details = new Map([
    ["interface", name],
    ["table", number === 0 ? "auto" : String(number)],
  ]);
  const assign = { action: ACTION_ASSIGN, details };
  return reach(before) === reach(after) ? [assign] : [assign, { action: ACTION_CONFIGURE, details }];
}

/** What of the options concerns other traffic than the uplinks' own: shares, dropped packets, MPTCP's endpoints. */
const reach = (uplinks: readonly UplinkOptions[]): string =>
  uplinks
    .map(({ weight, strict = false, mptcp = [] }) => JSON.stringify([weight ?? 0, strict, [...mptcp].sort()]))
    .filter((one) => one !== NOTHING)
    .sort()
    .join();

const NOTHING = JSON.stringify([0, false, []]);

const shape = table(uplinkOptions);

const layerOf = (options: Options): Layer => (options.get("persist")?.value === false ? "temporary" : "persistent");

function checkTypes(options: Options, types: Readonly<Record<string, string>>): void {
  for (const [key, { signature }] of options) {
    const expected = Object.hasOwn(types, key) ? types[key] : undefined;
    if (expected === undefined) {
      refuse(`${quoted(key)}: unknown option, expected one of ${Object.keys(types).join(", ")}`);
    }
    if (signature !== expected) refuse(`${key}: expected type ${expected}, not ${quoted(signature)}`);
  }
}

function refuse(why: string): never {
  throw new MultihomedError("invalid-option", why);
}

/** A value of one of the types above, as the shapes read it. */
function locate(value: unknown): Located {
  const line = 0;
  if (typeof value === "boolean") return { kind: "boolean", line, value };
  if (typeof value === "number") return { kind: "integer", line, value };
  if (typeof value === "string") return { kind: "string", line, value };
  if (Array.isArray(value)) return { kind: "array", line, value: value.map(locate) };
  return { kind: "other", line };
}
