// The one error that a call over the bus ends with.

/** Names of the specification for what we notice ourselves. */
export const NO_REPLY = "org.freedesktop.DBus.Error.NoReply";
export const DISCONNECTED = "org.freedesktop.DBus.Error.Disconnected";
export const INCONSISTENT_MESSAGE = "org.freedesktop.DBus.Error.InconsistentMessage";
export const LIMITS_EXCEEDED = "org.freedesktop.DBus.Error.LimitsExceeded";
export const UNKNOWN_METHOD = "org.freedesktop.DBus.Error.UnknownMethod";

export class BusError extends Error {
  override readonly name = "BusError";

  constructor(
    /** Such as org.freedesktop.DBus.Error.ServiceUnknown. */
    readonly dbusName: string,
    message: string,
  ) {
    super(message);
  }
}
