// How the service as a whole stands: its own troubles, and those of all uplinks.
import { TABLE_MAIN } from "../../common/numbers.ts";
import type { Uplinks } from "../planes/uplinks.ts";
import { linkProblems } from "./link-status.ts";
import type { Problem } from "./problems.ts";

export type ServiceState = "starting" | "converged" | "reconciling" | "degraded";

/** A trouble of one interface, or of the service itself (interface ""). */
export interface ServiceProblem {
  readonly interface: string;
  readonly code: Problem["code"] | "configuration" | "state";
  readonly text: string;
}

/** What can trouble the service itself, and the code that people are told. */
const OWN_TROUBLES = { reload: "configuration", overruled: "configuration", state: "state" } as const;
export type OwnTrouble = keyof typeof OWN_TROUBLES;

/** So many problems are told; of the others only the number. */
const TOLD = 256;

/** `own`: the service's troubles, in words; `happened`: what troubles the uplink of a table. */
export function serviceProblems(
  own: ReadonlyMap<OwnTrouble, string>,
  uplinks: Uplinks,
  happened: (table: number) => readonly Problem[],
): readonly ServiceProblem[] {
  const problems: ServiceProblem[] = [...own].map(([trouble, text]) => {
    return { interface: "", code: OWN_TROUBLES[trouble], text };
  });
  for (const uplink of uplinks.all) {
    for (const problem of linkProblems(uplink, happened(uplink.table))) {
      problems.push({ interface: uplink.interface, ...problem });
    }
  }
  for (const table of serviceTables(uplinks)) {
    for (const problem of happened(table)) problems.push({ interface: "", ...problem });
  }
  const more = problems.length - TOLD;
  if (more <= 0) return problems;
  return [...problems.slice(0, TOLD), { interface: "", code: "kernel-refused", text: `${more} more` }];
}

/** Those that are no uplink's, but what is for the host as a whole is told of: see operationTable. */
export const serviceTables = ({ balance }: Uplinks): ReadonlySet<number> =>
  new Set([0, TABLE_MAIN, ...(balance === undefined ? [] : [balance.table])]);
