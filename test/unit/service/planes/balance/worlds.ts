// Random hosts with balance, and what may happen to them, as lines of text.
import fc from "fast-check";
import { eventOf, hear, indexIn, Recorder } from "../../view/from-text/state.ts";
import { carryOut } from "../model-kernel.ts";
import { BalancedHost } from "./host.ts";

const LINKS = ["eth0", "eth1", "ppp0", "br0"];
const link = fc.constantFrom(...LINKS);
const uplinkLink = fc.constantFrom(...LINKS.slice(0, 3));

const weight = fc.constantFrom("", " weight 1", " weight 1", " weight 3", " weight 256");
const rest = fc.constantFrom("", "", " guard off", " priority 31999");
const gateway = fc.constantFrom("", " gateway 192.0.2.1", " gateway 192.0.2.2", " gateway fe80::1");
/** Some of them on one link, each with a router. */
const uplinks = fc
  .uniqueArray(fc.tuple(uplinkLink, gateway), { maxLength: 4, selector: (each) => each.join("") })
  .chain((chosen) =>
    fc.tuple(
      fc.constant(
        chosen.filter(([name, by]) => by !== "" || chosen.every((other) => other[0] !== name || other[1] === "")),
      ),
      fc.array(fc.tuple(weight, rest), { minLength: 4, maxLength: 4 }),
    ),
  )
  .map(([chosen, options]) =>
    chosen.map(([name, by], at) => `${name} table ${1000 + at}${by}${options[at]?.join("")}`),
  );
const section = fc.constantFrom("balance", "balance", "balance", "balance table 901", "balance priority 31000", "");
export const config = fc
  .tuple(section, uplinks)
  .map(([balance, lines]) => [balance, ...lines].filter((line) => line !== ""));

const linkLine = fc
  .tuple(fc.nat(3), fc.constantFrom("", "", " no-arp", " no-carrier", " down"))
  .map(([at, how]) => `link ${LINKS[at]} ${at + 2}${how}`);
const addresses = [
  "192.0.2.10/24",
  "192.0.2.11/24",
  "198.51.100.10/24",
  "10.64.0.2 peer 10.64.0.1/32",
  "2001:db8::10/64",
  "2001:db8::11/64 tentative",
  "fe80::10/64",
];
const tentative = (address: string, dev: string) =>
  address.endsWith("tentative") ? `${address.replace(" tentative", "")} dev ${dev} tentative` : `${address} dev ${dev}`;
const addressLine = fc
  .tuple(fc.constantFrom(...addresses), link)
  .map(([address, dev]) => `address ${tentative(address, dev)}`);

type Hop = fc.Arbitrary<[via: string, dev: string]>;
const hop: Hop = fc.tuple(
  fc.constantFrom("via 192.0.2.1 ", "via 192.0.2.2 ", "via 198.51.100.1 ", "via inet6 fe80::9 ", ""),
  link,
);
const hop6: Hop = fc.tuple(fc.constantFrom("via fe80::1 ", "via fe80::2 ", ""), link);
const metric = fc.constantFrom("", " metric 5", " metric 7");
const single = (hops: Hop) => hops.map(([via, dev]) => `${via}dev ${dev}`);
const several = (hops: Hop) =>
  fc
    .uniqueArray(hops, { minLength: 2, maxLength: 3, selector: ([via, dev]) => via + dev })
    .map((each) => each.map(([via, dev]) => `nexthop ${via}dev ${dev} weight 2`).join(" "));
const preferring = fc.constantFrom("", "", "", " src 192.0.2.11");
const main4 = fc
  .tuple(
    fc.oneof({ weight: 4, arbitrary: single(hop) }, several(hop), fc.constantFrom("nhid 1", "nhid 10")),
    preferring,
    metric,
  )
  .map((words) => `route default ${words.join("")}`);
const main6 = fc
  .tuple(fc.oneof({ weight: 4, arbitrary: single(hop6) }, several(hop6)), metric)
  .map((words) => `route -6 default ${words.join("")}`);

const protocol = fc.constantFrom("", " protocol 77", " protocol 77");
const objectLine = fc
  .tuple(fc.constantFrom(1, 2, 3, 770000, 770001, 770002, 770005), fc.oneof(single(hop), single(hop6)), protocol)
  .map(([id, by, whose]) => `nexthop id ${id} ${by.replace("inet6 ", "")}${whose}`);
const groupLine = fc
  .tuple(
    fc.constantFrom(10, 770003, 770004),
    fc.uniqueArray(fc.constantFrom(1, 2, 770000, 770001, 770005), { minLength: 1, maxLength: 3 }),
    fc.constantFrom("", " type resilient buckets 4096 idle_timer 30", " type resilient buckets 128 idle_timer 30"),
    protocol,
  )
  .map(([id, members, type, whose]) => `nexthop id ${id} group ${members.join("/")}${type}${whose}`);

/** In the tables that balance may have, of ours mostly. */
const strayLine = fc
  .tuple(
    fc.constantFrom(
      "default dev eth0",
      "default nhid 770003",
      "default nhid 10",
      "10.0.0.0/8 dev eth1",
      "-6 default dev eth1",
    ),
    fc.constantFrom(900, 900, 901),
    fc.constantFrom(" proto 77", " proto 77", " proto 77", " proto 77", ""),
  )
  .map(([to, table, whose]) => `route ${to} table ${table}${whose}`);
const ruleLine = fc
  .tuple(
    fc.constantFrom(
      "from all lookup 900",
      "from all lookup 254 suppress_prefixlength 0",
      "from 192.0.2.10 lookup 254",
      "-6 from all lookup 900",
    ),
    fc.constantFrom(31000, 31999, 32000, 32001),
  )
  .map(([rule, priority]) => `rule ${rule} priority ${priority}`);

export interface World {
  readonly links: readonly string[];
  readonly objects: readonly string[];
  /** Where the order makes no difference. */
  readonly rest: readonly string[];
}

export const world: fc.Arbitrary<World> = fc.record({
  links: fc.array(linkLine, { maxLength: 2 }).map((some) =>
    // Each once: a link that goes down takes nexthop objects along that were heard of before.
    LINKS.map((name, at) => some.find((line) => line.includes(name)) ?? `link ${name} ${at + 2}`),
  ),
  objects: fc
    .tuple(fc.array(objectLine, { maxLength: 5 }), fc.array(groupLine, { maxLength: 3 }))
    .map((lines) => lines.flat()),
  rest: fc
    .tuple(
      fc.uniqueArray(addressLine, { maxLength: 7 }),
      fc.uniqueArray(fc.oneof(main4, main4, main6), { maxLength: 6, selector: slotOf }),
      fc.uniqueArray(strayLine, { maxLength: 3, selector: slotOf }),
      fc.array(ruleLine, { maxLength: 4 }),
    )
    .map((lines) => lines.flat()),
});

/** What routes of one key share, whose order counts. */
function slotOf(line: string): string {
  return `${line.includes("-6")} ${/table \d+/.exec(line)} ${/metric \d+/.exec(line)} ${line.includes("10.0.0.0")}`;
}

export const happening = fc
  .tuple(
    fc.constantFrom("", "", "gone "),
    fc.oneof(linkLine, addressLine, main4, main6, objectLine, groupLine, strayLine, ruleLine),
  )
  .map(([gone, line]) => gone + line);

export const linesOf = ({ links, objects, rest: others }: World): string[] => [...links, ...objects, ...others];

/** A host of these lines, as far as a kernel would have them. */
export function hostOf(lines: readonly string[]): BalancedHost {
  const host = new BalancedHost();
  for (const line of lines) if (isPossible(line, host)) tell(line, host);
  return host;
}

/** Says a line to the view only; the changes that it brought about. */
export function tell(line: string, { view }: BalancedHost) {
  const recorder = new Recorder();
  hear(view, eventOf(line, indexIn(view)), recorder);
  return recorder.changes;
}

/** Whether a kernel could say this: it has no nexthop without a carrier, no group of what is not there, and so on. */
export function isPossible(line: string, { view }: BalancedHost): boolean {
  if (line.startsWith("gone link")) return false;
  const dev = /dev (\S+)/.exec(line)?.[1];
  if (dev !== undefined && view.linkByName(dev) === undefined) return false;
  const id = /nhid (\d+)/.exec(line)?.[1];
  if (id !== undefined && !line.startsWith("gone") && !view.nexthops.has(Number(id))) return false;
  if (!line.startsWith("nexthop")) return true;
  const recorder = new Recorder();
  const { type, flags, payload } = eventOf(line, indexIn(view));
  const copy = new BalancedHost().view;
  hear(copy, { type, flags, payload }, recorder);
  const [nexthop] = copy.nexthops.values();
  if (nexthop === undefined) return false;
  const verb = view.nexthops.has(nexthop.id) ? "replace" : "add";
  for (const each of view.links.values()) copy.setLink(each);
  for (const each of view.nexthops.values()) copy.nexthops.set(each.id, each);
  if (verb === "add") copy.nexthops.delete(nexthop.id);
  return carryOut([{ kind: "nexthop", verb, nexthop, family: 2, table: 0 }], copy).length === 0;
}
