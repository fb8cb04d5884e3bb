// Which rule led to the kernel's answer. The kernel does not say; its table is the truth that the rules are read by.
import * as k from "../netlink/uapi.ts";
import { type Rule, ruleAction, ruleAttribute, ruleTable } from "../view/rule.ts";
import { isByLink, matching, suppresses } from "./matching.ts";
import type { Packet } from "./packet.ts";

export interface WhichRule {
  /** Undefined where it cannot be told. */
  readonly rule: Rule | undefined;
  /** Where it cannot be told: those that it may be. */
  readonly candidates: readonly Rule[];
  /** Rules in front that take some of such packets elsewhere: by protocol, port, user and the like. */
  readonly conditional: readonly Rule[];
}

/** The rule by which a packet got to a route of this prefix length in this table. `rules`: all, in the kernel's order. */
export function whichRule(
  rules: readonly Rule[],
  packet: Packet,
  found: { readonly table: number; readonly prefixLength: number },
): WhichRule {
  const candidates: Rule[] = [];
  const conditional: Rule[] = [];
  for (const { rule, sure } of matching(rules, packet)) {
    const leads = leadsTo(rule, found);
    if (!leads) {
      if (!sure) conditional.push(rule);
    } else if (!sure || ruleAttribute(rule, k.FRA_SUPPRESS_IFGROUP) !== undefined) {
      candidates.push(rule);
    } else {
      if (candidates.length === 0) return { rule, candidates, conditional };
      candidates.push(rule);
      break;
    }
  }
  // If only one can have led there, it did.
  const [only, another] = candidates;
  return another === undefined
    ? { rule: only, candidates: [], conditional }
    : { rule: undefined, candidates, conditional };
}

const leadsTo = (rule: Rule, { table, prefixLength }: { table: number; prefixLength: number }): boolean =>
  ruleAction(rule) === k.FR_ACT_TO_TBL &&
  (isByLink(rule) || (ruleTable(rule) === table && !suppresses(rule, prefixLength)));
