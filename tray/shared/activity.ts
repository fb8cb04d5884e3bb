// One line of the history: what became of a link or of the service, and what was changed in the kernel for it.
import type { AppliedOperation, LinkState, ServiceState } from "../../common/client/domain.ts";
import type { Reach } from "../../common/client/reach.ts";

export type Activity = {
  /** Counts up, so that a window knows what it has already. */
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
} & (
  | { readonly kind: "applied"; readonly operations: readonly AppliedOperation[] }
  | { readonly kind: "link"; readonly name: string; readonly changes: readonly LinkChange[] }
  | { readonly kind: "service"; readonly state: ServiceState }
  | { readonly kind: "reach"; readonly reach: Reach }
);

/** What is different of a link; a reason for what was applied. */
export type LinkChange =
  | { readonly what: "appeared" | "disappeared" | "released" }
  | { readonly what: "assigned"; readonly table: number }
  | { readonly what: "state"; readonly from: LinkState; readonly to: LinkState }
  | { readonly what: "address" | "gateway"; readonly gained: readonly string[]; readonly lost: readonly string[] }
  | { readonly what: "problem"; readonly code: string; readonly text: string }
  | { readonly what: "solved"; readonly code: string };
