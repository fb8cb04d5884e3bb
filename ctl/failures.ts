// What the user is told of an error, in one line with what to do, and the exit status.
import { NO_REPLY } from "../common/bus/error.ts";
import { CallError } from "../common/client/failures.ts";
import { type ErrorCode, MultihomedError } from "../common/errors.ts";
import { printable } from "../common/printable.ts";

export interface Told {
  readonly text: string;
  readonly exit: 1 | 2 | 3 | 4;
}

const EXITS: Readonly<Partial<Record<ErrorCode, Told["exit"]>>> = {
  usage: 2,
  bus: 3,
  "not-reachable": 3,
  "not-authorised": 4,
};

/** undefined: a mistake in the program. */
export function explain(error: unknown): Told | undefined {
  if (!(error instanceof MultihomedError)) return undefined;
  const advice = adviceFor(error);
  const text = printable(`${what(error)}${advice === undefined ? "" : `; ${advice}`}`);
  return { text, exit: EXITS[error.code] ?? 1 };
}

function what(error: MultihomedError): string {
  const { code, message } = error;
  // The service names the action, and says the same.
  if (code === "not-authorised") return `not authorised: ${message.replace(/: not authorised$/, "")}`;
  if (code !== "not-reachable") return message;
  const silent = error instanceof CallError && error.dbusName === NO_REPLY;
  return `the service ${silent ? "does not answer" : "is not running and could not be started"}: ${message}`;
}

function adviceFor(error: MultihomedError): string | undefined {
  if (error instanceof CallError && error.needsPassword) return "try it in a terminal, or with sudo";
  return ADVICE[error.code];
}

const ADVICE: Readonly<Partial<Record<ErrorCode, string>>> = {
  bus: "try: systemctl status dbus",
  "not-reachable": "try: systemctl status multihomed",
  "not-authorised": "try it with sudo",
  "table-in-use": "without TABLE a free one is taken",
  "reserved-table": "without TABLE a free one is taken",
  "invalid-interface": "see: multihomectl status, or multihomectl --help",
  "not-assigned": "see: multihomectl status",
  kernel: "see: journalctl -u multihomed",
  storage: "see: systemctl status multihomed",
  configuration: "the configuration in force has not changed",
  "unexpected-answer": "are multihomectl and the service of the same version?",
};
