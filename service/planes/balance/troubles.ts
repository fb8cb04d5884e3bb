// What of balance is not as it was asked for, in words: nothing that this program could do about it. Pure.
import { PRIORITY_MAIN } from "../../../common/numbers.ts";
import { AF_INET, FAMILIES, type View } from "../../view/view.ts";
import type { Trouble } from "../plane.ts";
import type { Uplinks } from "../uplinks.ts";
import { candidates, holdsOthers, unfit } from "./members.ts";

export function* balanceTroubles(uplinks: Uplinks, view: View): Generator<Trouble> {
  const { balance, all } = uplinks;
  if (balance === undefined) return;
  for (const family of FAMILIES) {
    const version = family === AF_INET ? 4 : 6;
    if (holdsOthers(balance.table, family, view)) {
      const show = `ip -${version} route show table ${balance.table}`;
      const text = `IPv${version} is not balanced: table ${balance.table} holds routes that are not ours: ${show}`;
      yield { table: balance.table, code: "table-shared", text };
      continue;
    }
    for (const member of candidates(family, uplinks, view)) {
      const why = unfit(member, uplinks, view);
      if (why === undefined) continue;
      yield {
        table: member.uplink.table,
        code: "not-balanced",
        text: `takes no part in balance of IPv${version}: ${why}`,
      };
    }
  }
  const first = balance.priority - 1;
  for (const { table, priority } of all) {
    if (priority < first || priority >= PRIORITY_MAIN) continue; // behind that, balance or not: see the link's status
    const text = `priority ${priority} stands behind the rules of balance (from ${first} on), which answer first`;
    yield { table, code: "behind-main", text };
  }
}
