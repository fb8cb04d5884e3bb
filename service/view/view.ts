// What the kernel has, by key: links, addresses, nexthop objects, routes, and the rules that are ours.
import { TABLE_MAIN } from "../../common/numbers.ts";
import type { Address } from "../netlink/address.ts";
import type { Link } from "../netlink/link.ts";
import type { Endpoint, Limits } from "../netlink/mptcp.ts";
import { nexthopLeg } from "../netlink/nexthop.ts";
import { AF_INET, AF_INET6, type Family } from "../netlink/uapi.ts";
import { type Kept, nothingKept, pinnedName, type Ruleset } from "./kept.ts";
import { NexthopTable } from "./nexthop-table.ts";
import { changed } from "./revision.ts";
import { inlineLegs, isOurs, type Leg, type Route, routeFamily, routeNexthopId } from "./route.ts";
import { RouteTable } from "./route-table.ts";
import type { Rule } from "./rule.ts";
import type { SysctlKey } from "./sysctl.ts";

export type { Address } from "../netlink/address.ts";
export type { Link } from "../netlink/link.ts";
export { AF_INET, AF_INET6, FAMILIES, type Family } from "../netlink/uapi.ts";

/** Groups do not nest (the kernel refuses it); this bounds a listing that says otherwise. */
const GROUP_DEPTH = 2;
const EMPTY = new RouteTable();

export class View {
  /** @param kept is what an earlier life left to be given back. */
  constructor(readonly kept: Kept = nothingKept()) {}

  readonly links = new Map<number, Link>();
  readonly #indexByName = new Map<string, number>();
  /** By link, then by local address, of which a link may have several with different lengths or peers. */
  readonly #addresses = new Map<number, Map<string, readonly Address[]>>();
  readonly nexthops = new NexthopTable();
  readonly #tables: Record<Family, Map<number, RouteTable>> = { [AF_INET]: new Map(), [AF_INET6]: new Map() };
  /** Rules with our protocol, and how many the kernel has of each: it takes identical ones. */
  readonly rules = new Map<Rule, number>();
  /** Tables whose routes are kept whoever made them; of other tables only routes of ours are. */
  wholeTables: ReadonlySet<number> = new Set([TABLE_MAIN]);
  /** Other tables in which routes of others were seen. */
  readonly othersTables = new Set<number>();
  /** Those that a plane wishes otherwise or has changed, and that there are. */
  readonly sysctls = new Map<SysctlKey, string>();
  /** Our nftables table, where the kernel has it as we wrote it; "foreign": as someone else left it. */
  ruleset: Ruleset | "foreign" | undefined;
  /** MPTCP's endpoints, everyone's, by id; undefined: nobody asked, or a kernel without MPTCP. */
  endpoints: ReadonlyMap<number, Endpoint> | undefined;
  limits: Limits | undefined;
  /** Addresses of endpoints of ours from which the kernel tried subflows when they could not leave yet. */
  readonly triedInVain = new Set<string>();

  linkByName(name: string): Link | undefined {
    const index = this.#indexByName.get(name);
    return index === undefined ? undefined : this.links.get(index);
  }

  setLink(link: Link): void {
    changed();
    this.deleteLink(link.index);
    this.links.set(link.index, link);
    this.#indexByName.set(link.name, link.index);
  }

  deleteLink(index: number): void {
    const old = this.links.get(index);
    if (old === undefined) return;
    changed();
    this.links.delete(index);
    // The name may have been given to another link before we heard that this one lost it.
    if (this.#indexByName.get(old.name) === index) this.#indexByName.delete(old.name);
  }

  /** By these links connections may be what our nftables table makes of them from now on, whatever was forgotten before. */
  pinAgain(isConcerned: (link: string) => boolean): void {
    if (typeof this.ruleset !== "object") return;
    for (const pinned of this.ruleset.pinned) {
      if (isConcerned(pinned.link)) this.kept.pinned.set(pinnedName(pinned), pinned);
    }
  }

  *addresses(ifindex: number): Generator<Address> {
    for (const same of this.#addresses.get(ifindex)?.values() ?? []) yield* same;
  }

  *allAddresses(): Generator<Address> {
    for (const ifindex of this.#addresses.keys()) yield* this.addresses(ifindex);
  }

  /** Whether a link has this local address (latin1 bytes), with whatever length or peer. */
  hasAddress(ifindex: number, local: string): boolean {
    return this.#addresses.get(ifindex)?.has(local) ?? false;
  }

  /** The addresses of a link with this local part (latin1 bytes): one for each length and peer. */
  withLocal(ifindex: number, local: string): readonly Address[] {
    return this.#addresses.get(ifindex)?.get(local) ?? [];
  }

  /** Whether a link has any address of a family. */
  hasFamily(ifindex: number, family: Family): boolean {
    const length = family === AF_INET ? 4 : 16;
    for (const local of this.#addresses.get(ifindex)?.keys() ?? []) if (local.length === length) return true;
    return false;
  }

  getAddress(address: Address): Address | undefined {
    return this.#sameLocal(address).find((other) => addressKey(other) === addressKey(address));
  }

  setAddress(address: Address): void {
    changed();
    let addresses = this.#addresses.get(address.ifindex);
    if (addresses === undefined) {
      addresses = new Map();
      this.#addresses.set(address.ifindex, addresses);
    }
    const others = this.#sameLocal(address).filter((other) => addressKey(other) !== addressKey(address));
    addresses.set(address.local, [...others, address]);
  }

  deleteAddress(address: Address): void {
    changed();
    const left = this.#sameLocal(address).filter((other) => addressKey(other) !== addressKey(address));
    if (left.length > 0) this.#addresses.get(address.ifindex)?.set(address.local, left);
    else this.#addresses.get(address.ifindex)?.delete(address.local);
  }

  #sameLocal({ ifindex, local }: Address): readonly Address[] {
    return this.withLocal(ifindex, local);
  }

  /** A table's routes; an empty table where the kernel has none. Not to be changed: see tableForUpdate. */
  table(family: Family, table: number): RouteTable {
    return this.#tables[family].get(table) ?? EMPTY;
  }

  tableForUpdate(family: Family, table: number): RouteTable {
    const tables = this.#tables[family];
    let found = tables.get(table);
    if (found === undefined) {
      found = new RouteTable();
      tables.set(table, found);
    }
    return found;
  }

  replaceTable(family: Family, table: number, routes: RouteTable): void {
    changed();
    this.#tables[family].set(table, routes);
  }

  tables(family: Family): Iterable<readonly [number, RouteTable]> {
    return this.#tables[family];
  }

  /** Lets go of tables that nobody watches and that hold nothing of ours: their number is up to whoever may assign. */
  forgetUnwatched(): void {
    for (const tables of Object.values(this.#tables)) {
      for (const [table, routes] of tables) {
        if (this.wholeTables.has(table) || routes.ours > 0) continue;
        changed();
        tables.delete(table);
      }
    }
  }

  /** Whether a route belongs into the view. Of others' tables it is only remembered that they are in use. */
  admits(table: number, route: Route): boolean {
    if (this.wholeTables.has(table) || isOurs(route)) return true;
    this.othersTables.add(table);
    return false;
  }

  /** Every leg of a route, those of its nexthop object written out; none where it has no way out. */
  legs(route: Route): readonly Leg[] {
    const id = routeNexthopId(route);
    return id === undefined ? inlineLegs(route) : this.#nexthopLegs(id, routeFamily(route), 0, GROUP_DEPTH);
  }

  #nexthopLegs(id: number, family: number, hops: number, depth: number): Leg[] {
    const nexthop = this.nexthops.get(id);
    if (nexthop === undefined || depth === 0) return [];
    const leg = nexthopLeg(nexthop, family, hops);
    if (leg) return [leg];
    return nexthop.group.flatMap((member) => this.#nexthopLegs(member.id, family, member.hops, depth - 1));
  }
}

/** What tells addresses of one link apart: one local address may be there with several lengths and peers. */
export const addressKey = ({ local, prefixLength, peer }: Address): string => `${prefixLength}/${local}${peer}`;
