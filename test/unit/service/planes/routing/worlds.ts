// Random hosts for properties, and a model kernel that has what they have.
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Assignment } from "../../../../../service/config/assignments.ts";
import * as k from "../../../../../service/netlink/uapi.ts";
import type { Change } from "../../../../../service/view/change.ts";
import { View } from "../../../../../service/view/view.ts";
import { eventOf, hear, Recorder } from "../../view/from-text/state.ts";
import { carryOut, type Refusal } from "../model-kernel.ts";
import { planAll } from "../planned.ts";
import { addressLine, LINKS, linkIndex, linkLine, nexthopLine, routeLine, ruleLine } from "./lines.ts";

export interface World {
  readonly config: readonly string[];
  /** Lines that stand on nothing but links: their order makes no difference. */
  readonly links: readonly string[];
  readonly addresses: readonly string[];
  readonly nexthops: readonly string[];
  /** Of one key, the order counts. */
  readonly routes: readonly string[];
  readonly rules: readonly string[];
}

const options = fc.constantFrom("", "", " guard off", " unassigned exclude", " priority 9");
/** Some lie in no subnet of lines.ts, some in one of two lengths, some at the other end. */
const ROUTERS = ["192.0.2.1", "192.0.2.2", "192.0.2.200", "192.0.2.12", "fe80::1", "fe80::2", "2001:db8::12"];
const gateway = fc.constantFrom(...ROUTERS).map((router) => ` gateway ${router}`);
const uplink = fc.tuple(
  fc.constantFrom("eth0", "eth0", "eth1", "wan7"),
  fc.oneof(fc.constant(""), gateway),
  fc.constantFrom("", " priority 9"),
);
const alone = fc
  .tuple(fc.uniqueArray(fc.constantFrom("eth0", "eth1", "wan7"), { maxLength: 3 }), options)
  .map(([names, rest]) => names.map((name, at) => `${name} table ${1000 + at}${rest}`));
const sharing = fc
  .array(uplink, { minLength: 2, maxLength: 3 })
  .map((uplinks) => uplinks.map(([name, ...rest], at) => `${name} table ${1000 + at}${rest.join("")}`));
const config = fc.oneof(alone, sharing);

export const world: fc.Arbitrary<World> = fc.record({
  config,
  links: fc
    .array(linkLine, { maxLength: 4 })
    // Each once: a link that goes down takes nexthop objects along that were heard of before.
    .map((some) => LINKS.map((name, at) => some.find((line) => line.includes(name)) ?? `link ${name} ${at + 1}`)),
  addresses: fc.uniqueArray(addressLine, { maxLength: 6 }),
  nexthops: fc.array(nexthopLine, { maxLength: 6 }),
  routes: fc.uniqueArray(routeLine, { maxLength: 14 }),
  rules: fc.array(ruleLine, { maxLength: 5 }),
});

export const linesOf = ({ links, addresses, nexthops, routes, rules }: World): string[] => [
  ...links,
  ...addresses,
  ...nexthops,
  ...routes,
  ...rules,
];

export function kernelOf(lines: readonly string[]): View {
  const view = new View();
  view.wholeTables = new Set([254, 1000, 1001, 1002]);
  for (const line of lines) hear(view, eventOf(line, linkIndex), new Recorder());
  return view;
}

/** Someone else's route has the key: all that the model refuses of what we plan. */
export const isExcused = ({ code }: Refusal): boolean => code === "EEXIST";

/** Carries out what is planned for everything. */
export function settle(assignments: readonly Assignment[], view: View): void {
  const refused = carryOut(planAll(assignments, view), view);
  assert.deepEqual(
    refused.filter((refusal) => !isExcused(refusal)),
    [],
  );
}

const APPENDED = k.NLM_F_CREATE | k.NLM_F_APPEND;

/** Applies a line and what the kernel does because of it; the changes that this brought about. */
export function happen(line: string, view: View, flags = APPENDED): readonly Change[] {
  const recorder = new Recorder();
  const apply = (what: string) => hear(view, eventOf(what, linkIndex, flags), recorder);
  // No nexthop object stands on a link that is down or gone: the kernel refuses it, and removes what is there.
  const device = /^nexthop .*dev (\S+)/.exec(line)?.[1];
  if (device !== undefined && !view.links.get(linkIndex(device))?.up) return [];
  apply(line);
  for (const { id, ifindex } of [...view.nexthops.values()]) {
    if (ifindex !== undefined && !view.links.get(ifindex)?.up) apply(`gone nexthop id ${id}`);
  }
  return recorder.changes;
}
