// What multihomed should make of the two routers of a switch, and by which of them packets really go.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import type { Daemon } from "./daemon.ts";
import { eventually } from "./eventually.ts";
import { GUARD, hasRoutes, hasRules } from "./expect.ts";
import type { Family } from "./host.ts";
import { SERVER4, SERVER6 } from "./network.ts";
import { address, passed, type TwoRouters } from "./two-routers.ts";

export interface Said {
  readonly gateway: string;
  readonly table: number;
  readonly priority?: number;
}

/** The two subnets' routers as uplinks: the configuration that bothHold is about. */
export const BOTH4: readonly [Said, Said] = [
  { gateway: "10.1.0.1", table: 1000 },
  { gateway: "10.2.0.1", table: 1001 },
];
export const BOTH6: readonly [Said, Said] = [
  { gateway: "fd00:1::1", table: 1002 },
  { gateway: "fd00:2::1", table: 1003 },
];

/** A configuration file of these uplinks on the laptop's link. */
export const uplinks = (...said: readonly Said[]): string =>
  said
    .map(({ gateway, table, priority = table }) =>
      ["[[uplink]]", 'interface = "lan"', `gateway = "${gateway}"`, `table = ${table}`, `priority = ${priority}`].join(
        "\n",
      ),
    )
    .join("\n");

export function reload(daemon: Daemon, ...said: readonly Said[]): void {
  writeFileSync(daemon.configFile, uplinks(...said));
  daemon.signal("SIGHUP");
}

/** Waits until each source's packets go as said: "10.1.0.9 by router 1", "10.2.0.9 by none, no answer". */
export const goes = (net: TwoRouters, ...expected: string[]): Promise<void> =>
  eventually(async () => {
    const sources = expected.map((line) => line.split(" ")[0] ?? "");
    assert.deepEqual(await ways(net, sources), expected);
  });

async function ways({ laptop, routers }: TwoRouters, sources: readonly string[]): Promise<string[]> {
  for (const router of routers) passed(router);
  const found: string[] = [];
  for (const source of sources) {
    const answered = await laptop.ping(source, source.includes(":") ? SERVER6 : SERVER4);
    const by = routers.flatMap((router, index) => (passed(router).includes(source) ? [`router ${index + 1}`] : []));
    found.push(`${source} by ${by.join(" and ") || "none"}${answered ? "" : ", no answer"}`);
  }
  return found;
}

/** What the table of a router's uplink holds: the link's subnets, `defaults`, and the guard. */
export function tableOf({ routers }: TwoRouters, family: Family, ...defaults: readonly string[]): string[] {
  const subnets = routers.map(({ prefix4, gateway4, prefix6 }) =>
    family === 4 ? `${prefix4} dev lan scope link src ${address(gateway4)}` : `${prefix6} dev lan metric 256`,
  );
  return [...new Set(subnets), ...(family === 6 ? ["fe80::/64 dev lan metric 256"] : []), ...defaults, GUARD];
}

/** Waits until all is as it should be where each router has a subnet and is an uplink, in both families. */
export async function bothHold(net: TwoRouters): Promise<void> {
  const { laptop } = net;
  await hasRules(laptop, 4, ["1000: from 10.1.0.9 lookup 1000", "1001: from 10.2.0.9 lookup 1001"]);
  await hasRules(laptop, 6, ["1002: from fd00:1::9 lookup 1002", "1003: from fd00:2::9 lookup 1003"]);
  await hasRoutes(laptop, 1000, 4, tableOf(net, 4, "default via 10.1.0.1 dev lan metric 100"));
  await hasRoutes(laptop, 1001, 4, tableOf(net, 4, "default via 10.2.0.1 dev lan metric 200"));
  await hasRoutes(laptop, 1002, 6, tableOf(net, 6, "default via fd00:1::1 dev lan metric 100"));
  await hasRoutes(laptop, 1003, 6, tableOf(net, 6, "default via fd00:2::1 dev lan metric 200"));
  for (const table of [1000, 1001]) await hasRoutes(laptop, table, 6, []);
  for (const table of [1002, 1003]) await hasRoutes(laptop, table, 4, []);
}

export const ALL_OWN = [
  "10.1.0.9 by router 1",
  "10.2.0.9 by router 2",
  "fd00:1::9 by router 1",
  "fd00:2::9 by router 2",
] as const;
