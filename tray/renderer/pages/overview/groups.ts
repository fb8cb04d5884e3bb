// Which links stand where on the overview: in the picture, below it, or folded away. Pure.
import type { Link } from "../../../../common/client/domain.ts";
import { LOOPBACK } from "../../../shared/loopback.ts";
import { kindOf } from "../../parts/kind.ts";
import { shownAddresses } from "./addresses.ts";

/** Names, each group in the order in which the links are known. */
export interface Groups {
  /** Assigned. */
  readonly used: readonly string[];
  /** In reach: they have, or may get, a way out. What can be used at once stands first. */
  readonly unused: readonly string[];
  /** Bridges, containers and the like: without a gateway they are no way out. */
  readonly others: readonly string[];
}

/**
 * The loopback is in no group: it leads nowhere. `familiar`: links that the user is concerned with, whatever they are; none of
 * these is folded away.
 */
export function groupsOf(links: Iterable<Link>, familiar: ReadonlySet<string> = new Set()): Groups {
  const used: string[] = [];
  const ready: string[] = [];
  const waiting: string[] = [];
  const others: string[] = [];
  for (const link of links) groupOf(link)?.push(link.name);
  return { used, unused: [...ready, ...waiting], others };

  function groupOf(link: Link): string[] | undefined {
    if (link.assigned) return used;
    if (link.name === LOOPBACK) return undefined;
    const readiness = readinessOf(link);
    if (readiness === "ready") return ready;
    const inReach = link.gateways.length > 0 || kindOf(link.name) !== "other" || familiar.has(link.name);
    return inReach ? waiting : others;
  }
}

/** Why a link that is not assigned could not carry anything now: the first of what is missing. */
export type Readiness = "ready" | "noCarrier" | "noAddress" | "noGateway";

export function readinessOf(link: Pick<Link, "carrier" | "addresses" | "gateways">): Readiness {
  if (!link.carrier) return "noCarrier";
  if (shownAddresses(link.addresses).shown.length === 0) return "noAddress";
  return link.gateways.length === 0 ? "noGateway" : "ready";
}

/**
 * Gives the groups of before as long as nothing is different, so that what is drawn of them stays as it is. A link that was
 * used once does not vanish from sight when it is switched off.
 */
export function sameGroups(): (links: Iterable<Link>) => Groups {
  let before: Groups = { used: [], unused: [], others: [] };
  const familiar = new Set<string>();
  return (links) => {
    const now = groupsOf(links, familiar);
    for (const name of now.used) familiar.add(name);
    const used = same(before.used, now.used);
    const unused = same(before.unused, now.unused);
    const others = same(before.others, now.others);
    if (used !== before.used || unused !== before.unused || others !== before.others) before = { used, unused, others };
    return before;
  };
}

function same(before: readonly string[], now: readonly string[]): readonly string[] {
  return before.length === now.length && before.every((name, at) => name === now[at]) ? before : now;
}
