// What whoever follows the host knows now: what was told so far, put together. Pure.
import type { Link, Permissions, Service } from "../../common/client/domain.ts";
import type { Reach } from "../../common/client/reach.ts";
import type { Told } from "./told.ts";

export interface Known {
  readonly reach: Reach;
  readonly service?: Service;
  /** By name, in the order of names that people expect: eth2 before eth10. */
  readonly links: ReadonlyMap<string, Link>;
  readonly permissions?: Permissions;
}

export const NOTHING_KNOWN: Known = { reach: { kind: "connecting" }, links: new Map() };

/** `known` and what was told since; the same object where that says nothing of the service. */
export function learned(known: Known, told: readonly Told[]): Known {
  let { links } = known;
  let rest = known;
  for (const one of told) {
    switch (one.kind) {
      case "all": {
        const { links: all, ...standing } = one.standing;
        links = new Map(all.map((link) => [link.name, link]));
        rest = { ...standing, links };
        break;
      }
      case "service":
        rest = { ...rest, service: one.service };
        break;
      case "link":
        if (links === known.links || links === rest.links) links = new Map(links);
        setLink(links as Map<string, Link>, one.name, one.link); // made a line above, nobody else's
        break;
      case "permissions": {
        const { permissions: _before, ...others } = rest;
        rest = one.permissions === undefined ? others : { ...others, permissions: one.permissions };
        break;
      }
      default: // of the window or of its pages, not of the service
    }
  }
  if (links !== rest.links) return { ...rest, links: inOrder(links) };
  return rest === known ? known : { ...rest, links: rest.links === known.links ? known.links : inOrder(rest.links) };
}

function setLink(links: Map<string, Link>, name: string, link: Link | undefined): void {
  if (link === undefined) links.delete(name);
  else links.set(name, link);
}

/** Numbers in names count as numbers. */
const byName = new Intl.Collator("en", { numeric: true }).compare;

function inOrder(links: ReadonlyMap<string, Link>): ReadonlyMap<string, Link> {
  const names = [...links.keys()];
  if (names.every((name, at) => at === 0 || byName(names[at - 1] ?? "", name) <= 0)) return links;
  return new Map([...links].sort(([a], [b]) => byName(a, b)));
}
