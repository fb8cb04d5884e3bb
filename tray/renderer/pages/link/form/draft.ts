// What is chosen in the form of a link and not applied yet: from the link to a draft, and from a draft to a request. Pure.
import type { AssignOptions, Link } from "../../../../../common/client/domain.ts";

/** Texts are as they were typed; a number or address counts only where the choice beside it says so. */
export interface Draft {
  readonly automaticTable: boolean;
  readonly table: string;
  /** The table's number. */
  readonly automaticPriority: boolean;
  readonly priority: string;
  /** Whether it takes part when connections are spread. */
  readonly balanced: boolean;
  readonly weight: string;
  readonly strict: boolean;
  readonly guard: boolean;
  readonly unassignedRoutes: string;
  /** Flags, also those that only a newer service knows; none: no Multipath TCP. */
  readonly mptcp: readonly string[];
  readonly anyGateway: boolean;
  readonly gateway: string;
}

export interface Request {
  readonly table: number | "auto";
  readonly options: AssignOptions;
}

/**
 * What is in force, as a draft that changes nothing. Of a link that is not assigned: everything automatic. Nobody tells
 * whether a table was chosen or allocated: the number stands as chosen, so that it stays when something else is changed.
 */
export function draftOf(link: Pick<Link, "assigned" | "table" | "priority" | "options" | "gateways">): Draft {
  const { assigned, table, options, gateways } = link;
  return {
    automaticTable: !assigned,
    table: assigned ? String(table) : "",
    automaticPriority: options.priority === undefined,
    priority: String(options.priority ?? (assigned ? link.priority : "")),
    balanced: options.weight !== undefined,
    weight: String(options.weight ?? 1),
    strict: options.strict ?? false,
    guard: options.guard ?? true,
    unassignedRoutes: options.unassignedRoutes ?? "include",
    mptcp: options.mptcp ?? [],
    anyGateway: options.gateway === undefined,
    gateway: options.gateway ?? gateways[0] ?? "",
  };
}

/** Of a draft without errors. What is as the service has it by default is not said. */
export function requestOf(draft: Draft, persist: boolean): Request {
  const { strict, guard, unassignedRoutes, mptcp } = draft;
  return {
    table: draft.automaticTable ? "auto" : Number(draft.table),
    options: {
      ...(!draft.automaticPriority && { priority: Number(draft.priority) }),
      ...(draft.balanced && { weight: Number(draft.weight) }),
      ...(strict && { strict }),
      ...(!guard && { guard }),
      ...(unassignedRoutes !== "include" && { unassignedRoutes }),
      ...(mptcp.length > 0 && { mptcp }),
      ...(!draft.anyGateway && { gateway: draft.gateway.trim() }),
      ...(!persist && { persist }),
    },
  };
}

/** Whether two drafts ask for something different. */
export const differs = (one: Draft, other: Draft): boolean => meaning(one) !== meaning(other);

/** How many of the options that stand further down are not as they are by default. */
export function unusual(draft: Draft): number {
  const { automaticPriority, strict, guard, unassignedRoutes, mptcp, anyGateway } = draft;
  return [!automaticPriority, strict, !guard, unassignedRoutes !== "include", mptcp.length > 0, !anyGateway].filter(
    Boolean,
  ).length;
}

/** Without what does not count. */
function meaning(draft: Draft): string {
  return JSON.stringify([
    draft.automaticTable || draft.table.trim(),
    draft.automaticPriority || draft.priority.trim(),
    draft.balanced && draft.weight.trim(),
    draft.strict,
    draft.guard,
    draft.unassignedRoutes,
    [...draft.mptcp].sort(),
    draft.anyGateway || draft.gateway.trim(),
  ]);
}
