// The nexthop objects of balance: which of those in the view are the members', which ids new ones get, and what is left
// over. Without a state of its own: what there is is told by what it says.
import { NEXTHOP_FIRST } from "../../../common/numbers.ts";
import { groupOf, isGroup, isNeededByOthers, type Nexthop, nexthopOf, sameNexthop } from "../../view/nexthop.ts";
import { isOurs, routeNexthopId } from "../../view/route.ts";
import { AF_INET, FAMILIES, type View } from "../../view/view.ts";
import type { Uplinks } from "../uplinks.ts";
import { whileUnchanged } from "../while-unchanged.ts";
import { type Member, membersOf } from "./members.ts";

/** A member with a nexthop object, as it is to be; a member of IPv4 is there twice. */
export interface Placed extends Member {
  readonly nexthop: Nexthop;
  /** What the kernel has under its id: the same, or what led elsewhere by its link and is to be replaced. */
  readonly there: Nexthop | undefined;
}

export interface Objects {
  /** Of both families; by table. */
  readonly members: readonly Placed[];
  /** Of the members of IPv4; undefined: none. */
  readonly group: Nexthop | undefined;
  /** Objects of ours that nothing needs any more: groups, then single ones. */
  readonly spare: readonly Nexthop[];
}

/**
 * A flow moves only with its bucket, and a bucket only where its member left, or once it has been idle so long that most
 * NATs have forgotten its flows too (nf_conntrack_udp_timeout). Many buckets (32 bytes each), so that also on a busy
 * host enough of them are idle when an uplink comes back.
 */
export const RESILIENT = { buckets: 4096, idleSeconds: 30 } as const;

export const objectsOf = whileUnchanged((uplinks, view): Objects => {
  const wanted = FAMILIES.flatMap((family) => membersOf(family, uplinks, view).flatMap(twice));
  const ours = [...view.nexthops.ours.values()].sort((one, other) => one.id - other.id);
  const ids = new Ids(view);
  const members = place(wanted, new Set(ours.filter((nexthop) => !isGroup(nexthop))), ids, view);
  const usable = members.filter(({ family, there }) => family === AF_INET && (there !== undefined || uplinks.foreseen));
  const adopted = usable.length > 0 ? adoptable(ours, uplinks, view) : undefined;
  const entries = usable.map(({ nexthop, weight }) => ({ id: nexthop.id, hops: weight - 1 }));
  const group =
    usable.length === 0
      ? undefined
      : groupOf(
          adopted?.id ?? ids.next(),
          [...entries].sort((one, other) => one.id - other.id),
          RESILIENT,
        );
  const needed = new Set([...members.map(({ nexthop }) => nexthop.id), group?.id]);
  const spare = ours.filter(({ id }) => !needed.has(id) && !isNeededByOthers(id, view));
  return { members, group, spare: [...spare.filter(isGroup), ...spare.filter((nexthop) => !isGroup(nexthop))] };
});

/**
 * A group with but one member does not note that its buckets are used (fib_select_path asks it only where there are
 * several): when the next one comes, they count as idle, and flows move that did not have to. So each counts for two.
 */
const twice = (member: Member): Member[] => (member.family === AF_INET ? [member, { ...member }] : [member]);

/** Each member takes the object that says the same, else one that led elsewhere by its link, else a new id. */
function place(wanted: readonly Member[], free: Set<Nexthop>, ids: Ids, view: View): Placed[] {
  const taken = new Map<Member, Nexthop>();
  const take = (member: Member, fits: (nexthop: Nexthop, like: Nexthop) => boolean) => {
    if (taken.has(member)) return;
    const like = nexthopOf(member.leg, member.family, 0);
    for (const nexthop of free) {
      if (!fits(nexthop, like)) continue;
      taken.set(member, nexthop);
      free.delete(nexthop);
      return;
    }
  };
  for (const member of wanted) take(member, sameNexthop);
  // Replaced where it stands, its buckets stay, and the flows of an uplink that got another router with them.
  const sameLink = (one: Nexthop, other: Nexthop) =>
    one.ifindex === other.ifindex && one.family === other.family && !isNeededByOthers(one.id, view);
  for (const member of wanted) take(member, sameLink);
  return wanted.map((member): Placed => {
    const there = taken.get(member);
    return { ...member, there, nexthop: nexthopOf(member.leg, member.family, there?.id ?? ids.next()) };
  });
}

/** A group whose buckets are as many as they are to be, which cannot be changed: that of our route first. */
function adoptable(ours: readonly Nexthop[], { balance }: Uplinks, view: View): Nexthop | undefined {
  const groups = ours.filter((nexthop) => nexthop.resilient?.buckets === RESILIENT.buckets);
  const inUse = (id: number) => {
    const routes = view.table(AF_INET, balance?.table ?? 0);
    return [...routes.byNexthop(id)].some((key) =>
      routes.get(key).some((route) => isOurs(route) && routeNexthopId(route) === id),
    );
  };
  return groups.find(({ id }) => inUse(id)) ?? groups.find(({ id }) => !isNeededByOthers(id, view));
}

/** Ids that nobody has, the lowest first. */
class Ids {
  #last = NEXTHOP_FIRST - 1;

  constructor(private readonly view: View) {}

  next(): number {
    do this.#last++;
    while (this.view.nexthops.has(this.#last));
    return this.#last;
  }
}
