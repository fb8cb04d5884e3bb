// The plane that spreads the traffic of programs that bind to nothing over the uplinks that have a weight: a default of
// several legs in a table of its own, and the rules in front of main's that lead there what main knows no other way for.
import { addressFamily } from "../../view/address.ts";
import { type Change, isMainsDefault } from "../../view/change.ts";
import { isGroup, type Nexthop } from "../../view/nexthop.ts";
import { routeFamily } from "../../view/route.ts";
import { hostSysctl } from "../../view/sysctl.ts";
import { AF_INET, FAMILIES, type Family, type View } from "../../view/view.ts";
import type { Key, Plane, SysctlWish, WishesSysctls } from "../plane.ts";
import type { Uplinks } from "../uplinks.ts";
import { GROUP, keyOf, member, route, ruleKey, SPARE, STRAYS } from "./keys.ts";
import { ROUTE_KEYS } from "./routes.ts";
import { boundAddresses, boundRule, isBalanceRule, leadingRules } from "./rules.ts";
import { balanceTroubles } from "./troubles.ts";

export const balance: Plane & WishesSysctls = {
  name: "balance",

  *touched(change: Change, uplinks: Uplinks, view: View): Generator<Key> {
    switch (change.kind) {
      case "all":
        yield* ways(FAMILIES, uplinks);
        yield* everyRule(uplinks, view);
        yield STRAYS;
        return;
      case "link":
        yield* ways(FAMILIES, uplinks);
        for (const { local } of view.addresses(change.index)) yield* boundTo(local, uplinks);
        return;
      case "address": {
        const { ifindex, local } = change.address;
        const name = view.links.get(ifindex)?.name;
        yield* boundTo(local, uplinks);
        if (name !== undefined && uplinks.onLink.has(name)) yield* ways([addressFamily(local)], uplinks);
        return;
      }
      case "route": {
        const family = routeFamily(change.key);
        if (change.table === uplinks.balance?.table) {
          yield route(change.key);
          // Whether others use the table decides about all of it; that someone took one of ours away does not.
          if (!change.lost) yield* ways([family], uplinks);
        } else if (isMainsDefault(change)) yield* ways([family], uplinks);
        return;
      }
      case "rule":
        if (isBalanceRule(change.rule)) yield ruleKey(change.rule);
        return;
      case "nexthop":
        yield* change.lost === undefined ? ways(FAMILIES, uplinks) : having(change.lost, uplinks);
        return;
      case "operstate":
      case "sysctl":
      case "ruleset":
      case "mptcp":
        return;
    }
  },

  keyOf,

  troubles: balanceTroubles,

  *sysctls({ balance: wanted }: Uplinks): Generator<SysctlWish> {
    if (wanted === undefined) return;
    // 0: by addresses; 1: by ports too (networking/ip-sysctl of the kernel's documentation).
    const wish = { exactly: wanted.hash === "flow" ? 1 : 0 };
    for (const version of ["ipv4", "ipv6"]) {
      yield { key: hostSysctl(`net/${version}/fib_multipath_hash_policy`), wish };
    }
  },
};

/** Everything between the uplinks and the rules that lead to them: what comes and goes together. */
function* ways(families: readonly Family[], { balance: wanted, all }: Uplinks): Generator<Key> {
  if (wanted !== undefined) {
    for (const family of families) {
      for (const { table, weight } of all) if (weight !== undefined) yield member(table, family);
    }
  }
  // IPv6 has a use for the ids that IPv4 leaves, and the other way round.
  yield GROUP;
  yield SPARE;
  if (wanted === undefined) return;
  for (const family of families) {
    yield* ROUTE_KEYS[family].map(route);
    yield* leadingRules(family, wanted).map(ruleKey);
  }
}

function* boundTo(local: string, { balance: wanted }: Uplinks): Generator<Key> {
  if (wanted !== undefined) yield ruleKey(boundRule(local, wanted));
}

/** Those that there are, which may be of another configuration, and those that there are to be. */
function* everyRule(uplinks: Uplinks, view: View): Generator<Key> {
  for (const local of boundAddresses(view)) yield* boundTo(local, uplinks);
  for (const rule of view.rules.keys()) if (isBalanceRule(rule)) yield ruleKey(rule);
}

/** What had an object that someone else deleted; a route that went with it is told apart. */
function* having(lost: Nexthop, { all }: Uplinks): Generator<Key> {
  if (isGroup(lost)) yield GROUP;
  else {
    for (const { link, table, weight } of all) {
      if (weight === undefined || link?.index !== lost.ifindex) continue;
      for (const family of FAMILIES) if (family === lost.family || lost.family !== AF_INET) yield member(table, family);
    }
  }
}
