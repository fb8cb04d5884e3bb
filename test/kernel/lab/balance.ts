// What balance should bring about, in the words of state.ts.
import assert from "node:assert/strict";
import { eventually, type Patience } from "./eventually.ts";
import type { Family, Host } from "./host.ts";
import { routes, rules } from "./state.ts";

export interface BalanceText {
  readonly table?: number;
  readonly priority?: number;
  readonly hash?: string;
}

/** A configuration: uplink N has table N × 1000 and the weight at its place; undefined: none. */
export function balance(weights: readonly (number | undefined)[], section: BalanceText | undefined = {}): string {
  const uplinks = weights.map((weight, at) => {
    const lines = [`[[uplink]]`, `interface = "u${at + 1}"`, `table = ${(at + 1) * 1000}`];
    return [...lines, ...(weight === undefined ? [] : [`weight = ${weight}`]), ""].join("\n");
  });
  const { table, priority, hash } = section;
  const lines = [
    table === undefined ? "" : `table = ${table}`,
    priority === undefined ? "" : `priority = ${priority}`,
    hash === undefined ? "" : `hash = "${hash}"`,
  ];
  return `${uplinks.join("\n")}\n[balance]\nenabled = true\n${lines.join("\n")}\n`;
}

/**
 * Waits until the table holds these legs, and the rules lead there and nowhere else: "u1 1" is weight 1 by u1, "u1" a leg
 * of IPv6 that is alone, and so without a weight. Those of IPv4 are there twice.
 */
export async function spreads(
  host: Host,
  family: Family,
  legs: readonly string[],
  { table = 900, priority = 32000 }: BalanceText = {},
  patience?: Patience,
): Promise<void> {
  const lines = [
    `${priority}: from all lookup 254 suppress_prefixlength 0`,
    `${priority + 1}: from all lookup ${table}`,
  ];
  await eventually(() => {
    assert.deepEqual(legsOf(host, table, family), [...legs].sort());
    const leading = rules(host, family).filter((line) => line.includes("from all"));
    assert.deepEqual(leading, legs.length === 0 ? [] : lines);
  }, patience);
}

function legsOf(host: Host, table: number, family: Family): string[] {
  const [line, ...more] = routes(host, table, family).filter((each) => each.startsWith("default"));
  if (line === undefined) return [];
  assert.deepEqual(more, []);
  const legs = [...line.matchAll(/nexthop .*?dev (\S+) weight (\d+)/g)].map(([, link, weight]) => `${link} ${weight}`);
  if (family === 6)
    return legs.length > 0 ? legs.sort() : [...line.matchAll(/dev (\S+)/g)].map(([, link]) => `${link}`);
  const once = [...new Set(legs)].sort();
  assert.deepEqual(
    legs.sort(),
    once.flatMap((leg) => [leg, leg]),
  );
  return once;
}

/** Every nexthop object, as ip(8) shows it. */
export const nexthops = (host: Host): string[] =>
  host
    .ip("nexthop show")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

export const hashPolicies = (host: Host): string[] =>
  ["ipv4", "ipv6"].map((version) => host.exec("sysctl", "-n", `net.${version}.fib_multipath_hash_policy`).trim());
