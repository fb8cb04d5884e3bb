// Is everything as it should be now? What is ours against the model, what is not ours against the twin.
import type { Host } from "../lab/index.ts";
import { expected, type ModelUplink } from "./model.ts";
import { OURS, type Route, routeText, type Snapshot, snapshot, TYPE_NAMES } from "./snapshot.ts";
import { attempt } from "./world.ts";

const TRIAL_TABLE = 4242;

export interface Verdict {
  /** Lines of a diff: "-" expected and not there, "+" there and not expected. Empty: all is well. */
  readonly differences: readonly string[];
  /** Routes that are missing because the kernel would refuse them to anybody now. */
  readonly refused: number;
}

export function judge(host: Host, twin: Host, uplinks: readonly ModelUplink[]): Verdict {
  const [here, there] = [snapshot(host), snapshot(twin)];
  const want = expected(here, uplinks);
  const routes = diff(want.routes, here.routes.filter(isOurs), routeLine);
  const missing = routes.missing.filter((route) => accepts(twin, route));
  // What was there before stays until the kernel accepts what is to replace it.
  const refused = new Set(routes.missing.filter((route) => !missing.includes(route)).map(placeOf));
  const unexpected = routes.unexpected.filter((route) => !refused.delete(placeOf(route)));
  const rules = diff(want.rules, here.rules.filter(isOurs).map(ruleLine), String);
  const foreign = diff(foreignLines(there), foreignLines(here), String);
  return {
    differences: [
      ...missing.map((route) => `- ${routeLine(route)}`),
      ...unexpected.map((route) => `+ ${routeLine(route)}`),
      ...rules.missing.map((rule) => `- rule ${rule}`),
      ...rules.unexpected.map((rule) => `+ rule ${rule}`),
      ...foreign.missing.map((line) => `- foreign ${line}`),
      ...foreign.unexpected.map((line) => `+ foreign ${line}`),
    ],
    refused: routes.missing.length - missing.length,
  };
}

function isOurs(object: { readonly protocol: string }): boolean {
  return object.protocol === OURS;
}

function routeLine(route: Route): string {
  return `ipv${route.family} table ${route.table}: ${routeText(route)}`;
}

/** What only one route of ours has. */
function placeOf({ family, table, key }: Route): string {
  return `${family} ${table} ${key}`;
}

function ruleLine(rule: { readonly family: number; readonly text: string }): string {
  return `${rule.family} ${rule.text}`;
}

/** Everything that is not ours, without the order, which depends on when the kernel heard of a carrier. */
function foreignLines(kernel: Snapshot): string[] {
  const routes = kernel.routes.filter((route) => !isOurs(route));
  const rules = kernel.rules.filter((rule) => !isOurs(rule));
  return [
    ...kernel.addresses.map((a) => `address ${a.local} peer ${a.peer ?? "-"}/${a.prefixLength} dev ${a.dev}`),
    ...routes.map((route) => `proto ${route.protocol} nhid ${route.nexthopId ?? "-"} ${routeLine(route)}`),
    ...rules.map((rule) => `rule proto ${rule.protocol} ${ruleLine(rule)}`),
    ...kernel.nexthops.map((nexthop) => `nexthop ${nexthop}`),
  ];
}

/** Each counts: two of the same are not one. */
function diff<T>(want: readonly T[], got: readonly T[], text: (value: T) => string) {
  const left = new Map<string, T[]>();
  for (const value of got) left.set(text(value), [...(left.get(text(value)) ?? []), value]);
  const missing = want.filter((value) => left.get(text(value))?.pop() === undefined);
  return { missing, unexpected: [...left.values()].flat() };
}

/**
 * Whether ip could write this route at all. A route may stand in main although its gateway has become unreachable or
 * its link has none of the addresses any more; the kernel accepts no copy of such a one.
 */
function accepts(twin: Host, route: Route): boolean {
  const legs = route.legs.map((leg) => leg.text.split(" encap")[0]);
  const scope = /(?:^| )scope (\d+)/.exec(route.attributes)?.[1];
  const source = /(?:^| )prefsrc (\S+)/.exec(route.attributes)?.[1];
  const words = [
    TYPE_NAMES[route.type] ?? "unicast",
    route.key.replace(" metric 0", ""),
    source === undefined ? "" : `src ${source}`,
    scope === undefined ? "" : `scope ${scope}`,
    `table ${TRIAL_TABLE}`,
    legs.length === 1 ? legs[0] : legs.map((leg) => `nexthop ${leg}`).join(" "),
  ];
  if (attempt(twin, `-${route.family} route add ${words.join(" ")}`) !== "") return false;
  twin.ip(`-${route.family} route delete ${words.join(" ")}`); // flush would spare an IPv6 guard
  return true;
}
