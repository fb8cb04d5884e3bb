// Links, addresses, nexthop objects and rules in the syntax of ip(8), as messages in which a kernel would tell of them.

import { present } from "../../../../../service/config/schema.ts";
import { attribute, bytes16, bytes32 } from "../../../../../service/netlink/message.ts";
import * as k from "../../../../../service/netlink/uapi.ts";
import { sourceRule, tableRule } from "../../../../../service/view/rule.ts";
import { addressBytes, prefixOf } from "./address.ts";
import type { LinkIndex } from "./route.ts";
import { Words } from "./words.ts";

/** "NAME INDEX [up|down] [no-carrier] [no-arp]": up, with a carrier unless said otherwise. */
export function linkPayload(line: string): string {
  const words = new Words(line);
  const name = words.next();
  const index = words.number();
  const up = !words.skip("down");
  words.skip("up");
  const carrier = up && !words.skip("no-carrier");
  const flags = (up ? k.IFF_UP : 0) | (carrier ? k.IFF_LOWER_UP : 0) | (words.skip("no-arp") ? k.IFF_NOARP : 0);
  return `\0\0\0\0${bytes32(index)}${bytes32(flags)}${bytes32(0)}${attribute(k.IFLA_IFNAME, `${name}\0`)}`;
}

/** "LOCAL/LENGTH dev LINK" or "LOCAL peer PEER/LENGTH dev LINK", and "tentative". */
export function addressPayload(line: string, linkIndex: LinkIndex): string {
  const words = new Words(line);
  const local = prefixOf(words.next());
  const peer = words.skip("peer") ? prefixOf(words.next()) : local;
  if (!words.skip("dev")) words.refuse();
  const ifindex = linkIndex(words.next());
  const flags = words.skip("tentative") ? k.IFA_F_TENTATIVE : 0;
  if (!words.done) words.refuse();
  const family = local.bytes.length === 4 ? k.AF_INET : k.AF_INET6;
  const saysLocal = family === k.AF_INET || peer !== local;
  return (
    String.fromCharCode(family, peer.length, flags, 0) +
    bytes32(ifindex) +
    attribute(k.IFA_ADDRESS, peer.bytes) +
    (saysLocal ? attribute(k.IFA_LOCAL, local.bytes) : "")
  );
}

/**
 * "id N via GATEWAY dev LINK [onlink]", "id N dev LINK", "id N blackhole", or "id N group ID[,WEIGHT]/… [type resilient
 * buckets N idle_timer N]"; and "protocol N". "-6" in front where the family does not show.
 */
export function nexthopPayload(line: string, linkIndex: LinkIndex): string {
  const words = new Words(line);
  let family: number = words.skip("-6") ? k.AF_INET6 : k.AF_INET;
  let flags = 0;
  let protocol = 0;
  let attributes = "";
  while (!words.done) {
    if (words.skip("protocol")) protocol = words.number();
    else if (words.skip("type")) attributes += resilient(words);
    else if (words.skip("id")) attributes += attribute(k.NHA_ID, bytes32(words.number()));
    else if (words.skip("dev")) attributes += attribute(k.NHA_OIF, bytes32(linkIndex(words.next())));
    else if (words.skip("onlink")) flags = k.RTNH_F_ONLINK;
    else if (words.skip("blackhole")) attributes += attribute(k.NHA_BLACKHOLE, "");
    else if (words.skip("via")) {
      const gateway = addressBytes(words.next());
      family = gateway.length === 4 ? k.AF_INET : k.AF_INET6;
      attributes += attribute(k.NHA_GATEWAY, gateway);
    } else if (words.skip("group")) {
      const members = words.next().split("/");
      const entry = ([id = 0, weight = 1]: number[]) => bytes32(id) + String.fromCharCode(weight - 1, 0) + bytes16(0);
      attributes += attribute(k.NHA_GROUP, members.map((member) => entry(member.split(",").map(Number))).join(""));
      family = k.AF_UNSPEC;
    } else words.refuse();
  }
  return String.fromCharCode(family, 0, protocol, 0) + bytes32(flags) + attributes;
}

function resilient(words: Words): string {
  if (!words.skip("resilient") || !words.skip("buckets")) words.refuse();
  const buckets = attribute(k.NHA_RES_GROUP_BUCKETS, bytes16(words.number()));
  if (!words.skip("idle_timer")) words.refuse();
  return attribute(k.NHA_RES_GROUP, buckets + attribute(k.NHA_RES_GROUP_IDLE_TIMER, bytes32(words.number() * 100)));
}

/**
 * "from ADDRESS lookup TABLE [priority N] [protocol N]": priority as the table, protocol ours unless said. Also "from all",
 * "-6" in front of it, and "suppress_prefixlength N" behind the table.
 */
export function rulePayload(line: string): string {
  const words = new Words(line);
  const family = words.skip("-6") ? k.AF_INET6 : k.AF_INET;
  if (!words.skip("from")) words.refuse();
  const source = words.skip("all") ? undefined : addressBytes(words.next());
  if (!words.skip("lookup")) words.refuse();
  const table = words.number();
  const suppressPrefixLength = words.skip("suppress_prefixlength") ? words.number() : undefined;
  const priority = words.skip("priority") ? words.number() : table;
  const protocol = words.skip("protocol") ? words.number() : 77;
  if (!words.done) words.refuse();
  if (source !== undefined) return sourceRule(source, table, priority, protocol);
  return tableRule({ family, table, priority, protocol, ...present({ suppressPrefixLength }) });
}
