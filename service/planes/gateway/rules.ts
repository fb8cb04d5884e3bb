// The rules that lead marked packets to the table of their uplink: which are wanted, and what differs. Pure.
import { PRIORITY_MARKS, PROTOCOL_MULTIHOMED } from "../../../common/numbers.ts";
import type { RuleOperation } from "../../view/operation.ts";
import { isMarkRule, type Rule, ruleTable, tableRule } from "../../view/rule.ts";
import { FAMILIES, type View } from "../../view/view.ts";
import type { Key } from "../plane.ts";
import { concerns, type Uplink, type Uplinks } from "../uplinks.ts";
import { marksOf } from "./marks.ts";

/** One rule of ours that picks packets by their mark. */
export class MarkRule implements Key {
  readonly id: string;
  readonly large = false;

  constructor(readonly rule: Rule) {
    this.id = `mark rule ${rule}`;
  }

  /** Once in the kernel if it is wanted, and not at all otherwise. */
  plan(uplinks: Uplinks, view: View): RuleOperation[] {
    const { rule } = this;
    const there = view.rules.get(rule) ?? 0;
    const wanted = isWanted(rule, uplinks) ? 1 : 0;
    if (there < wanted) return [{ kind: "rule", verb: "add", rule }];
    return Array.from({ length: there - wanted }, () => ({ kind: "rule", verb: "delete", rule }));
  }
}

/** Without a link an uplink's table is empty, and no rule leads there. */
function isWanted(rule: Rule, uplinks: Uplinks): boolean {
  const uplink = uplinks.byTable.get(ruleTable(rule));
  return uplink?.link !== undefined && rulesOf(uplink, uplinks).includes(rule);
}

/** Those of an uplink, while it has a link: one for each family. */
export function rulesOf(uplink: Uplink, uplinks: Uplinks): Rule[] {
  const { mask, byTable } = marksOf(uplinks);
  const { table } = uplink;
  const mark = byTable.get(table);
  if (mark === undefined) return [];
  return FAMILIES.filter((family) => concerns(uplink, family)).map((family) =>
    tableRule({ family, table, priority: PRIORITY_MARKS, protocol: PROTOCOL_MULTIHOMED, mark, mask }),
  );
}

/** Those that are wanted of all uplinks, and what is there. */
export function* everyMarkRule(uplinks: Uplinks, view: View): Generator<MarkRule> {
  for (const uplink of uplinks.all) for (const rule of rulesOf(uplink, uplinks)) yield new MarkRule(rule);
  for (const rule of view.rules.keys()) if (isMarkRule(rule)) yield new MarkRule(rule);
}
