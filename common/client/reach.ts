// Whether the service can be reached, and if not, why.
import { type ErrorCode, MultihomedError } from "../errors.ts";

export type Reach =
  /** Nothing is known yet. */
  | { readonly kind: "connecting" }
  /** What is known of the service and its links is so now. */
  | { readonly kind: "ready" }
  /** The service does not run. `reason`: why it could not be started, where that was tried. */
  | { readonly kind: "absent"; readonly activatable: boolean; readonly reason?: Reason }
  /** The service does not answer, or with what this program does not understand. It is asked again later. */
  | { readonly kind: "failed"; readonly reason: Reason }
  /** There is no bus. It is tried again later. */
  | { readonly kind: "disconnected"; readonly reason: Reason };

export interface Reason {
  readonly code: ErrorCode;
  /** One line for people. */
  readonly text: string;
}

/** The reason that `error` is; what is no MultihomedError is a mistake in the program and thrown again. */
export function reasonOf(error: unknown): Reason {
  if (!(error instanceof MultihomedError)) throw error;
  return { code: error.code, text: error.message };
}
