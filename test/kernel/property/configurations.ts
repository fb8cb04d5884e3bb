// The configurations that the daemon is started and reloaded with, for the model and as TOML.
import type { ModelUplink } from "./model.ts";

/** Links that some configuration assigns; w0 is there only sometimes, n0 and n1 are nobody's. */
export const UPLINK_NAMES = ["u1", "u2", "u3", "w0"] as const;
export const OTHER_NAMES = ["n0", "n1", "x1", "x2"] as const;

export const CONFIGURATIONS: readonly (readonly ModelUplink[])[] = [
  [uplink("u1", 2000), uplink("u2", 3000), uplink("u3", 70000), uplink("w0", 100)],
  [uplink("u1", 2000, { guard: false }), uplink("u2", 3000, { unassignedRoutes: false }), uplink("w0", 100)],
  [uplink("u1", 3000), uplink("u2", 2000), uplink("u3", 70000, { priority: 500 })],
  [uplink("u1", 1000, { priority: 1000 }), uplink("u2", 1001, { priority: 1000 })],
  [
    uplink("u1", 2000, { gateway: "10.1.0.6" }),
    uplink("u1", 3000, { gateway: "10.1.0.7", priority: 900, guard: false }),
    uplink("u1", 3001, { gateway: "fe80::1" }),
    uplink("u1", 3002, { gateway: "fd00:1::6", priority: 900, unassignedRoutes: false }),
    uplink("u2", 1000),
  ],
  [
    uplink("u1", 2000),
    uplink("u2", 3000, { gateway: "10.2.0.6" }),
    uplink("u2", 3001, { gateway: "10.2.9.7", priority: 300 }),
    uplink("u2", 3002, { gateway: "10.2.1.7", priority: 300 }),
    uplink("u2", 3003, { gateway: "fe80::2" }),
    uplink("w0", 100, { gateway: "fe80::3" }),
  ],
  [uplink("u3", 2000), uplink("u2", 4294967295, { priority: 300 }), uplink("n0", 100)],
  [],
];

/** Every table that some configuration uses. */
export const UPLINK_TABLES: readonly number[] = [...new Set(CONFIGURATIONS.flat().map((uplink) => uplink.table))];

export function configuration(index: number): readonly ModelUplink[] {
  return CONFIGURATIONS[index] ?? [];
}

export function toml(uplinks: readonly ModelUplink[]): string {
  return uplinks
    .map((uplink) =>
      [
        "[[uplink]]",
        `interface = "${uplink.interface}"`,
        `table = ${uplink.table}`,
        ...(uplink.priority === uplink.table ? [] : [`priority = ${uplink.priority}`]),
        ...(uplink.gateway === undefined ? [] : [`gateway = "${uplink.gateway}"`]),
        ...(uplink.guard ? [] : ["guard = false"]),
        ...(uplink.unassignedRoutes ? [] : ['unassigned-routes = "exclude"']),
        "",
      ].join("\n"),
    )
    .join("\n");
}

function uplink(name: string, table: number, options: Partial<ModelUplink> = {}): ModelUplink {
  return { interface: name, table, priority: table, guard: true, unassignedRoutes: true, ...options };
}
