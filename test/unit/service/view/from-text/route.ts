// A route in the syntax of "ip route add", as the message in which a kernel would tell of it.
import { attribute, bytes16, bytes32 } from "../../../../../service/netlink/message.ts";
import { type DecodedRoute, decodeRoute } from "../../../../../service/netlink/route.ts";
import * as k from "../../../../../service/netlink/uapi.ts";
import { addressBytes, prefixOf } from "./address.ts";
import { Words } from "./words.ts";

/** Link numbers by name. */
export type LinkIndex = (name: string) => number;

const TYPES = [
  "",
  "unicast",
  "local",
  "broadcast",
  "anycast",
  "multicast",
  "blackhole",
  "unreachable",
  "prohibit",
  "throw",
];
const PREFERENCES: Readonly<Record<string, string>> = { medium: "\0", high: "\x01", low: "\x03" };
const PROTOCOL_BOOT = 3;
const SCOPE_LINK = 253;
const METRIC_IPV6 = 1024;
const LOOPBACK = 1;

/** One next hop: its flags, link and attributes. */
interface Hop {
  flags: number;
  ifindex: number | undefined;
  attributes: [number, string][];
  weight: number;
}

/** As the view would have it. "-6" in front where the family does not show. */
export function routeOf(line: string, linkIndex: LinkIndex): DecodedRoute {
  const b = Buffer.from(routePayload(line, linkIndex), "latin1");
  const decoded = decodeRoute(b, 0, b.length);
  if (decoded === undefined) throw new Error(`not a route: ${line}`);
  return decoded;
}

/** The payload of RTM_NEWROUTE. */
export function routePayload(line: string, linkIndex: LinkIndex): string {
  const words = new Words(line);
  let family = words.skip("-6") ? k.AF_INET6 : k.AF_INET;
  const type = Math.max(TYPES.indexOf(words.peek ?? ""), 0) || k.RTN_UNICAST;
  if (type !== k.RTN_UNICAST) words.next();
  const attributes: [number, string][] = [];
  let length = 0;
  if (!words.skip("default")) {
    const destination = prefixOf(words.next());
    length = destination.length;
    if (destination.bytes.length === 16) family = k.AF_INET6;
    if (length > 0) attributes.push([k.RTA_DST, destination.bytes]);
  }
  const isReject = type >= k.RTN_BLACKHOLE;
  const hops: Hop[] = [];
  const single = newHop();
  let table = 254;
  let tos = 0;
  let sourceLength = 0;
  let protocol = PROTOCOL_BOOT;
  let metric = family === k.AF_INET6 ? METRIC_IPV6 : 0;
  let scope: number | undefined;
  let preference = "medium";
  let byObject = false;
  while (!words.done) {
    if (readHop(words, single, linkIndex)) continue;
    if (words.skip("nexthop")) {
      const hop = newHop();
      while (readHop(words, hop, linkIndex) || readWeight(words, hop)) {}
      hops.push(hop);
    } else if (words.skip("table")) table = words.number();
    else if (words.skip("proto")) protocol = words.number();
    else if (words.skip("metric")) metric = words.number();
    else if (words.skip("tos")) tos = words.number();
    else if (words.skip("pref")) preference = words.next();
    else if (words.skip("scope")) scope = words.skip("link") ? SCOPE_LINK : words.number();
    else if (words.skip("src")) attributes.push([k.RTA_PREFSRC, addressBytes(words.next())]);
    else if (words.skip("nhid")) {
      byObject = true;
      attributes.push([k.RTA_NH_ID, bytes32(words.number())]);
    } else if (words.skip("from")) {
      const source = prefixOf(words.next());
      sourceLength = source.length;
      attributes.push([k.RTA_SRC, source.bytes]);
    } else if (words.skip("mtu")) {
      const lock = words.skip("lock") ? attribute(k.RTAX_LOCK, bytes32(1 << 2)) : "";
      attributes.push([k.RTA_METRICS, lock + attribute(2, bytes32(words.number()))]);
    } else if (words.skip("expires")) {
      attributes.push([k.RTA_CACHEINFO, bytes32(0) + bytes32(0) + bytes32(words.number() * 100) + "\0".repeat(20)]);
    } else words.refuse();
  }
  if (isReject && family === k.AF_INET6 && !byObject) single.ifindex = LOOPBACK;
  if (single.ifindex !== undefined) attributes.push([k.RTA_OIF, bytes32(single.ifindex)], ...single.attributes);
  if (hops.length > 0) attributes.push([k.RTA_MULTIPATH, hops.map(hopBytes).join("")]);
  if (metric !== 0) attributes.push([k.RTA_PRIORITY, bytes32(metric)]);
  if (family === k.AF_INET6) attributes.push([k.RTA_PREF, PREFERENCES[preference] ?? words.refuse()]);
  attributes.push([k.RTA_TABLE, bytes32(table)]);
  const onLink = family === k.AF_INET && type === k.RTN_UNICAST && single.ifindex && single.attributes.length === 0;
  scope ??= onLink ? SCOPE_LINK : 0;
  const header = String.fromCharCode(
    family,
    length,
    sourceLength,
    tos,
    table < 256 ? table : 252,
    protocol,
    scope,
    type,
  );
  return header + bytes32(single.flags) + attributes.map(([of, payload]) => attribute(of, payload)).join("");
}

const newHop = (): Hop => ({ flags: 0, ifindex: undefined, attributes: [], weight: 1 });

/** Takes one more word about a next hop, if that is what comes. */
function readHop(words: Words, hop: Hop, linkIndex: LinkIndex): boolean {
  if (words.skip("dev")) hop.ifindex = linkIndex(words.next());
  else if (words.skip("onlink")) hop.flags |= k.RTNH_F_ONLINK;
  else if (words.skip("dead")) hop.flags |= k.RTNH_F_DEAD;
  else if (!words.skip("via")) return false;
  else if (words.skip("inet6")) hop.attributes.push([k.RTA_VIA, bytes16(k.AF_INET6) + addressBytes(words.next())]);
  else hop.attributes.push([k.RTA_GATEWAY, addressBytes(words.next())]);
  return true;
}

function readWeight(words: Words, hop: Hop): boolean {
  if (!words.skip("weight")) return false;
  hop.weight = words.number();
  return true;
}

function hopBytes({ flags, ifindex = 0, attributes, weight }: Hop): string {
  const bytes = attributes.map(([of, payload]) => attribute(of, payload)).join("");
  return bytes16(k.RTNEXTHOP_SIZE + bytes.length) + String.fromCharCode(flags, weight - 1) + bytes32(ifindex) + bytes;
}
