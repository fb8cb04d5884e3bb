// What is wrong with a draft, and what is not wrong but may not be what is meant. Pure.
import type { Link, Service } from "../../../../../common/client/domain.ts";
import { PRIORITY_MAIN, PRIORITY_MAX, TABLE_DEFAULT, TABLE_LOCAL } from "../../../../../common/numbers.ts";
import { isTableNumber } from "../../../../../common/table-number.ts";
import { isAddress } from "./address.ts";
import type { Draft } from "./draft.ts";

/** The field, what is wrong, and with "table-taken" whose table it is. */
export interface Fault {
  readonly field: "table" | "priority" | "weight" | "mptcp" | "gateway";
  readonly code: "table-number" | "table-reserved" | "table-taken" | "priority" | "weight" | "mptcp" | "gateway";
  readonly by?: string;
}

/** "behind-main": the rules have no effect. "not-spread": a share counts only where balance is on. */
export type Hint = "behind-main" | "not-spread" | "other-gateway";

/** Shares are from 1 to this (option "weight" in dbus/org.multihomed1.Manager.xml). */
const WEIGHT_MAX = 256;

/** In the order of the fields. `others`: all links, also the one that the draft is of. */
export function faultsOf(draft: Draft, name: string, others: Iterable<Link>): Fault[] {
  const faults: Fault[] = [];
  const table = tableFault(draft, name, others);
  if (table !== undefined) faults.push(table);
  if (draft.balanced && !isWhole(draft.weight, 1, WEIGHT_MAX)) faults.push({ field: "weight", code: "weight" });
  if (!draft.automaticPriority && !isWhole(draft.priority, 1, PRIORITY_MAX)) {
    faults.push({ field: "priority", code: "priority" });
  }
  // The kernel takes an endpoint with one of them only.
  if (draft.mptcp.includes("signal") && draft.mptcp.includes("fullmesh"))
    faults.push({ field: "mptcp", code: "mptcp" });
  if (!draft.anyGateway && !isAddress(draft.gateway.trim())) faults.push({ field: "gateway", code: "gateway" });
  return faults;
}

export function hintsOf(draft: Draft, service: Service | undefined, gateways: readonly string[]): Set<Hint> {
  const hints = new Set<Hint>();
  const { balance } = service ?? {};
  if (draft.balanced && service !== undefined && balance === undefined) hints.add("not-spread");
  // A rule of balance stands in front of its priority.
  const first = Math.min(PRIORITY_MAIN, balance === undefined ? PRIORITY_MAIN : balance.priority - 1);
  const [number, automatic] = draft.automaticPriority ? [draft.table, draft.automaticTable] : [draft.priority, false];
  if (!automatic && isWhole(number, first, PRIORITY_MAX)) hints.add("behind-main");
  const gateway = draft.gateway.trim();
  if (!draft.anyGateway && gateways.length > 0 && isAddress(gateway) && !gateways.includes(gateway)) {
    hints.add("other-gateway");
  }
  return hints;
}

function tableFault(draft: Draft, name: string, others: Iterable<Link>): Fault | undefined {
  if (draft.automaticTable) return undefined;
  const field = "table";
  const table = Number(draft.table);
  if (isWhole(draft.table, TABLE_DEFAULT, TABLE_LOCAL)) return { field, code: "table-reserved" };
  if (!isWhole(draft.table, 1, Number.MAX_SAFE_INTEGER) || !isTableNumber(table))
    return { field, code: "table-number" };
  for (const other of others) {
    if (other.name !== name && other.assigned && other.table === table) {
      return { field, code: "table-taken", by: other.name };
    }
  }
  return undefined;
}

/** Whether a text is a whole number in this range, and nothing else. */
function isWhole(text: string, least: number, most: number): boolean {
  const digits = text.trim();
  return /^\d{1,16}$/.test(digits) && Number(digits) >= least && Number(digits) <= most;
}
