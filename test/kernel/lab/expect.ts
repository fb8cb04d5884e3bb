// What multihomed should bring about, in the words of state.ts, and waiting for it.
import assert from "node:assert/strict";
import { eventually, type Patience } from "./eventually.ts";
import type { Family, Host } from "./host.ts";
import type { UplinkNetwork } from "./network.ts";
import { routes, rules } from "./state.ts";

/** The command line that assigns the first two uplinks of a network. */
export const BOTH = ["-N", "u1:1000", "-N", "u2:2000"] as const;

/** The last route of every uplink's table. */
export const GUARD = "unreachable default metric 4294967295";

/** What the table of an uplink as `network` sets it up holds, guard included; other links' routes come on top. */
export function uplinkRoutes(uplink: UplinkNetwork, family: Family): string[] {
  const { link, address4, prefix4, gateway4, prefix6, gateway6, metric } = uplink;
  if (family === 4) {
    return [
      `${prefix4} dev ${link} scope link src ${address4}`,
      `default via ${gateway4} dev ${link} metric ${metric}`,
      GUARD,
    ];
  }
  return [
    `${prefix6} dev ${link} metric 256`,
    `fe80::/64 dev ${link} metric 256`,
    `default via ${gateway6} dev ${link} metric ${metric}`,
    GUARD,
  ];
}

/** Waits until a table holds exactly these routes, whatever their order. */
export async function hasRoutes(
  host: Host,
  table: number,
  family: Family,
  lines: readonly string[],
  patience?: Patience,
): Promise<void> {
  await eventually(() => assert.deepEqual(routes(host, table, family), [...lines].sort()), patience);
}

/** Waits until these are the rules, besides the kernel's own. */
export async function hasRules(
  host: Host,
  family: Family,
  lines: readonly string[],
  patience?: Patience,
): Promise<void> {
  await eventually(() => assert.deepEqual(rules(host, family), [...lines].sort()), patience);
}
