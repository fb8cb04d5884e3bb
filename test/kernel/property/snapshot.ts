// What `ip -json -details` says about one host, read in one go and brought into a form that can be compared.
import type { Family, Host } from "../lab/index.ts";

/** Our protocol number, as `ip -N` prints it. */
export const OURS = "77";
/** rtm_type as `ip -N` prints it (linux/rtnetlink.h). */
export const UNICAST = "1";
export const TYPE_NAMES: Readonly<Record<string, string>> = {
  [UNICAST]: "unicast",
  2: "local",
  3: "broadcast",
  4: "anycast",
  5: "multicast",
  6: "blackhole",
  7: "unreachable",
  8: "prohibit",
  9: "throw",
};
/** Blackhole, unreachable and prohibit. */
export const REJECTS: readonly string[] = ["6", "7", "8"];
export const FAMILIES: readonly [Family, Family] = [4, 6];

/** A way out, for example { dev: "u1", text: "via 10.1.0.1 dev u1 onlink" }. */
export interface Leg {
  readonly dev: string;
  readonly text: string;
  readonly weight: number;
  /** Its link is down: the kernel keeps it in a multipath route, and does not use it. */
  readonly dead: boolean;
}

export interface Route {
  readonly family: Family;
  readonly table: number;
  readonly protocol: string;
  readonly type: string;
  readonly dst: string;
  /** Destination, source prefix, TOS and metric: what the kernel tells routes of one table apart by. */
  readonly key: string;
  /** Scope, preferred source, metrics, preference and whatever else the kernel says, except lifetimes. */
  readonly attributes: string;
  /** None for routes that lead nowhere. */
  readonly legs: readonly Leg[];
  readonly nexthopId: number | undefined;
}

export interface Address {
  readonly family: Family;
  readonly dev: string;
  readonly local: string;
  readonly peer: string | undefined;
  readonly prefixLength: number;
  readonly scope: string;
}

export interface Link {
  readonly name: string;
  readonly mac: string;
  readonly up: boolean;
  readonly carrier: boolean;
  /** Whether the kernel has told everybody about the last change of the carrier (it does that later). */
  readonly settled: boolean;
}

export interface Snapshot {
  readonly links: readonly Link[];
  readonly addresses: readonly Address[];
  /** In the kernel's order. */
  readonly routes: readonly Route[];
  readonly rules: readonly Rule[];
  /** Each as canonical text. */
  readonly nexthops: readonly string[];
}

export interface Rule {
  readonly family: Family;
  readonly protocol: string;
  readonly text: string;
}

type Json = Readonly<Record<string, unknown>>;

export function snapshot(host: Host): Snapshot {
  const links = host.json<LinkJson[]>("-N addr show");
  return {
    links: links.map(link),
    addresses: links.flatMap((link) => link.addr_info.map((address) => addressOf(link.ifname, address))),
    routes: FAMILIES.flatMap((family) =>
      host.json<RouteJson[]>("-N", `-${family}`, "route show table all").map((json) => route(family, json)),
    ),
    rules: FAMILIES.flatMap((family) => host.json<Json[]>("-N", `-${family}`, "rule show").map((r) => rule(family, r))),
    nexthops: host
      .json<Json[]>("-N nexthop show")
      .map((json) => canonical(without(json, ["flags"])))
      .sort(),
  };
}

/** One route as a line, with what differs between two of the same key: for comparison and for people. */
export function routeText(route: Route): string {
  const usable = route.legs.filter((leg) => !leg.dead);
  const [first] = usable;
  const single = usable.length === 1 && first !== undefined;
  const legs = single ? [first.text] : usable.map((leg) => `nexthop ${leg.text} weight ${leg.weight}`);
  // The legs of an IPv6 route are routes of their own, without an order.
  if (route.family === 6) legs.sort();
  return [TYPE_NAMES[route.type] ?? route.type, route.key, route.attributes, ...legs]
    .filter((part) => part !== "")
    .join(" ");
}

interface LinkJson {
  readonly ifname: string;
  readonly address?: string;
  readonly flags: readonly string[];
  readonly operstate: string;
  readonly addr_info: readonly AddressJson[];
}

interface AddressJson {
  readonly family: string;
  readonly local: string;
  readonly address?: string;
  readonly prefixlen: number;
  readonly scope: string;
}

interface LegJson extends Json {
  readonly dev: string;
  readonly weight?: number;
  readonly flags: readonly string[];
  readonly gateway?: string;
  readonly via?: { readonly family: string; readonly host: string };
}

interface RouteJson extends Json {
  readonly type: string;
  readonly dst: string;
  readonly from?: string;
  readonly tos?: string;
  readonly metric?: number;
  readonly table?: string;
  readonly protocol: string;
  readonly dev?: string;
  readonly flags: readonly string[];
  readonly nexthops?: readonly LegJson[];
  readonly nhid?: number;
}

const LEG_KEYS = ["dev", "gateway", "via", "encap", "mode", "segs", "weight", "flags"];
const ROUTE_KEYS = ["type", "dst", "from", "tos", "metric", "table", "protocol", "nexthops", "nhid", "nh_info"];
const LIFETIME_KEYS = ["expires", "cache", "age", "used", "users", "error"];

function route(family: Family, json: RouteJson): Route {
  const alone = json.dev === undefined ? [] : [json as LegJson]; // with a dev, the route itself has a leg's keys
  const rejects = json.type !== UNICAST && json.dev === "lo"; // lo as the exit of a route that leads nowhere
  return {
    family,
    table: Number(json.table ?? 254),
    protocol: json.protocol,
    type: json.type,
    dst: json.dst,
    key: [
      json.dst,
      json.from === undefined ? "" : ` from ${json.from}`,
      json.tos === undefined || json.tos === "0" ? "" : ` tos ${json.tos}`,
      ` metric ${json.metric ?? 0}`,
    ].join(""),
    attributes: canonical(without(json, [...LEG_KEYS, ...ROUTE_KEYS, ...LIFETIME_KEYS])),
    legs: rejects ? [] : (json.nexthops ?? alone).map(leg),
    nexthopId: json.nhid,
  };
}

function leg(json: LegJson): Leg {
  const words = [
    json.via === undefined ? "" : `via ${json.via.family} ${json.via.host}`,
    json.gateway === undefined ? "" : `via ${json.gateway}`,
    `dev ${json.dev}`,
    json.flags.includes("onlink") ? "onlink" : "",
    json.encap === undefined ? "" : canonical({ encap: json.encap, mode: json.mode, segs: json.segs }),
  ];
  return {
    dev: json.dev,
    text: words.filter((word) => word !== "").join(" "),
    weight: json.weight ?? 1,
    dead: json.flags.includes("dead"),
  };
}

function rule(family: Family, json: Json): Rule {
  return { family, protocol: String(json.protocol), text: canonical(without(json, ["protocol"])) };
}

function link(json: LinkJson): Link {
  const [up, carrier] = [json.flags.includes("UP"), json.flags.includes("LOWER_UP")];
  return {
    name: json.ifname,
    mac: json.address ?? "",
    up,
    carrier,
    settled: !up || json.ifname === "lo" || carrier === (json.operstate === "UP"),
  };
}

function addressOf(dev: string, json: AddressJson): Address {
  return {
    family: json.family === "inet" ? 4 : 6,
    dev,
    local: json.local,
    peer: json.address,
    prefixLength: json.prefixlen,
    scope: json.scope,
  };
}

function without(json: Json, keys: readonly string[]): Json {
  return Object.fromEntries(Object.entries(json).filter(([key]) => !keys.includes(key)));
}

/** Text that is the same for the same values, whatever order they were printed in. */
function canonical(json: Json): string {
  const entries = Object.entries(json).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, value]) => `${key} ${typeof value === "object" ? JSON.stringify(value) : value}`).join(" ");
}
