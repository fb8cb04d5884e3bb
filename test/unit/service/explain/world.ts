// A host as lines of text, and what its kernel would answer, for explaining without a kernel.
import type { Answer, Found } from "../../../../service/explain/answer.ts";
import { tell } from "../../../../service/explain/index.ts";
import { type Packet, packetOf, readQuestion } from "../../../../service/explain/packet.ts";
import type { Way } from "../../../../service/netlink/lookup.ts";
import type * as k from "../../../../service/netlink/uapi.ts";
import type { Pause } from "../../../../service/planes/plane.ts";
import { joinUplinks, type Together, type Uplinks } from "../../../../service/planes/uplinks.ts";
import { legGateway, routeType } from "../../../../service/view/route.ts";
import { type Rule, rulePriority, sourceRule, tableRule } from "../../../../service/view/rule.ts";
import type { View } from "../../../../service/view/view.ts";
import { assignmentOf } from "../planes/assignment.ts";
import { addressBytes } from "../view/from-text/address.ts";
import { routeOf } from "../view/from-text/route.ts";
import { indexIn, viewOf } from "../view/from-text/state.ts";
import { ruleAdded } from "../view/rule-lines.ts";

/** A laptop with two uplinks and a container network that is not assigned. */
export const LAPTOP = [
  "link lo 1",
  "link eth0 2",
  "link eth1 3",
  "link br0 4",
  "address 127.0.0.1/8 dev lo",
  "address 10.1.0.2/24 dev eth0",
  "address 10.2.0.2/24 dev eth1",
  "address 172.17.0.1/16 dev br0",
  "address fd00:1::2/64 dev eth0",
  "address fd00:2::2/64 dev eth1",
  "route default via 10.1.0.1 dev eth0 metric 100",
  "route default via 10.2.0.1 dev eth1 metric 200",
  "route 10.1.0.0/24 dev eth0 src 10.1.0.2",
  "route 10.2.0.0/24 dev eth1 src 10.2.0.2",
  "route 172.17.0.0/16 dev br0 src 172.17.0.1",
  "route -6 default via fd00:1::1 dev eth0 metric 100",
  "route -6 default via fd00:2::1 dev eth1 metric 200",
];

export const laptop = (...more: readonly string[]): View => viewOf([...LAPTOP, ...more], [1000, 2000]);

export const uplinksIn = (
  view: View,
  lines: readonly string[] = ["eth0 table 1000", "eth1 table 2000"],
  together?: Together,
): Uplinks => joinUplinks(lines.map(assignmentOf), view, together);

/** "SOURCE|- DESTINATION [iif LINK] [mark N]". */
export function packetIn(view: View, text: string): Packet {
  const [source = "", destination = "", ...rest] = text.split(" ");
  const after = (word: string) => (rest.includes(word) ? rest[rest.indexOf(word) + 1] : undefined);
  const question = readQuestion(source === "-" ? "" : source, destination, after("iif"), Number(after("mark") ?? 0));
  return packetOf(question, view);
}

const kernels = (family: k.Family, priority: number, table: number): Rule =>
  tableRule({ family, priority, table, protocol: 2 });

/** All rules of a kernel. `ours`: "ADDRESS TABLE"; `others`: what stands behind "ip rule add" in rule-lines.txt. */
export function kernelRules(family: k.Family, ours: readonly string[], others: readonly string[] = []): Rule[] {
  const between = ours.map((line) => {
    const [address = "", table = ""] = line.split(" ");
    return sourceRule(addressBytes(address), Number(table), Number(table), 77);
  });
  return [
    kernels(family, 0, 255),
    ...[...between, ...others.map(ruleAdded)].sort((one, other) => rulePriority(one) - rulePriority(other)),
    kernels(family, 32766, 254),
    kernels(family, 32767, 253),
  ];
}

export const OURS4 = ["10.1.0.2 1000", "10.2.0.2 2000"];
export const OURS6 = ["fd00:1::2 1000", "fd00:2::2 2000"];

/** What the kernel says of a packet for which it finds this route. */
export function foundIn(view: View, line: string, way: Partial<Way> = {}): Found {
  const { table, route } = routeOf(line, indexIn(view));
  const [leg] = view.legs(route);
  const taken = { type: routeType(route), table, ifindex: leg?.ifindex, gateway: leg && legGateway(leg) };
  return { table, route, way: { ...taken, source: undefined, ...way }, later: undefined };
}

/** The dictionaries as objects. */
export function told(packet: Packet, answer: Answer, uplinks: Uplinks, view: View) {
  const { kernel, intended, differences } = run(tell(packet, answer, uplinks, view));
  return { kernel: Object.fromEntries(kernel), intended: Object.fromEntries(intended), differences };
}

/** To its end, without pauses. */
export function run<T>(steps: Generator<Pause, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
