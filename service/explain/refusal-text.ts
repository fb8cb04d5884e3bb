// Why a packet goes nowhere, in words: what the kernel's error means of this packet.
import type { Failure } from "../netlink/requests.ts";
import * as k from "../netlink/uapi.ts";
import { routeType } from "../view/route.ts";
import { ruleLine } from "../view/rule-line.ts";
import { addressText } from "../view/text.ts";
import type { View } from "../view/view.ts";
import { isForeign, type Packet } from "./packet.ts";
import type { Refusing } from "./refused.ts";

export const NO_ROUTE = "ENETUNREACH: no route leads there";

/** One line that begins with the error's name. */
export function refusalText(
  { code, text }: Failure,
  refusing: Refusing | undefined,
  packet: Packet,
  view: View,
): string {
  const why = refusing === undefined ? meaning(code, packet, view) : refusingText(refusing);
  return [`${code}: ${why}`, ...(text === undefined ? [] : [text])].join("; ");
}

export const foreignText = ({ source = "" }: Packet): string => `${addressText(source)} is no address of this host`;

function refusingText({ rule, route }: Refusing): string {
  if (route === undefined) return `the rule ${ruleLine(rule)} refuses it`;
  return `the route says ${WORDS[routeType(route)] ?? "no"}`;
}

const WORDS: Readonly<Record<number, string>> = {
  [k.RTN_BLACKHOLE]: "blackhole",
  [k.RTN_UNREACHABLE]: "unreachable",
  [k.RTN_PROHIBIT]: "prohibit",
};

function meaning(code: string, packet: Packet, view: View): string {
  const { source = "", ifindex, arrivesBy, family } = packet;
  if (isForeign(packet, view)) return foreignText(packet);
  if (ifindex === undefined) return OWN[code] ?? "the kernel does not send it";
  const from = addressText(source);
  const setting = `net.ipv${family === k.AF_INET ? 4 : 6}.conf.${arrivesBy}`;
  const arriving: Readonly<Record<string, string>> = {
    EHOSTUNREACH: `a route says unreachable, or this host does not forward (${setting}.forwarding)`,
    EINVAL: `no packet with the source ${from} may arrive by ${arrivesBy}, or a route says blackhole`,
    EXDEV: `the way back to ${from} is not by ${arrivesBy} (${setting}.rp_filter)`,
    ENODEV: `${arrivesBy} is gone`,
  };
  return arriving[code] ?? OWN[code] ?? "the kernel does not forward it";
}

/** As far as the tables are known that rules lead to, no route and no rule says so. */
const OWN: Readonly<Record<string, string>> = {
  ENETUNREACH: "no route leads there",
  EHOSTUNREACH: "a route says unreachable",
  EACCES: "a route or a rule says prohibit",
  EINVAL: "a route or a rule says blackhole",
};
