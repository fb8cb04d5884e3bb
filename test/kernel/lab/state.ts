// What the kernel has, as sorted lines like those of ip(8), so that a test can say what it expects.
// Our protocol number is left out of a line, everybody else's is shown.
import type { Family, Host } from "./host.ts";

const OURS = "77";
const SHOWN_FLAGS = ["onlink"];
const SCOPES: Record<string, string> = { 253: "link", 254: "host" };
const TYPES: Record<string, string> = { 2: "local", 3: "broadcast", 6: "blackhole", 7: "unreachable", 8: "prohibit" };

export interface RouteRecord {
  readonly dst: string;
  readonly type: string;
  readonly table?: string;
  readonly tos?: string;
  readonly from?: string;
  readonly gateway?: string;
  readonly via?: { readonly family: string; readonly host: string };
  readonly dev?: string;
  readonly protocol: string;
  readonly scope?: string;
  readonly prefsrc?: string;
  readonly metric?: number;
  readonly pref?: string;
  readonly flags: readonly string[];
  readonly metrics?: readonly Record<string, unknown>[];
  readonly nexthops?: readonly Leg[];
  readonly nhid?: number;
  readonly expires?: number;
}

type Leg = Pick<RouteRecord, "gateway" | "via" | "dev" | "flags"> & { readonly weight: number };

interface RuleRecord {
  readonly priority: number;
  readonly src: string;
  readonly srclen?: number;
  readonly dst?: string;
  readonly dstlen?: number;
  readonly table?: string;
  readonly protocol: string;
  readonly fwmark?: string;
  readonly iif?: string;
  readonly suppress_prefixlen?: number;
}

export function routeRecords(host: Host, table: number | "all" | "main", family: Family): RouteRecord[] {
  try {
    return host.json<RouteRecord[]>("-N", `-${family}`, "route show table", String(table));
  } catch (error) {
    // A table that never held a route is an error for ip, but only an empty one for a test.
    if (error instanceof Error && error.message.includes("FIB table does not exist")) return [];
    throw error;
  }
}

/** For example "default via 10.1.0.1 dev u1 metric 100"; a remaining lifetime is shown as "expires". */
export function routes(host: Host, table: number | "all" | "main", family: Family): string[] {
  return routeRecords(host, table, family).map(routeText).sort();
}

/** For example "2000: from 10.1.0.2 lookup 2000", without the kernel's own three. */
export function rules(host: Host, family: Family): string[] {
  return host
    .json<RuleRecord[]>("-N", `-${family}`, "rule show")
    .filter((rule) => rule.protocol !== "2")
    .map(ruleText)
    .sort();
}

/** Everything that carries our protocol number: empty where multihomed has never been, or has left. */
export function ours(host: Host): string[] {
  const objects = host.json<{ readonly id: number; readonly protocol: string }[]>("-N nexthop show");
  const nexthops = objects.filter(({ protocol }) => protocol === OURS).map(({ id }) => `nexthop ${id}`);
  const rulesAndRoutes = ([4, 6] as const).flatMap((family) => [
    ...rules(host, family).filter((text) => !text.includes(" proto ")),
    ...routeRecords(host, "all", family)
      .filter((route) => route.protocol === OURS)
      .map((route) => `table ${route.table ?? "main"}: ${routeText(route)}`),
  ]);
  return [...rulesAndRoutes, ...nexthops];
}

/** The link by which a packet from `source` to `destination` leaves; undefined where it has no way out. */
export function exitLink(host: Host, source: string, destination: string): string | undefined {
  const family = source.includes(":") ? 6 : 4;
  try {
    return host.json<RouteRecord[]>(`-${family}`, "route get", destination, "from", source)[0]?.dev;
  } catch {
    return undefined; // ip fails where the answer is "unreachable"
  }
}

export function routeText(route: RouteRecord): string {
  const type = TYPES[route.type] ?? "";
  return words([
    type,
    route.dst,
    route.from && `from ${route.from}`,
    route.tos && `tos ${route.tos}`,
    ...hop(route),
    // The kernel names lo as the exit of an IPv6 route that leads nowhere.
    type === "" && route.dev && `dev ${route.dev}`,
    route.protocol !== OURS && `proto ${route.protocol}`,
    SCOPES[route.scope ?? ""] && `scope ${SCOPES[route.scope ?? ""]}`,
    route.prefsrc && `src ${route.prefsrc}`,
    route.metric && `metric ${route.metric}`,
    ...(route.metrics ?? []).flatMap((metrics) => Object.entries(metrics).map((entry) => entry.join(" "))),
    route.pref && route.pref !== "medium" && `pref ${route.pref}`,
    route.expires !== undefined && "expires",
    ...route.flags.filter((flag) => SHOWN_FLAGS.includes(flag)),
    ...(route.nexthops ?? []).map((leg) => words(["nexthop", ...hop(leg), `dev ${leg.dev}`, `weight ${leg.weight}`])),
  ]);
}

function hop(leg: Pick<RouteRecord, "gateway" | "via">): string[] {
  if (leg.via !== undefined) return [`via ${leg.via.family} ${leg.via.host}`];
  return leg.gateway === undefined ? [] : [`via ${leg.gateway}`];
}

function ruleText(rule: RuleRecord): string {
  return words([
    `${rule.priority}: from ${prefix(rule.src, rule.srclen)}`,
    rule.dst !== undefined && `to ${prefix(rule.dst, rule.dstlen)}`,
    rule.iif && `iif ${rule.iif}`,
    rule.fwmark && `fwmark ${rule.fwmark}`,
    rule.table !== undefined && `lookup ${rule.table}`,
    rule.suppress_prefixlen !== undefined && `suppress_prefixlength ${rule.suppress_prefixlen}`,
    rule.protocol !== OURS && `proto ${rule.protocol}`,
  ]);
}

function prefix(address: string, length: number | undefined): string {
  return length === undefined ? address : `${address}/${length}`;
}

function words(parts: readonly (string | false | 0 | undefined)[]): string {
  return parts.filter((part) => part).join(" ");
}
