// The difference between the rule that is wanted of an address and what is there. Where an address becomes another
// uplink's of the same link, its packets always have a rule: the old one goes with the coming of the new one.
import type { RuleOperation } from "../../view/operation.ts";
import { type Rule, ruleSource, ruleTable } from "../../view/rule.ts";
import type { View } from "../../view/view.ts";
import { isSourceOf, ruleFor } from "../sources.ts";
import type { Uplink, Uplinks } from "../uplinks.ts";
import { isDesiredRule } from "./desired.ts";

/**
 * What would make the kernel have this rule of ours once if it is wanted, and not at all otherwise. A batch may end between
 * two operations, and addresses come and go meanwhile: what has become the only one of a wanted rule is not deleted.
 */
export function* planRule(rule: Rule, uplinks: Uplinks, view: View): Generator<RuleOperation> {
  for (const operation of decided(rule, uplinks, view)) {
    if (operation.verb === "add" || !isNeeded(operation.rule, uplinks, view)) yield operation;
  }
}

function isNeeded(rule: Rule, uplinks: Uplinks, view: View): boolean {
  const uplink = uplinks.byTable.get(ruleTable(rule));
  return uplink !== undefined && view.rules.get(rule) === 1 && isDesiredRule(rule, uplink, uplinks, view);
}

function decided(rule: Rule, uplinks: Uplinks, view: View): RuleOperation[] {
  const there = view.rules.get(rule) ?? 0;
  const uplink = uplinks.byTable.get(ruleTable(rule));
  if (uplink !== undefined && isDesiredRule(rule, uplink, uplinks, view)) {
    if (there > 0) return deletions(rule, there - 1);
    return [{ kind: "rule", verb: "add", rule }, ...succeeded(rule, uplink, uplinks, view)];
  }
  return uplink !== undefined && isAwaited(rule, uplink, uplinks, view) ? [] : deletions(rule, there);
}

const deletions = (rule: Rule, count: number): RuleOperation[] =>
  Array.from({ length: count }, () => ({ kind: "rule", verb: "delete", rule }));

/** The rules in whose place this one comes: its address was another's of the uplinks on its link. */
function succeeded(rule: Rule, uplink: Uplink, uplinks: Uplinks, view: View): RuleOperation[] {
  const source = ruleSource(rule);
  if (source === undefined || heir(source, uplink, uplinks, view) !== uplink) return [];
  return onItsLink(uplink, uplinks).flatMap((other) => {
    const old = ruleFor(other, source);
    return isDesiredRule(old, other, uplinks, view) ? [] : deletions(old, view.rules.get(old) ?? 0);
  });
}

/** Whether a rule has to stay until the uplink whose its address is now has its own in place. */
function isAwaited(rule: Rule, uplink: Uplink, uplinks: Uplinks, view: View): boolean {
  const source = ruleSource(rule);
  if (source === undefined || ruleFor(uplink, source) !== rule) return false;
  const its = heir(source, uplink, uplinks, view);
  return its !== undefined && !view.rules.has(ruleFor(its, source));
}

/** The uplink on the same link whose an address is now. */
const heir = (source: string, uplink: Uplink, uplinks: Uplinks, view: View): Uplink | undefined =>
  onItsLink(uplink, uplinks).find((other) => isSourceOf(other, source, uplinks, view));

const onItsLink = ({ interface: name }: Uplink, { onLink }: Uplinks): readonly Uplink[] => onLink.get(name) ?? [];
