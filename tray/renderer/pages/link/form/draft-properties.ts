// What every option of the form is handed.
import type { Link } from "../../../../../common/client/domain.ts";
import type { Fault, hintsOf } from "./checks.ts";
import type { Drafting } from "./use-draft.ts";

export interface DraftProperties {
  readonly link: Link;
  readonly drafting: Drafting;
  /** What is wrong, as far as it is to be said already. */
  readonly faults: readonly Fault[];
  readonly hints: ReturnType<typeof hintsOf>;
  /** A field of the draft was left: what is wrong with it may be said. */
  onLeave(field: Fault["field"]): void;
}
