// What most boot tests begin with, two uplinks that have leases and are assigned, and what the kernel then has to have.
import assert from "node:assert/strict";
import { eventually, type Family, GUARD, type Host, routes, rules } from "../../kernel/lab/index.ts";
import type { Machine } from "./machine.ts";

export const UPLINK_FILE = "/etc/systemd/network/uplinks.network";
export const LEASE_TIMEOUT = 20_000;

export interface Expected {
  /** The address that u1 has, undefined where it has none. */
  readonly u1?: string | undefined;
  readonly u2?: string;
  /** Of both default routes. */
  readonly metric?: number;
}

/** What systemd-networkd is told about u1 and u2. */
export function uplinkFile(metric: number): string {
  return `[Match]\nName=u1 u2\n[Network]\nDHCP=ipv4\nIPv6AcceptRA=no\n[DHCPv4]\nRouteMetric=${metric}\n`;
}

/** Boots with our package, with systemd-networkd for the links, u1 assigned to table 1000 and u2 to 2000. */
export async function bootAssigned(laptop: Machine, version?: string): Promise<void> {
  await bootLeased(laptop);
  laptop.install(version);
  assignBoth(laptop);
  await inForce(laptop);
}

/** Boots with systemd-networkd, until both uplinks have their addresses. */
export async function bootLeased(laptop: Machine): Promise<void> {
  laptop.write(UPLINK_FILE, uplinkFile(100));
  await laptop.boot();
  laptop.exec("systemctl --quiet enable --now systemd-networkd");
  await leased(laptop);
}

export function assignBoth(laptop: Machine): void {
  laptop.exec("multihomectl assign u1 1000");
  laptop.exec("multihomectl assign u2 2000");
}

/** Waits until these are the addresses, and the main table has one default route by each link that has an address. */
export async function leased(laptop: Machine, expected: Expected = {}): Promise<void> {
  const { metric, ...addresses } = complete(expected);
  await eventually(
    () => {
      for (const [link, address] of Object.entries(addresses)) {
        const main = mainRoutes(laptop.host, link, 4);
        const wanted = address === undefined ? [[], []] : [[address], [String(metric)]];
        assert.deepEqual([distinct(main, / src (\S+)/), distinct(main, /^default .* metric (\d+)/)], wanted);
      }
    },
    { timeout: LEASE_TIMEOUT },
  );
}

/** Waits until each uplink's table is what the main table has by its link, with a guard, and rules lead to it. */
export async function inForce(laptop: Machine, expected: Expected = {}): Promise<void> {
  await leased(laptop, expected);
  const { u1, u2 } = complete(expected);
  const wanted = [...(u1 === undefined ? [] : [`1000: from ${u1} lookup 1000`]), `2000: from ${u2} lookup 2000`];
  await eventually(
    () => {
      assert.deepEqual([rules(laptop.host, 4), rules(laptop.host, 6)], [wanted, []]);
      for (const family of [4, 6] as const) {
        assert.deepEqual(routes(laptop.host, 1000, family), tableOf(laptop.host, "u1", family));
        assert.deepEqual(routes(laptop.host, 2000, family), tableOf(laptop.host, "u2", family));
      }
    },
    { timeout: 10_000 },
  );
}

/** A property of our unit, as systemd has it. */
export function unit(laptop: Machine, property: string): string {
  return laptop.exec("systemctl show --value multihomed.service --property", property).trim();
}

function complete(expected: Expected) {
  return { u1: "10.1.0.2", u2: "10.2.0.2", metric: 100, ...expected };
}

/** What the expression's group finds in these lines, each once. */
function distinct(lines: readonly string[], expression: RegExp): string[] {
  return [...new Set(lines.flatMap((line) => expression.exec(line)?.[1] ?? []))];
}

function mainRoutes(host: Host, link: string, family: Family): string[] {
  return routes(host, "main", family).filter((line) => line.includes(` dev ${link} `));
}

function tableOf(host: Host, link: string, family: Family): string[] {
  return [...mainRoutes(host, link, family).map((line) => line.replace(/ proto \d+/, "")), GUARD].sort();
}
