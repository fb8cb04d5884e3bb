// Why a call is refused, by the names that D-Bus clients match on. One table, from the project's error codes.
import { type ErrorCode, MultihomedError } from "../../common/errors.ts";
import { clipped, printable } from "../../common/printable.ts";

const STANDARD = "org.freedesktop.DBus.Error";
const OURS = "org.multihomed1.Error";

export type RefusalName =
  | "AccessDenied"
  | "InteractiveAuthorizationRequired"
  | "InvalidArgs"
  | "LimitsExceeded"
  | "NotSupported"
  | "PropertyReadOnly"
  | "UnknownInterface"
  | "UnknownMethod"
  | "UnknownObject"
  | "UnknownProperty";

/** A call that the gate does not let through; the message is for people. */
export class Refusal extends Error {
  readonly dbusName: string;

  constructor(name: RefusalName, message: string) {
    super(message);
    this.dbusName = `${STANDARD}.${name}`;
  }
}

/** What a caller sent, fit to stand in an answer. */
export const shown = (text: string): string => printable(clipped(text));

const NAMES: Readonly<Partial<Record<ErrorCode, string>>> = {
  "invalid-interface": `${OURS}.InvalidInterface`,
  "reserved-table": `${OURS}.ReservedTable`,
  "table-in-use": `${OURS}.TableInUse`,
  "not-assigned": `${OURS}.NotAssigned`,
  "invalid-argument": `${STANDARD}.InvalidArgs`,
  "invalid-option": `${OURS}.InvalidOption`,
  configuration: `${OURS}.InvalidConfiguration`,
  kernel: `${OURS}.KernelRejected`,
  "too-many": `${STANDARD}.LimitsExceeded`,
  storage: `${STANDARD}.IOError`,
  timeout: `${STANDARD}.Timeout`,
};

/** What a caller is told of an error; undefined where it is a mistake of ours, which is for the log. */
export function refusalOf(error: unknown): { readonly name: string; readonly text: string } | undefined {
  if (error instanceof Refusal) return { name: error.dbusName, text: error.message };
  if (!(error instanceof MultihomedError)) return undefined;
  return { name: NAMES[error.code] ?? `${STANDARD}.Failed`, text: error.message };
}
