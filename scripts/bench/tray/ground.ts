// A service on a bus, with the uplinks that a window is to show, and Chromium.
import { spawnSync } from "node:child_process";
import type { Browser } from "playwright-core";
import { Client } from "../../../common/client/client.ts";
import { Host } from "../../lab/host.ts";
import { Bus } from "../dbus/bus.ts";
import { answered, startService } from "../dbus/served.ts";
import { Ground } from "../ground.ts";
import { startChromium } from "./chromium.ts";
import { type Seat, type SeatOptions, takeSeat } from "./seat.ts";

export interface Shown {
  readonly ground: Ground;
  readonly bus: Bus;
  /** The names of the links v0, v1 … */
  readonly links: readonly string[];
  readonly seat: Seat;
  readonly browser: Browser;
}

export interface ShownOptions {
  /** How many; each has an address and a default route. */
  readonly links: number;
  readonly assigned: boolean;
  readonly seen?: SeatOptions["seen"];
}

export async function withWindow(
  { seen, ...options }: ShownOptions,
  action: (shown: Shown) => Promise<void>,
): Promise<void> {
  spawnSync("ip", ["link", "set", "lo", "up"]); // of our own network namespace, where the browser is too
  const [ground, far] = [new Ground(), new Host("far")];
  const links = addLinks(ground, far, options.links);
  const bus = await Bus.start(ground.host);
  const daemon = startService(ground, bus.address, { assigned: false });
  const connection = await bus.connect();
  try {
    await answered(connection, daemon);
    const client = new Client(connection);
    if (options.assigned) for (const name of links) await client.assign(name, "auto", { persist: false });
    const seat = await takeSeat(() => bus.connect(), { ...(seen && { seen }) });
    const browser = await startChromium();
    try {
      await action({ ground, bus, links, seat, browser });
    } finally {
      await browser.close();
      await seat.leave();
    }
  } finally {
    await connection.close();
    await daemon.end("SIGTERM");
    await bus.end();
    far.remove(); // and with it the cables
    await ground.remove();
  }
}

function addLinks(ground: Ground, far: Host, count: number): string[] {
  const names = Array.from({ length: count }, (_, n) => `v${n}`);
  const lines = names.flatMap((name, n) => [
    `link add ${name} type veth peer name ${name} netns ${far.name}`,
    `link set ${name} up`,
    `addr add 10.200.${n}.2/24 dev ${name}`,
    `route add default via 10.200.${n}.1 dev ${name} metric ${1000 + n}`,
  ]);
  ground.host.batch(lines.join("\n"));
  far.batch(names.map((name) => `link set ${name} up`).join("\n"));
  return names;
}
