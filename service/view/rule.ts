// A rule as the view keeps it and the planes decide about it: reading its canonical bytes, and making new ones.
import { attribute, bytes32 } from "../netlink/message.ts";
import type { Rule } from "../netlink/rule.ts";
import * as k from "../netlink/uapi.ts";
import { at32, canonicalAttribute } from "./bytes.ts";

export type { Rule } from "../netlink/rule.ts";

/**
 * `from SOURCE lookup TABLE` at a priority. `source` is an address in network byte order, as latin1 bytes. Made of
 * pieces: this is what a new address waits for, and it comes too seldom to be compiled.
 */
export function sourceRule(source: string, table: number, priority: number, protocol: number): Rule {
  const [header, source_, priority_, table_, protocol_] = source.length === 4 ? PIECES4 : PIECES6;
  const bytes = `${header}${source_}${source}${priority_}${bytes32(priority)}${table_}${bytes32(table)}${protocol_}`;
  return `${bytes}${String.fromCharCode(protocol)}\0\0\0` as Rule; // the attributes are ordered, as the type says
}

function pieces(family: k.Family, length: number): [string, string, string, string, string] {
  const headOf = (type: number, size: number) => attribute(type, "\0".repeat(size)).slice(0, 4);
  return [
    String.fromCharCode(family, 0, length * 8, 0, 0, 0, 0, k.FR_ACT_TO_TBL) + bytes32(0),
    headOf(k.FRA_SRC, length),
    headOf(k.FRA_PRIORITY, 4),
    headOf(k.FRA_TABLE, 4),
    headOf(k.FRA_PROTOCOL, 1),
  ];
}

const PIECES4 = pieces(k.AF_INET, 4);
const PIECES6 = pieces(k.AF_INET6, 16);

export const ruleFamily = (rule: Rule): number => rule.charCodeAt(0);
export const ruleAttribute: (rule: Rule, wanted: number) => string | undefined = canonicalAttribute;
export const ruleProtocol = (rule: Rule): number => (ruleAttribute(rule, k.FRA_PROTOCOL) ?? "\0").charCodeAt(0);

/** The source prefix's address as latin1 bytes. */
export const ruleSource = (rule: Rule): string | undefined => ruleAttribute(rule, k.FRA_SRC);

export const ruleTable = (rule: Rule): number => at32(ruleAttribute(rule, k.FRA_TABLE) ?? "\0\0\0\0", 0);
