// Routes and rules in the syntax of ip(8), for plans and logs: what stands behind "ip route add" and "ip rule add".

import { eachAttribute, u32 } from "../netlink/message.ts";
import * as k from "../netlink/uapi.ts";
import { at32 } from "./bytes.ts";
import {
  inlineLegs,
  type Leg,
  type Route,
  routeAttribute,
  routeFamily,
  routeNexthopId,
  routePrefixLength,
  routeProtocol,
  routeType,
} from "./route.ts";
import { type Rule, ruleAttribute, ruleProtocol, ruleTable } from "./rule.ts";

/** The name of a link by its index. */
export type LinkName = (ifindex: number) => string;

/** include/uapi/linux/rtnetlink.h, RTN_*; unicast is not said. */
const TYPES = [
  "unspec",
  "",
  "local",
  "broadcast",
  "anycast",
  "multicast",
  "blackhole",
  "unreachable",
  "prohibit",
  "throw",
  "nat",
];
/** RTAX_* as ip(8) names them. */
const METRICS: Readonly<Record<number, string>> = {
  2: "mtu",
  3: "window",
  4: "rtt",
  5: "rttvar",
  6: "ssthresh",
  7: "cwnd",
  8: "advmss",
  9: "reordering",
  10: "hoplimit",
  11: "initcwnd",
  12: "features",
  13: "rto_min",
  14: "initrwnd",
  15: "quickack",
  17: "fastopen_no_cookie",
};
const PREFERENCES: Readonly<Record<number, string>> = { 1: "high", 3: "low" };

export function routeText(route: Route, table: number, linkName: LinkName): string {
  return inWords(route, inlineLegs(route), linkName, ["table", String(table), "proto", String(routeProtocol(route))]);
}

/** The same without table and protocol, for people who want to know where it leads: its legs are handed in. */
export const routeLine = (route: Route, legs: readonly Leg[], linkName: LinkName): string =>
  inWords(route, legs, linkName, []);

/**
 * A route of ours as "ip route show" lists it, in one line, with its table where one is given. Every one of IPv6, and no
 * other, says a preference: that tells the families of defaults apart.
 */
export function routeListed(route: Route, legs: readonly Leg[], linkName: LinkName, table?: number): string {
  const whose = [...(table === undefined ? [] : ["table", String(table)]), "proto", "multihomed"];
  return inWords(route, legs, linkName, whose, routeFamily(route) === k.AF_INET6 ? "medium" : undefined);
}

function inWords(
  route: Route,
  legs: readonly Leg[],
  linkName: LinkName,
  whose: readonly string[],
  usualPreference?: string,
): string {
  const family = routeFamily(route);
  const words = [TYPES[routeType(route)] ?? `type ${routeType(route)}`, prefixText(route)];
  const source = routeAttribute(route, k.RTA_SRC);
  if (source !== undefined) words.push("from", `${addressText(source)}/${route.charCodeAt(2)}`);
  const tos = route.charCodeAt(3);
  if (tos !== 0) words.push("tos", `0x${tos.toString(16)}`);
  const id = routeNexthopId(route);
  if (id !== undefined) words.push("nhid", String(id));
  const [leg] = legs;
  if (leg && legs.length === 1) words.push(legText(leg, linkName));
  words.push(...whose);
  const scope = route.charCodeAt(6);
  if (family === k.AF_INET && scope !== 0) words.push("scope", SCOPES[scope] ?? String(scope));
  const preferred = routeAttribute(route, k.RTA_PREFSRC);
  if (preferred !== undefined) words.push("src", addressText(preferred));
  const metric = routeAttribute(route, k.RTA_PRIORITY);
  if (metric !== undefined) words.push("metric", String(at32(metric, 0)));
  words.push(...metricsText(route));
  const preference = PREFERENCES[(routeAttribute(route, k.RTA_PREF) ?? "\0").charCodeAt(0)] ?? usualPreference;
  if (preference !== undefined) words.push("pref", preference);
  if (legs.length > 1)
    for (const each of legs) words.push("nexthop", legText(each, linkName), "weight", String(each.hops + 1));
  return words.filter((word) => word !== "").join(" ");
}

const SCOPES: Readonly<Record<number, string>> = { 200: "site", 253: "link", 254: "host", 255: "nowhere" };

function prefixText(route: Route): string {
  const length = routePrefixLength(route);
  const destination = routeAttribute(route, k.RTA_DST);
  if (length === 0 || destination === undefined) return "default";
  return length === destination.length * 8 ? addressText(destination) : `${addressText(destination)}/${length}`;
}

function legText({ ifindex, onlink, attributes }: Leg, linkName: LinkName): string {
  const words: string[] = [];
  const bytes = Buffer.from(attributes, "latin1");
  eachAttribute(bytes, 0, bytes.length, (type, from, to) => {
    if (type === k.RTA_GATEWAY) words.push("via", addressText(bytes.toString("latin1", from, to)));
    else if (type === k.RTA_VIA) words.push("via", "inet6", addressText(bytes.toString("latin1", from + 2, to)));
    else if (type === k.RTA_FLOW) words.push("realm", String(u32(bytes, from)));
    else if (type === k.RTA_ENCAP_TYPE) words.push("encap", ENCAPSULATIONS[u32(bytes, from) & 0xffff] ?? "other");
  });
  words.push("dev", linkName(ifindex));
  if (onlink) words.push("onlink");
  return words.join(" ");
}

/** LWTUNNEL_ENCAP_* of linux/lwtunnel.h. */
const ENCAPSULATIONS: Readonly<Record<number, string>> = {
  1: "mpls",
  2: "ip",
  3: "ila",
  4: "ip6",
  5: "seg6",
  6: "bpf",
  7: "seg6local",
  8: "rpl",
  9: "ioam6",
  10: "xfrm",
};

function metricsText(route: Route): string[] {
  const metrics = Buffer.from(routeAttribute(route, k.RTA_METRICS) ?? "", "latin1");
  const words: string[] = [];
  let locked = 0;
  eachAttribute(metrics, 0, metrics.length, (type, from) => {
    if (type === k.RTAX_LOCK) locked = u32(metrics, from);
  });
  eachAttribute(metrics, 0, metrics.length, (type, from, to) => {
    if (type === k.RTAX_LOCK) return;
    const value =
      type === RTAX_CC_ALGO ? metrics.toString("latin1", from, to).replace(/\0+$/, "") : String(u32(metrics, from));
    words.push(type === RTAX_CC_ALGO ? "congctl" : (METRICS[type] ?? `metric${type}`));
    if (locked & (1 << type)) words.push("lock");
    words.push(value);
  });
  return words;
}

const RTAX_CC_ALGO = 16;

export function ruleText(rule: Rule): string {
  const number = (type: number) => at32(ruleAttribute(rule, type) ?? "\0\0\0\0", 0);
  const prefix = (type: number, lengthAt: number) => {
    const address = ruleAttribute(rule, type);
    if (address === undefined) return "all";
    const length = rule.charCodeAt(lengthAt);
    return length === address.length * 8 ? addressText(address) : `${addressText(address)}/${length}`;
  };
  const words = ["from", prefix(k.FRA_SRC, 2)];
  if (ruleAttribute(rule, k.FRA_DST) !== undefined) words.push("to", prefix(k.FRA_DST, 1));
  if (ruleAttribute(rule, k.FRA_FWMARK) !== undefined) {
    words.push("fwmark", `${hexText(number(k.FRA_FWMARK))}/${hexText(number(k.FRA_FWMASK))}`);
  }
  words.push("lookup", String(ruleTable(rule)));
  if (ruleAttribute(rule, k.FRA_SUPPRESS_PREFIXLEN) !== undefined) {
    words.push("suppress_prefixlength", String(number(k.FRA_SUPPRESS_PREFIXLEN)));
  }
  words.push("priority", String(number(k.FRA_PRIORITY)), "protocol", String(ruleProtocol(rule)));
  return words.join(" ");
}

/** A mark as ip(8) prints it. */
export const hexText = (number: number): string => `0x${number.toString(16)}`;

/** "-4" or "-6", as ip(8) wants it where the rest does not tell. */
export const familyFlag = (object: Route | Rule): string => (object.charCodeAt(0) === k.AF_INET ? "-4" : "-6");

/** An address in network byte order, as latin1 bytes, in its usual form (RFC 5952). */
export function addressText(address: string): string {
  const byte = (at: number) => address.charCodeAt(at);
  if (address.length === 4) return [0, 1, 2, 3].map(byte).join(".");
  const groups = Array.from({ length: 8 }, (_, at) => ((byte(2 * at) << 8) | byte(2 * at + 1)).toString(16));
  const zeros = /(?:^|:)0(?::0)+(?=:|$)/g;
  let longest = "";
  for (const [run] of groups.join(":").matchAll(zeros)) if (count(run) > count(longest)) longest = run;
  if (longest === "") return groups.join(":");
  const [before = "", after = ""] = splitOnce(groups.join(":"), longest);
  return `${before}::${after.replace(/^:/, "")}`;
}

const count = (run: string): number => run.replace(/[^0]/g, "").length;

function splitOnce(text: string, part: string): [string, string] {
  const at = text.indexOf(part);
  return [text.slice(0, at), text.slice(at + part.length)];
}
