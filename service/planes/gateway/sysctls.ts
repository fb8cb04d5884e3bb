// What lets the host forward, on the links concerned and no others. Pure.
import { PROTOCOL_RA, TABLE_MAIN } from "../../../common/numbers.ts";
import { routeProtocol } from "../../view/route.ts";
import { hostSysctl, linkSysctl, type SysctlKey } from "../../view/sysctl.ts";
import { AF_INET6, type View } from "../../view/view.ts";
import type { SysctlWish } from "../plane.ts";
import type { Uplinks } from "../uplinks.ts";
import { membersOf } from "./members.ts";

/** In the order in which they are to be written. */
export function* sysctls(uplinks: Uplinks, view: View): Generator<SysctlWish> {
  const { inside, outside } = linksOf(uplinks, view);
  if (inside.length === 0 || outside.length === 0) return;
  for (const ifindex of outside) yield* reversePath(ifindex, view);
  yield* advertisements([...outside, ...advertisedLinks(view)], inside, view);
  for (const ifindex of [...inside, ...outside]) {
    // Decided by the link that a packet arrives on (ip_route_input_slow); the host's own switch, ip_forward, stays.
    yield { key: linkSysctl("net/ipv4/conf", ifindex, "forwarding"), wish: { exactly: 1 } };
    yield* forwarding6(ifindex, view);
  }
  // Neighbours take a router off their list that does not call itself one (RFC 4861, 7.2.5).
  for (const ifindex of inside) yield { key: forwarding6Of(ifindex), wish: { exactly: 1 } };
}

interface Links {
  readonly inside: readonly number[];
  /** Those of uplinks. */
  readonly outside: readonly number[];
}

function linksOf(uplinks: Uplinks, view: View): Links {
  const inside = (uplinks.gateway?.inside ?? []).flatMap((name) => view.linkByName(name)?.index ?? []);
  const outside = membersOf(uplinks).flatMap(({ uplink }) => uplink.link?.index ?? []);
  return { inside: [...new Set(inside)], outside: [...new Set(outside)] };
}

/**
 * Answers to other hosts come by the uplink of their connection, which need not be the best way back: a strict filter of
 * the reverse path (RFC 3704, 2.2) would drop them, a loose one (2.4) does not. The larger of conf/all and conf/LINK counts.
 */
function* reversePath(ifindex: number, view: View): Generator<SysctlWish> {
  const key = linkSysctl("net/ipv4/conf", ifindex, "rp_filter");
  const all = hostSysctl("net/ipv4/conf/all/rp_filter");
  yield { key: all, wish: "look" };
  const strict = Math.max(without(key, view), without(all, view)) === STRICT;
  yield { key, wish: strict ? { exactly: LOOSE } : "look" };
}

const [STRICT, LOOSE] = [1, 2];

/**
 * When forwarding begins on any link, the kernel drops what routers advertised on all links that do not take
 * advertisements as a router too, which is accept_ra=2 (rt6_purge_dflt_routers in addrconf_fixup_forwarding).
 */
function* advertisements(ifindexes: readonly number[], inside: readonly number[], view: View): Generator<SysctlWish> {
  for (const ifindex of new Set(ifindexes)) {
    if (inside.includes(ifindex)) continue;
    const [key, forwarding] = [linkSysctl("net/ipv6/conf", ifindex, "accept_ra"), forwarding6Of(ifindex)];
    yield { key: forwarding, wish: "look" };
    const takes = without(key, view) === AS_HOST && without(forwarding, view) === 0;
    yield { key, wish: takes ? { exactly: AS_ROUTER_TOO } : "look" };
  }
}

const [AS_HOST, AS_ROUTER_TOO] = [1, 2];

/** Links with a default route that an advertisement brought. */
function* advertisedLinks(view: View): Generator<number> {
  const main = view.table(AF_INET6, TABLE_MAIN);
  for (const key of main.defaults()) {
    for (const route of main.get(key)) {
      if (routeProtocol(route) === PROTOCOL_RA) for (const { ifindex } of view.legs(route)) yield ifindex;
    }
  }
}

/** Since Linux 6.17 a link can forward IPv6 by itself; before, only all do. */
function* forwarding6(ifindex: number, view: View): Generator<SysctlWish> {
  const own = linkSysctl("net/ipv6/conf", ifindex, "force_forwarding");
  if (view.sysctls.has(own)) {
    yield { key: ALL_FORWARDING6, wish: "look" };
    yield { key: own, wish: without(ALL_FORWARDING6, view) === 1 ? "look" : { exactly: 1 } };
  } else {
    yield { key: own, wish: "look" };
    // Links without IPv6 have nothing here, and need nothing.
    yield { key: ALL_FORWARDING6, wish: view.sysctls.has(forwarding6Of(ifindex)) ? { exactly: 1 } : "look" };
  }
}

/** Written by itself: what the kernel makes of the other links with it is undone at once (service/system/sysctl.ts). */
const ALL_FORWARDING6 = hostSysctl("net/ipv6/conf/all/forwarding");

const forwarding6Of = (ifindex: number): SysctlKey => linkSysctl("net/ipv6/conf", ifindex, "forwarding");

/** What a sysctl would be without us; 0 where there is none. */
function without(key: SysctlKey, view: View): number {
  const now = view.sysctls.get(key);
  const kept = view.kept.sysctls.get(key);
  return Number((kept !== undefined && kept.ours === now ? kept.was : now) ?? 0);
}
