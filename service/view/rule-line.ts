// A rule as "ip rule" lists it, with everything that it selects by: also rules that are not ours.
import { TABLE_DEFAULT, TABLE_LOCAL, TABLE_MAIN } from "../../common/numbers.ts";
import * as k from "../netlink/uapi.ts";
import { at16, at32 } from "./bytes.ts";
import {
  type Rule,
  ruleAction,
  ruleAttribute,
  ruleFlags,
  ruleNumber,
  rulePriority,
  ruleTable,
  ruleTos,
} from "./rule.ts";
import { addressText } from "./text.ts";

/** "2000: from 10.1.0.2 lookup 2000", in the order of iproute2's print_rule; without who made it. */
export function ruleLine(rule: Rule): string {
  const words = [`${rulePriority(rule)}:`];
  if (ruleFlags(rule) & k.FIB_RULE_INVERT) words.push("not");
  words.push("from", prefixText(rule, k.FRA_SRC, SRC_LENGTH_AT));
  const hasDestination = ruleAttribute(rule, k.FRA_DST) !== undefined || rule.charCodeAt(DST_LENGTH_AT) > 0;
  if (hasDestination) words.push("to", prefixText(rule, k.FRA_DST, DST_LENGTH_AT));
  const tos = ruleTos(rule);
  if (tos !== 0) words.push("tos", hex(tos));
  words.push(...markWords(rule));
  for (const [type, word, text] of SELECTORS) {
    const payload = ruleAttribute(rule, type);
    if (payload !== undefined) words.push(word, text(payload));
    if (ruleFlags(rule) & (DETACHED[type] ?? 0)) words.push("[detached]");
  }
  return [...words, ...actionWords(rule)].join(" ");
}

/** "main" and the like for the tables that the kernel names itself. */
export const tableName = (table: number): string => TABLES[table] ?? String(table);

const TABLES: Readonly<Record<number, string>> = {
  [TABLE_DEFAULT]: "default",
  [TABLE_MAIN]: "main",
  [TABLE_LOCAL]: "local",
};

/** struct fib_rule_hdr. */
const [DST_LENGTH_AT, SRC_LENGTH_AT] = [1, 2];

const hex = (number: number): string => (number === 0 ? "0" : `0x${number.toString(16)}`);
const byte = (payload: string): string => String(payload.charCodeAt(0));
const name = (payload: string): string => payload.replace(/\0.*$/s, "");

/** struct fib_rule_port_range. */
function ports(payload: string): string {
  const [first, last] = [at16(payload, 0), at16(payload, 2)];
  return first === last ? String(first) : `${first}-${last}`;
}

/** What else a packet is selected by. */
const SELECTORS: readonly (readonly [type: number, word: string, text: (payload: string) => string])[] = [
  [k.FRA_IIFNAME, "iif", name],
  [k.FRA_OIFNAME, "oif", name],
  [k.FRA_L3MDEV, "lookup", () => "[l3mdev-table]"],
  [k.FRA_UID_RANGE, "uidrange", (payload) => `${at32(payload, 0)}-${at32(payload, 4)}`],
  [k.FRA_IP_PROTO, "ipproto", (payload) => PROTOCOLS[payload.charCodeAt(0)] ?? byte(payload)],
  [k.FRA_SPORT_RANGE, "sport", ports],
  [k.FRA_DPORT_RANGE, "dport", ports],
  [k.FRA_DSCP, "dscp", byte],
  // Both in network byte order.
  [k.FRA_TUN_ID, "tun_id", (payload) => String(Buffer.from(payload, "latin1").readBigUInt64BE(0))],
  [k.FRA_FLOWLABEL, "flowlabel", (payload) => hex(Buffer.from(payload, "latin1").readUInt32BE(0))],
];

/** Of a link that is not there. */
const DETACHED: Readonly<Record<number, number>> = {
  [k.FRA_IIFNAME]: k.FIB_RULE_IIF_DETACHED,
  [k.FRA_OIFNAME]: k.FIB_RULE_OIF_DETACHED,
};

/** Of those that rules are made for; ip(8) reads /etc/protocols. */
const PROTOCOLS: Readonly<Record<number, string>> = { 1: "icmp", 6: "tcp", 17: "udp", 58: "ipv6-icmp", 132: "sctp" };

function markWords(rule: Rule): string[] {
  const [mark, mask] = [ruleNumber(rule, k.FRA_FWMARK), ruleNumber(rule, k.FRA_FWMASK)];
  if (mark === undefined && mask === undefined) return [];
  const whole = mask === undefined || mask === 0xffffffff;
  return ["fwmark", whole ? hex(mark ?? 0) : `${hex(mark ?? 0)}/${hex(mask)}`];
}

function actionWords(rule: Rule): string[] {
  const action = ruleAction(rule);
  if (action === k.FR_ACT_GOTO) {
    const target = ["goto", String(ruleNumber(rule, k.FRA_GOTO) ?? "none")];
    return ruleFlags(rule) & k.FIB_RULE_UNRESOLVED ? [...target, "[unresolved]"] : target;
  }
  if (action === k.FR_ACT_NOP) return ["nop"];
  if (action !== k.FR_ACT_TO_TBL) return [ACTIONS[action] ?? `action ${action}`];
  const words: string[] = [];
  if (ruleTable(rule) !== 0) words.push("lookup", tableName(ruleTable(rule)));
  const length = ruleNumber(rule, k.FRA_SUPPRESS_PREFIXLEN);
  if (length !== undefined) words.push("suppress_prefixlength", String(length));
  const group = ruleNumber(rule, k.FRA_SUPPRESS_IFGROUP);
  if (group !== undefined) words.push("suppress_ifgroup", String(group));
  return words;
}

const ACTIONS: Readonly<Record<number, string>> = {
  [k.FR_ACT_BLACKHOLE]: "blackhole",
  [k.FR_ACT_UNREACHABLE]: "unreachable",
  [k.FR_ACT_PROHIBIT]: "prohibit",
};

function prefixText(rule: Rule, type: number, lengthAt: number): string {
  const length = rule.charCodeAt(lengthAt);
  const address = ruleAttribute(rule, type);
  if (address === undefined) return length === 0 ? "all" : `0/${length}`;
  return length === address.length * 8 ? addressText(address) : `${addressText(address)}/${length}`;
}
