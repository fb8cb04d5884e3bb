// A rule as the view keeps it and the planes decide about it: reading its canonical bytes, and making new ones.
import { TABLE_MAIN } from "../../common/numbers.ts";
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

export interface RuleParts {
  readonly family: k.Family;
  readonly table: number;
  readonly priority: number;
  readonly protocol: number;
  /** An address in network order, latin1 bytes. */
  readonly source?: string;
  /** Packets whose mark is `mark` in the bits of `mask`. */
  readonly mark?: number;
  readonly mask?: number;
  /** The table's routes with a prefix of at most this length count as absent. */
  readonly suppressPrefixLength?: number;
}

/** Any rule that leads to a table, as the kernel tells it back. */
export function tableRule(parts: RuleParts): Rule {
  const { family, table, priority, protocol, source = "", mark, mask, suppressPrefixLength } = parts;
  // Tables below 256 stand in the header too, which the canonical form leaves empty.
  const header = String.fromCharCode(family, 0, source.length * 8, 0, 0, 0, 0, k.FR_ACT_TO_TBL) + bytes32(0);
  const number = (type: number, value: number | undefined) =>
    value === undefined ? "" : attribute(type, bytes32(value));
  const attributes = [
    source === "" ? "" : attribute(k.FRA_SRC, source),
    number(k.FRA_PRIORITY, priority),
    number(k.FRA_FWMARK, mark),
    number(k.FRA_SUPPRESS_PREFIXLEN, suppressPrefixLength),
    number(k.FRA_TABLE, table),
    number(k.FRA_FWMASK, mask),
    attribute(k.FRA_PROTOCOL, String.fromCharCode(protocol)),
  ];
  return (header + attributes.join("")) as Rule; // ordered by type
}

export const ruleFamily = (rule: Rule): number => rule.charCodeAt(0);
export const ruleAttribute: (rule: Rule, wanted: number) => string | undefined = canonicalAttribute;
export const ruleProtocol = (rule: Rule): number => (ruleAttribute(rule, k.FRA_PROTOCOL) ?? "\0").charCodeAt(0);

/** The source prefix's address as latin1 bytes. */
export const ruleSource = (rule: Rule): string | undefined => ruleAttribute(rule, k.FRA_SRC);

export const ruleTable = (rule: Rule): number => at32(ruleAttribute(rule, k.FRA_TABLE) ?? "\0\0\0\0", 0);

/** The value of an attribute of 32 bits; undefined where the rule has none. */
export function ruleNumber(rule: Rule, wanted: number): number | undefined {
  const payload = ruleAttribute(rule, wanted);
  return payload === undefined ? undefined : at32(payload, 0);
}

export const rulePriority = (rule: Rule): number => ruleNumber(rule, k.FRA_PRIORITY) ?? 0;

/** Type of service, 0 for any. */
export const ruleTos = (rule: Rule): number => rule.charCodeAt(3);

/** FR_ACT_*: what becomes of packets that it selects. */
export const ruleAction = (rule: Rule): number => rule.charCodeAt(7);

/** FIB_RULE_*. */
export const ruleFlags = (rule: Rule): number => at32(rule, 8);

/**
 * Which rules of ours are whose, by their shape. Those that pick packets by their mark are the gateway's; those that pick
 * them by their source, and lead to another table than main, are uplinks'; all others are balance's.
 */
export const isMarkRule = (rule: Rule): boolean => ruleAttribute(rule, k.FRA_FWMARK) !== undefined;
export const isSourceRule = (rule: Rule): boolean =>
  !isMarkRule(rule) && ruleSource(rule) !== undefined && ruleTable(rule) !== TABLE_MAIN;
