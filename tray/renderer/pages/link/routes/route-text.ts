// A route as the service lists it, "default via 10.1.0.1 dev eth0 proto multihomed metric 100", taken apart into columns.
// What stands behind the known words keeps its order; what cannot be taken apart is shown whole. Pure.

export interface RouteColumns {
  /** "unreachable" and the like; absent: it leads somewhere. */
  readonly type?: string;
  readonly destination: string;
  readonly via?: string;
  readonly link?: string;
  readonly source?: string;
  readonly metric?: string;
  /** Where it has several ways: "via 10.1.0.1 dev eth0 weight 1" each. */
  readonly nexthops: readonly string[];
  /** Whatever else was said. */
  readonly rest: string;
}

/** Undefined where the text does not begin as a route. */
export function parseRoute(text: string): RouteColumns | undefined {
  const [head = "", ...nexthops] = text.split(/ (?=nexthop )/);
  const words = head.split(" ");
  const type = TYPES.has(words[0] ?? "") ? words.shift() : undefined;
  const destination = words.shift() ?? "";
  if (!DESTINATION.test(destination)) return undefined;
  const found = new Map<string, string>();
  const rest: string[] = [];
  while (words.length > 0) {
    const word = words.shift() ?? "";
    const column = COLUMNS.get(word);
    if (column === undefined || words.length === 0 || found.has(column)) {
      rest.push(word);
      continue;
    }
    // An IPv4 route may lead to a router that has only IPv6: "via inet6 fe80::1".
    if (word === "via" && words[0] === "inet6") words.shift();
    found.set(column, words.shift() ?? "");
  }
  return {
    ...(type !== undefined && { type }),
    destination,
    ...Object.fromEntries(found), // only keys of COLUMNS
    nexthops: nexthops.map((nexthop) => nexthop.replace(/^nexthop /, "")),
    rest: rest.join(" ").replace(OURS, "").trim(),
  };
}

const TYPES: ReadonlySet<string> = new Set([
  ...["unicast", "local", "broadcast", "anycast", "multicast", "blackhole", "unreachable", "prohibit", "throw", "nat"],
]);
const DESTINATION = /^(?:default|[0-9.]+(?:\/\d+)?|[0-9a-f:.]*:[0-9a-f:.]*(?:\/\d+)?)$/i;
const COLUMNS: ReadonlyMap<string, "via" | "link" | "source" | "metric"> = new Map([
  ["via", "via"],
  ["dev", "link"],
  ["src", "source"],
  ["metric", "metric"],
]);
/** All that are listed are the service's. */
const OURS = /(?:^| )proto multihomed(?= |$)/;
