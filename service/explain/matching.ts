// Whether a rule selects a packet, as fib_rule_match (net/core/fib_rules.c) and fib4_rule_match, fib6_rule_match decide.
import * as k from "../netlink/uapi.ts";
import { isInPrefix } from "../view/address.ts";
import { type Rule, ruleAction, ruleAttribute, ruleFlags, ruleNumber, rulePriority, ruleTos } from "../view/rule.ts";
import type { Packet } from "./packet.ts";

/** "perhaps": the rule also selects by what nobody said of the packet: its protocol, its ports, its user … */
export type Matches = "yes" | "no" | "perhaps";

export function ruleMatches(rule: Rule, packet: Packet): Matches {
  const isInverted = (ruleFlags(rule) & k.FIB_RULE_INVERT) !== 0;
  if (!matchesWhatIsKnown(rule, packet)) return isInverted ? "yes" : "no";
  if (ruleTos(rule) !== 0 || UNKNOWN.some((type) => ruleAttribute(rule, type) !== undefined)) return "perhaps";
  return isInverted ? "no" : "yes";
}

/** What a packet may differ in that is otherwise the one that was asked about. */
const UNKNOWN = [
  k.FRA_TUN_ID,
  k.FRA_L3MDEV,
  k.FRA_UID_RANGE,
  k.FRA_IP_PROTO,
  k.FRA_SPORT_RANGE,
  k.FRA_DPORT_RANGE,
  k.FRA_DSCP,
  k.FRA_FLOWLABEL,
];

function matchesWhatIsKnown(rule: Rule, { family, source, destination, arrivesBy, mark }: Packet): boolean {
  const sourceLength = rule.charCodeAt(2);
  // IPv4 looks an unbound packet up with the source 0.0.0.0, IPv6 says that it has none.
  const from = source ?? (family === k.AF_INET ? "\0\0\0\0" : undefined);
  if (sourceLength > 0 && (from === undefined || !isIn(from, rule, k.FRA_SRC, sourceLength))) return false;
  if (!isIn(destination, rule, k.FRA_DST, rule.charCodeAt(1))) return false;
  const mask = ruleNumber(rule, k.FRA_FWMASK) ?? 0;
  if (((mark ^ (ruleNumber(rule, k.FRA_FWMARK) ?? 0)) & mask) !== 0) return false;
  const iif = ruleAttribute(rule, k.FRA_IIFNAME);
  if (iif !== undefined && nameOf(iif) !== arrivesBy) return false;
  // Which link a program is bound to (SO_BINDTODEVICE) is part of no question here.
  return ruleAttribute(rule, k.FRA_OIFNAME) === undefined;
}

const nameOf = (payload: string): string => payload.replace(/\0.*$/s, "");

const isIn = (address: string, rule: Rule, type: number, length: number): boolean =>
  isInPrefix(address, ruleAttribute(rule, type) ?? "\0".repeat(address.length), length);

/** Whether a route of this prefix length counts as absent for a rule. */
export function suppresses(rule: Rule, prefixLength: number): boolean {
  const length = ruleNumber(rule, k.FRA_SUPPRESS_PREFIXLEN);
  return length !== undefined && prefixLength <= length;
}

/** Whether a rule leads to no table of its own: where its packets come in or leave decides (VRF). */
export const isByLink = (rule: Rule): boolean => ruleAttribute(rule, k.FRA_L3MDEV) !== undefined;

export interface Match {
  readonly rule: Rule;
  /** Whether it selects every such packet. */
  readonly sure: boolean;
}

/** The rules that select a packet, in the order in which the kernel asks them, which is that of `rules`. */
export function* matching(rules: readonly Rule[], packet: Packet): Generator<Match> {
  for (let at = 0; at < rules.length; at++) {
    const rule = rules[at];
    if (rule === undefined) return;
    const matches = ruleMatches(rule, packet);
    const action = ruleAction(rule);
    if (matches === "no" || action === k.FR_ACT_NOP) continue;
    if (action !== k.FR_ACT_GOTO || matches === "perhaps") {
      yield { rule, sure: matches === "yes" };
      continue;
    }
    const target = ruleNumber(rule, k.FRA_GOTO);
    const there = rules.findIndex((other, behind) => behind > at && rulePriority(other) === target);
    if (there > at) at = there - 1; // without a target it is passed over
  }
}
