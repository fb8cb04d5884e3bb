// Links of the bus's host that only a cable hangs on: what is tested here is told and written, not sent.
import type { Bus } from "./bus.ts";

/** A link that is up, with 10.N.0.2/24 and a default route by 10.N.0.1. */
export function addUplink(bus: Bus, n: number, name = `u${n}`): void {
  addLink(bus, name);
  bus.host.ipBatch(`
    addr add 10.${n}.0.2/24 dev ${name}
    route add default via 10.${n}.0.1 dev ${name} metric ${n * 100}
  `);
}

/** A link that is up and has a carrier. */
export function addLink({ host, far }: Bus, name: string): void {
  host.ip("link add", name, "type veth peer name", name, "netns", far.namespace);
  far.ip("link set", name, "up");
  host.ip("link set", name, "up");
}

/** The one rule of `addUplink` that is expected where it has this table. */
export const ruleOf = (n: number, table: number, priority = table): string =>
  `${priority}: from 10.${n}.0.2 lookup ${table}`;
