// The routes of one family in one table, as the kernel has them, found by key and by what they depend on.

import { RTA_PREFSRC } from "../netlink/uapi.ts";
import { changed } from "./revision.ts";
import {
  inlineLegs,
  isOurs,
  type Route,
  type RouteKey,
  routeAttribute,
  routeLink,
  routeNexthopId,
  routePrefixLength,
} from "./route.ts";

const NONE: readonly Route[] = [];

export class RouteTable {
  /** Several routes of one key are rare: an array only then. In the kernel's order, which decides. */
  readonly #routes = new Map<RouteKey, Route | readonly Route[]>();
  /** Those to everywhere (a prefix of length 0). */
  readonly #defaults = new Set<RouteKey>();
  readonly #byLink = new Map<number, Set<RouteKey>>();
  readonly #byNexthop = new Map<number, Set<RouteKey>>();
  /** How many routes prefer an address as their source. */
  readonly #preferring = new Map<string, number>();
  /** How many legs of routes with several leave by a link. */
  readonly #shared = new Map<number, number>();
  /** When routes with a lifetime expire, in milliseconds of the clock that lifetimes were noted by. */
  readonly #expiries = new Map<Route, number>();
  #size = 0;
  #ours = 0;
  #changes = 0;

  /** How many routes there are, which may be more than keys. */
  get size(): number {
    return this.#size;
  }

  /** How many of them carry our protocol. */
  get ours(): number {
    return this.#ours;
  }

  /** Goes up with every route that comes or goes. */
  get changes(): number {
    return this.#changes;
  }

  keys(): IterableIterator<RouteKey> {
    return this.#routes.keys();
  }

  has(key: RouteKey): boolean {
    return this.#routes.has(key);
  }

  /** The routes of a key, the first first. */
  get(key: RouteKey): readonly Route[] {
    const found = this.#routes.get(key);
    if (found === undefined) return NONE;
    return typeof found === "string" ? [found] : found;
  }

  includes(key: RouteKey, route: Route): boolean {
    const found = this.#routes.get(key);
    return typeof found === "string" ? found === route : (found?.includes(route) ?? false);
  }

  append(key: RouteKey, route: Route): void {
    const found = this.#routes.get(key);
    if (found === undefined) {
      this.#routes.set(key, route);
      this.#index(key, route);
    } else {
      this.set(key, typeof found === "string" ? [found, route] : [...found, route]);
    }
  }

  /** Makes these the routes of a key; none removes it. */
  set(key: RouteKey, routes: readonly Route[]): void {
    for (const old of this.get(key)) this.#unindex(key, old, routes);
    const [first] = routes;
    if (first === undefined) {
      this.#routes.delete(key);
      this.#defaults.delete(key);
    } else this.#routes.set(key, routes.length === 1 ? first : routes);
    for (const route of routes) this.#index(key, route);
  }

  /** The keys of routes to everywhere. */
  defaults(): Iterable<RouteKey> {
    return this.#defaults;
  }

  /** The keys of routes with a leg by this link that is written in the route. */
  byLink(ifindex: number): Iterable<RouteKey> {
    return this.#byLink.get(ifindex) ?? [];
  }

  /** Whether this link has a leg of a route with several. */
  isShared(ifindex: number): boolean {
    return this.#shared.has(ifindex);
  }

  byNexthop(id: number): Iterable<RouteKey> {
    return this.#byNexthop.get(id) ?? [];
  }

  /** Whether a route prefers this address (latin1 bytes) as its source. */
  prefers(source: string): boolean {
    return this.#preferring.has(source);
  }

  expiry(route: Route): number | undefined {
    return this.#expiries.size === 0 ? undefined : this.#expiries.get(route);
  }

  setExpiry(route: Route, at: number | undefined): void {
    if (at !== undefined) this.#expiries.set(route, at);
    else if (this.#expiries.size > 0) this.#expiries.delete(route);
  }

  expiries(): Iterable<readonly [Route, number]> {
    return this.#expiries;
  }

  #index(key: RouteKey, route: Route): void {
    changed();
    this.#changes++;
    this.#size++;
    if (routePrefixLength(key) === 0) this.#defaults.add(key);
    if (isOurs(route)) this.#ours++;
    const leaveBy = links(route);
    for (const ifindex of leaveBy) {
      setOf(this.#byLink, ifindex).add(key);
      if (leaveBy.length > 1) count(this.#shared, ifindex, 1);
    }
    const id = routeNexthopId(route);
    if (id !== undefined) setOf(this.#byNexthop, id).add(key);
    const source = routeAttribute(route, RTA_PREFSRC);
    if (source !== undefined) count(this.#preferring, source, 1);
  }

  /** Forgets what led to `route`, but for what the routes that stay in its key need; those are indexed again. */
  #unindex(key: RouteKey, route: Route, staying: readonly Route[]): void {
    changed();
    this.#changes++;
    this.#size--;
    if (isOurs(route)) this.#ours--;
    const leaveBy = links(route);
    for (const ifindex of leaveBy) {
      const keys = this.#byLink.get(ifindex);
      keys?.delete(key);
      if (keys?.size === 0) this.#byLink.delete(ifindex);
      if (leaveBy.length > 1) count(this.#shared, ifindex, -1);
    }
    const id = routeNexthopId(route);
    if (id !== undefined) this.#byNexthop.get(id)?.delete(key);
    const source = routeAttribute(route, RTA_PREFSRC);
    if (source !== undefined) count(this.#preferring, source, -1);
    if (this.#expiries.size > 0 && !staying.includes(route)) this.#expiries.delete(route);
  }
}

/** The links that a route's own legs leave by. */
function links(route: Route): readonly number[] {
  const single = routeLink(route);
  return single === undefined ? inlineLegs(route).map((leg) => leg.ifindex) : [single];
}

function count<K>(counts: Map<K, number>, key: K, difference: 1 | -1): void {
  const now = (counts.get(key) ?? 0) + difference;
  if (now > 0) counts.set(key, now);
  else counts.delete(key);
}

function setOf<K, V>(map: Map<K, Set<V>>, key: K): Set<V> {
  let set = map.get(key);
  if (set === undefined) {
    set = new Set();
    map.set(key, set);
  }
  return set;
}
