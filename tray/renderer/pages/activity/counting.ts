// How many of what kind operations added, changed and removed. Pure.
import type { AppliedOperation } from "../../../../common/client/domain.ts";
import type { Words } from "../../../shared/words/index.ts";

/** "more": of a kind that was not told. */
export type Thing = keyof Words["activity"]["things"];

export interface Count {
  readonly verb: "added" | "changed" | "removed";
  /** In the order in which they came. */
  readonly things: ReadonlyMap<Thing, number>;
}

/** What was added first, then changed, then removed; without what is nothing. */
export function counted(operations: readonly AppliedOperation[]): Count[] {
  const counts = new Map<Count["verb"], Map<Thing, number>>([
    ["added", new Map()],
    ["changed", new Map()],
    ["removed", new Map()],
  ]);
  for (const { verb, object } of operations) {
    const [thing, count] = thingOf(object);
    const things = counts.get(VERBS.get(verb) ?? "changed");
    things?.set(thing, (things.get(thing) ?? 0) + count);
  }
  return [...counts].flatMap(([verb, things]) => (things.size === 0 ? [] : [{ verb, things: moreLast(things) }]));
}

/** "add" and "del" are ip(8)'s; all others change what is there. */
const VERBS: ReadonlyMap<string, Count["verb"]> = new Map([
  ["add", "added"],
  ["del", "removed"],
]);

/** By the first words of an object (common/command-text.ts), and how many of it there are. */
function thingOf(object: string): readonly [Thing, number] {
  const [first = "", kind = ""] = object.split(" ", 2);
  if (kind === "more" && /^\d+$/.test(first)) return ["more", Number(first)];
  return [THINGS.get(first) ?? THINGS.get(`${first} ${kind}`) ?? "more", 1];
}

const THINGS: ReadonlyMap<string, Thing> = new Map([
  ["-4 route", "route"],
  ["-6 route", "route"],
  ["-4 rule", "rule"],
  ["-6 rule", "rule"],
  ["-4 nexthop", "nexthop"],
  ["-6 nexthop", "nexthop"],
  ["mptcp endpoint", "endpoint"],
  ["mptcp limits", "limits"],
  ["sysctl", "setting"],
  ["nft", "table"],
  ["conntrack", "connections"],
]);

function moreLast(things: ReadonlyMap<Thing, number>): ReadonlyMap<Thing, number> {
  const more = things.get("more");
  if (more === undefined) return things;
  return new Map([...[...things].filter(([thing]) => thing !== "more"), ["more", more]]);
}
