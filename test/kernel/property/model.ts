// The naive model: what every uplink's table and which rules DESIGN.md ("What an uplink's table holds") wants for a
// kernel as `ip -json` shows it. It knows nothing of the daemon's code, remembers nothing and computes all of it anew.
//
// Where DESIGN.md leaves a choice, the model takes it like this:
// - The same destination, source prefix, TOS and metric is "the same destination and metric".
// - "The first" is the first in the kernel's order, in both families. IPv6 legs that the kernel shows as one multipath
//   route are one route.
// - A leg whose link is down (dead) is not a way out, and is nobody's. A route with such a leg by an assigned link is
//   still not one "through links that are not assigned".
// - A route by nexthop id is the route that the nexthop resolves to: that is what `ip` shows.
// - Of several routes without an exit by L that compete for one key, the first in the kernel's order wins.
// - blackhole, unreachable and prohibit routes come along whatever `unassigned-routes` says; throw routes never do.
// - Where a route that is not ours has the key in the uplink's table, ours is left out: others are never touched.
// - The table of an uplink whose link is absent is empty: no link, no address, no packet that it could serve.
// - Lifetimes are not compared.
// - An uplink with a gateway has nothing of the other family, not even the guard.
import { BlockList } from "node:net";
import type { Family } from "../lab/index.ts";
import { type Address, FAMILIES, type Leg, OURS, REJECTS, type Route, type Snapshot, UNICAST } from "./snapshot.ts";

export interface ModelUplink {
  readonly interface: string;
  readonly table: number;
  readonly priority: number;
  readonly guard: boolean;
  readonly unassignedRoutes: boolean;
  readonly gateway?: string;
}

export interface Expected {
  readonly routes: readonly Route[];
  /** As Rule.text, with the family before it. */
  readonly rules: readonly string[];
}

const MAIN = 254;
const WORST_METRIC = 4294967295;
/** 0.0.0.0/0 and ::/0 are "default" in both families; the halves are what VPNs install instead. */
const DEFAULTS: readonly string[] = ["default", "0.0.0.0/1", "128.0.0.0/1", "::/1", "8000::/1"];

export function expected(kernel: Snapshot, uplinks: readonly ModelUplink[]): Expected {
  const present = uplinks.filter((uplink) => kernel.links.some((link) => link.name === uplink.interface));
  return {
    routes: present.flatMap((uplink) => table(kernel, uplink, uplinks)),
    rules: rules(kernel.addresses, present),
  };
}

function table(kernel: Snapshot, uplink: ModelUplink, uplinks: readonly ModelUplink[]): Route[] {
  const assigned = new Set(uplinks.map((other) => other.interface));
  return FAMILIES.filter((family) => isOf(uplink, family)).flatMap((family) => {
    const main = kernel.routes.filter((route) => route.family === family && route.table === MAIN);
    const foreign = kernel.routes.filter(
      (route) => route.family === family && route.table === uplink.table && route.protocol !== OURS,
    );
    const wanted = new Map<string, Route>();
    const want = (route: Route, legs: readonly Leg[]) => {
      if (wanted.has(route.key)) return;
      wanted.set(route.key, { ...route, legs, table: uplink.table, protocol: OURS, nexthopId: undefined });
    };
    for (const route of main) {
      const legs = route.legs.filter((leg) => leg.dev === uplink.interface && !leg.dead && isBy(leg, uplink));
      if (route.type === UNICAST && legs.length > 0) want(route, legs);
    }
    for (const route of main) {
      if (REJECTS.includes(route.type) && !DEFAULTS.includes(route.dst)) want(route, []);
      if (uplink.unassignedRoutes && throughUnassigned(route, assigned)) {
        want(
          route,
          route.legs.filter((leg) => !leg.dead),
        );
      }
    }
    if (uplink.guard) {
      const guard = guardRoute(family, uplink.table);
      want(guard, []);
    }
    for (const { key } of foreign) wanted.delete(key);
    return [...wanted.values()];
  });
}

function throughUnassigned(route: Route, assigned: ReadonlySet<string>): boolean {
  return (
    route.type === UNICAST &&
    route.legs.some((leg) => !leg.dead) &&
    route.legs.every((leg) => !assigned.has(leg.dev)) &&
    !DEFAULTS.includes(route.dst) &&
    !staysOnLink(route.dst)
  );
}

/** 169.254.0.0/16, 224.0.0.0/4, fe80::/10 and ff00::/8 mean another thing on every link. */
function staysOnLink(dst: string): boolean {
  return /^169\.254\.|^2(2[4-9]|3\d)\.|^fe[89ab].:|^ff..:/.test(dst);
}

function guardRoute(family: 4 | 6, table: number): Route {
  return {
    family,
    table,
    protocol: OURS,
    type: "7", // unreachable
    dst: "default",
    key: `default metric ${WORST_METRIC}`,
    attributes: family === 4 ? "scope 0" : "pref medium scope 0",
    legs: [],
    nexthopId: undefined,
  };
}

const isOf = ({ gateway }: ModelUplink, family: Family): boolean =>
  gateway === undefined || gateway.includes(":") === (family === 6);

function isBy({ text }: Leg, { gateway }: ModelUplink): boolean {
  const via = /(?:^| )via (?:inet6 )?(\S+)/.exec(text)?.[1];
  return gateway === undefined || via === undefined || via === gateway;
}

function rules(addresses: readonly Address[], uplinks: readonly ModelUplink[]): string[] {
  const found = addresses.flatMap(({ family, local, dev }) => {
    if (family === 6 && /^fe[89ab]/.test(local)) return [];
    const here = uplinks
      .filter((uplink) => uplink.interface === dev && isOf(uplink, family))
      .sort((a, b) => a.priority - b.priority || a.table - b.table);
    const same = addresses.filter((other) => other.dev === dev && other.local === local);
    const owner = here.find((uplink) => same.some((address) => reaches(address, uplink))) ?? here[0];
    return owner === undefined ? [] : [`${family} priority ${owner.priority} src ${local} table ${owner.table}`];
  });
  return [...new Set(found)];
}

/** Whether an uplink's gateway is in the subnet of an address, or of its other end. */
function reaches({ family, local, peer = local, prefixLength }: Address, { gateway }: ModelUplink): boolean {
  if (gateway === undefined) return false;
  const subnet = new BlockList();
  const type = family === 4 ? "ipv4" : "ipv6";
  subnet.addSubnet(peer, prefixLength, type);
  return subnet.check(gateway, type);
}
