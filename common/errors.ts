// The one error class of the project: a stable code for programs, one clear line for people.

/** What went wrong, as a stable word; programs and tests match on this, never on the text. */
export type ErrorCode =
  | "usage" // a command line that cannot be understood: exit 2
  | "configuration" // a configuration that is refused: exit 2
  | "start" // cannot start here (permission, kernel, log file): exit 1
  | "kernel" // the kernel refused a request
  | "missing" // the system lacks what is needed, and can be given it
  | "overrun" // messages of the kernel were lost
  | "timeout" // an answer did not come in time
  | "bus" // the message bus cannot be reached or was lost: exit 1
  | "invalid-interface" // no link can have this name, or it is not one that can be assigned
  | "invalid-argument" // what was asked about cannot be: an address that is none
  | "invalid-option" // an option of an assignment is unknown, of a wrong type or impossible
  | "reserved-table" // the table is one that the kernel names itself
  | "table-in-use" // the table is another assignment's, or holds routes that are not ours
  | "not-assigned" // there is no assignment to release
  | "too-many" // a bound is reached
  | "stopping" // the service is about to end
  | "not-reachable" // nobody answers on the bus, and nobody could be started
  | "not-authorised" // the caller may not do this
  | "refused" // the service says no, for a reason that has no code here
  | "unexpected-answer" // the service said what this program does not understand
  | "storage"; // what was to be remembered could not be written; nothing was changed

export interface ErrorDetails {
  readonly cause?: unknown;
  /** Whether the same request may succeed later. */
  readonly retryable?: boolean;
}

/** An error whose message is one line that says what is wrong, where, and what was expected. */
export class MultihomedError extends Error {
  override readonly name = "MultihomedError";
  readonly code: ErrorCode;
  readonly retryable: boolean;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.retryable = details.retryable ?? false;
  }
}
