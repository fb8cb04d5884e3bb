// What one click can do about a problem of a link: assigning it otherwise. Pure.
import type { Link, UplinkOptions } from "../../../../common/client/domain.ts";

export interface Remedy {
  /** What it does, by its name in the words. */
  readonly does: "automatic-table" | "automatic-priority" | "no-weight" | "no-mptcp";
  readonly table: number | "auto";
  readonly options: UplinkOptions;
}

/** Undefined where there is none. All that the problem does not concern stays as it is. */
export function remedyFor(code: string, { assigned, table, options }: Link): Remedy | undefined {
  // Where a link is several uplinks, an assignment would take the place of all.
  if (!assigned || options.gateway !== undefined) return undefined;
  const { priority: _priority, ...anyPriority } = options;
  const { weight, ...noWeight } = options;
  const { mptcp = [], ...noMptcp } = options;
  switch (code) {
    case "table-shared":
      return { does: "automatic-table", table: "auto", options };
    case "behind-main":
      return { does: "automatic-priority", table: "auto", options: anyPriority };
    case "not-balanced":
      return weight === undefined ? undefined : { does: "no-weight", table, options: noWeight };
    case "no-mptcp":
    case "endpoint-taken":
      return mptcp.length === 0 ? undefined : { does: "no-mptcp", table, options: noMptcp };
    default:
      return undefined;
  }
}
