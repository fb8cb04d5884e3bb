// Very many links and routes, made fast: what a window has to take as well.
import type { Bus } from "../../bus/lab/index.ts";

/** Links v0, v1 … that are up and have an address and a default route each. `count`: an even number up to 250. */
export function addManyLinks({ host }: Bus, count: number): void {
  const lines: string[] = [];
  for (let n = 0; n < count; n += 2) {
    lines.push(`link add v${n} type veth peer name v${n + 1}`);
    for (const end of [n, n + 1]) {
      lines.push(`link set v${end} up`, `addr add 10.200.${end}.2/24 dev v${end}`);
      lines.push(`route add default via 10.200.${end}.1 dev v${end} metric ${1000 + end}`);
    }
  }
  host.ipBatch(lines.join("\n"));
}

/** Assigns all of them. */
export const ALL_OF_MANY = '[[uplink]]\ninterface = "v*"\n';

/** Routes to 10.128.0.0/32 and so on by the router of `addUplink`'s u1. */
export function addManyRoutes({ host }: Bus, count: number): void {
  const lines: string[] = [];
  for (let n = 0; n < count; n += 1) lines.push(`route add ${manyRoute(n)} via 10.1.0.1 dev u1`);
  host.ipBatch(lines.join("\n"));
}

export const manyRoute = (n: number): string => `10.${128 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`;
