// Why a call failed, by the D-Bus name of the error: the project's codes, and who they come from.
import { BusError, DISCONNECTED, NO_REPLY } from "../bus/error.ts";
import { type ErrorCode, MultihomedError } from "../errors.ts";
import { printable } from "../printable.ts";

/** A call that was answered with an error. */
export class CallError extends MultihomedError {
  constructor(
    code: ErrorCode,
    readonly dbusName: string,
    message: string,
    cause: unknown,
  ) {
    super(code, message, { cause, retryable: code === "not-reachable" || code === "timeout" || code === "bus" });
  }

  /** Whether it would have been carried out if somebody could be asked for a password. */
  get needsPassword(): boolean {
    return this.dbusName === `${STANDARD}.InteractiveAuthorizationRequired`;
  }
}

/** `error` as this project's; what is none of the bus stays as it is. */
export function failure(error: unknown): unknown {
  if (!(error instanceof BusError)) return error;
  const { dbusName } = error;
  return new CallError(codeOf(dbusName), dbusName, printable(error.message), error);
}

/** Whether the connection was lost before the answer came. */
export const isDisconnected = (error: unknown): boolean =>
  error instanceof CallError && error.dbusName === DISCONNECTED;

function codeOf(dbusName: string): ErrorCode {
  const known = Object.hasOwn(CODES, dbusName) ? CODES[dbusName] : undefined;
  if (known !== undefined) return known;
  // The bus could not start the service, in the words of dbus-daemon or of systemd.
  const starter = [`${STANDARD}.Spawn.`, "org.freedesktop.systemd1."];
  return starter.some((prefix) => dbusName.startsWith(prefix)) ? "not-reachable" : "refused";
}

const STANDARD = "org.freedesktop.DBus.Error";
const OURS = "org.multihomed1.Error";

const CODES: Readonly<Record<string, ErrorCode>> = {
  [`${OURS}.InvalidInterface`]: "invalid-interface",
  [`${OURS}.ReservedTable`]: "reserved-table",
  [`${OURS}.TableInUse`]: "table-in-use",
  [`${OURS}.NotAssigned`]: "not-assigned",
  [`${OURS}.InvalidOption`]: "invalid-option",
  [`${OURS}.InvalidConfiguration`]: "configuration",
  [`${OURS}.KernelRejected`]: "kernel",
  [`${STANDARD}.InvalidArgs`]: "invalid-argument",
  [`${STANDARD}.AccessDenied`]: "not-authorised",
  [`${STANDARD}.InteractiveAuthorizationRequired`]: "not-authorised",
  [`${STANDARD}.LimitsExceeded`]: "too-many",
  [`${STANDARD}.IOError`]: "storage",
  [`${STANDARD}.Timeout`]: "timeout",
  [`${STANDARD}.ServiceUnknown`]: "not-reachable",
  [`${STANDARD}.NameHasNoOwner`]: "not-reachable",
  [`${STANDARD}.NoServer`]: "not-reachable",
  [NO_REPLY]: "not-reachable",
  [`${STANDARD}.TimedOut`]: "not-reachable",
  [DISCONNECTED]: "bus",
};
