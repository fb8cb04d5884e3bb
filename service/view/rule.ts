// A rule as the view keeps it and the planes decide about it: reading its canonical bytes, and making new ones.
import { attribute, bytes32, eachAttribute } from "../netlink/message.ts";
import { joinRule, type Rule } from "../netlink/rule.ts";
import * as k from "../netlink/uapi.ts";
import { at32 } from "./route.ts";

export type { Rule } from "../netlink/rule.ts";

/** `from SOURCE lookup TABLE` at a priority. `source` is an address in network byte order, as latin1 bytes. */
export function sourceRule(source: string, table: number, priority: number, protocol: number): Rule {
  const family = source.length === 4 ? k.AF_INET : k.AF_INET6;
  const header = String.fromCharCode(family, 0, source.length * 8, 0, 0, 0, 0, k.FR_ACT_TO_TBL) + bytes32(0);
  return joinRule(header, [
    [k.FRA_SRC, attribute(k.FRA_SRC, source)],
    [k.FRA_PRIORITY, attribute(k.FRA_PRIORITY, bytes32(priority))],
    [k.FRA_TABLE, attribute(k.FRA_TABLE, bytes32(table))],
    [k.FRA_PROTOCOL, attribute(k.FRA_PROTOCOL, String.fromCharCode(protocol))],
  ]);
}

export function ruleAttribute(rule: Rule, wanted: number): string | undefined {
  let found: string | undefined;
  const bytes = Buffer.from(rule, "latin1");
  eachAttribute(bytes, k.FIB_RULE_HEADER, bytes.length, (type, from, to) => {
    if (type === wanted) found = bytes.toString("latin1", from, to);
  });
  return found;
}

export const ruleFamily = (rule: Rule): number => rule.charCodeAt(0);
export const ruleProtocol = (rule: Rule): number => (ruleAttribute(rule, k.FRA_PROTOCOL) ?? "\0").charCodeAt(0);

/** The source prefix's address as latin1 bytes. */
export const ruleSource = (rule: Rule): string | undefined => ruleAttribute(rule, k.FRA_SRC);

export function ruleTable(rule: Rule): number {
  const table = ruleAttribute(rule, k.FRA_TABLE);
  return table === undefined ? 0 : at32(table, 0);
}
