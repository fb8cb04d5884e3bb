// What the routing plane would do, as data and as text.
import { commandText } from "../../../../common/command-text.ts";
import type { Assignment } from "../../../../service/config/assignments.ts";
import type { Key } from "../../../../service/planes/plane.ts";
import { PAUSE } from "../../../../service/planes/plane.ts";
import { routing } from "../../../../service/planes/routing/index.ts";
import { joinUplinks } from "../../../../service/planes/uplinks.ts";
import type { Change } from "../../../../service/view/change.ts";
import type { Operation } from "../../../../service/view/operation.ts";
import { operationText as inWords } from "../../../../service/view/operation-text.ts";
import { familyFlag, routeText, ruleText } from "../../../../service/view/text.ts";
import type { View } from "../../../../service/view/view.ts";

/** The operations for these keys, from the view as it is. */
export function planKeys(keys: Iterable<Key>, assignments: readonly Assignment[], view: View): Operation[] {
  const uplinks = joinUplinks(assignments, view);
  return [...keys].flatMap((key) => [...key.plan(uplinks, view)].filter((operation) => operation !== PAUSE));
}

export function touchedBy(change: Change, assignments: readonly Assignment[], view: View): Key[] {
  return [...routing.touched(change, joinUplinks(assignments, view), view)];
}

/** Everything that is to be done. */
export const planAll = (assignments: readonly Assignment[], view: View): Operation[] =>
  planKeys(touchedBy({ kind: "all" }, assignments, view), assignments, view);

/** "route add 192.0.2.0/24 dev eth0 table 1000 …"; IPv6 is said where it does not show. */
export function operationText(operation: Operation, view: View): string {
  if (operation.kind === "rule") return `rule ${operation.verb} ${ruleText(operation.rule)}`;
  const name = (ifindex: number) => (ifindex === 1 ? "lo" : (view.links.get(ifindex)?.name ?? `if${ifindex}`));
  if (operation.kind !== "route") return commandText(inWords(operation, name));
  const { verb, route, table, expiry } = operation;
  const text = routeText(route, table, name) + (expiry === undefined ? "" : ` expires ${expiry / 1000}`);
  return `route ${verb} ${/:/.test(text) || familyFlag(route) === "-4" ? "" : "-6 "}${text}`;
}
