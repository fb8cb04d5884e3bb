// Our service on a bus of its own, in a ground with further links where a measurement needs them.
import { mkdirSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Connection } from "../../../common/bus/connection.ts";
import { Daemon, PROGRAM } from "../../lab/daemon.ts";
import { Ground } from "../ground.ts";
import { TABLE } from "../subject.ts";
import { Bus } from "./bus.ts";
import { GET_VERSION, value } from "./calls.ts";

const PATIENCE = 30_000;
const SETTLE = 5000;
/** The group of the further links, to remove them all at once. */
const GROUP = 77;

export interface Served {
  readonly ground: Ground;
  readonly bus: Bus;
  readonly daemon: Daemon;
  readonly client: Connection;
}

export interface ServedOptions {
  /** How many links there are beside lo, u1 and its router, each with an address. An even number. */
  readonly links?: number;
  /** Whether u1 is assigned by the configuration. Default: it is. */
  readonly assigned?: boolean;
  /** Where the service saves what it was told. Default: in memory. */
  readonly state?: string;
}

let services = 0;

/** Starts bus and service, lets `action` work with them as soon as the service answers, and ends them. */
export async function withService(options: ServedOptions, action: (served: Served) => Promise<void>): Promise<void> {
  const { links = 0 } = options;
  const ground = new Ground();
  addLinks(ground, links);
  // The kernel goes on for a while: router solicitations, multicast reports, addresses that are no longer tentative.
  if (links > 0) await sleep(SETTLE);
  const bus = await Bus.start(ground.host);
  const daemon = startService(ground, bus.address, options);
  try {
    const client = await bus.connect();
    await answered(client, daemon);
    await action({ ground, bus, daemon, client });
    await client.close();
  } finally {
    await daemon.end("SIGTERM");
    await bus.end();
    if (links > 0) ground.host.batch(`link del group ${GROUP}`);
    await ground.remove();
  }
}

/** Starts the service on the bus at this address, or on "none". */
export function startService(ground: Ground, address: string, { assigned = true, state }: ServedOptions = {}): Daemon {
  services += 1;
  const folder = `/run/service${services}`;
  const [file, runtime, memory] = [`${folder}/multihomed.toml`, `${folder}/runtime`, state ?? `${folder}/state`];
  for (const each of [runtime, memory]) mkdirSync(each, { recursive: true });
  writeFileSync(file, assigned ? `[[uplink]]\ninterface = "u1"\ntable = ${TABLE}\n` : "");
  const environment = ["env", `STATE_DIRECTORY=${memory}`, `RUNTIME_DIRECTORY=${runtime}`];
  const command = [PROGRAM, "--bus", address, "-C", file, "-L", "warning"];
  return new Daemon(ground.host, [...environment, ...command], `${folder}/log`);
}

/** The name is on the bus when the service has its first view, and then it answers. */
export async function answered(client: Connection, daemon: Daemon): Promise<void> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    try {
      await value(client, GET_VERSION);
      return;
    } catch (error) {
      if (!daemon.running) throw new Error(`the service has ended; it said:\n${daemon.said}`);
      if (performance.now() > deadline) throw error;
    }
    await sleep(10);
  }
}

function addLinks(ground: Ground, count: number): void {
  const lines: string[] = [];
  for (let i = 0; i < count; i += 2) {
    lines.push(`link add p${i} group ${GROUP} type veth peer name p${i + 1}`, `link set p${i + 1} group ${GROUP}`);
    for (const n of [i, i + 1]) lines.push(`link set p${n} up`, `addr add 10.3.${n >> 8}.${n & 255}/32 dev p${n}`);
  }
  if (count > 0) ground.host.batch(lines.join("\n"));
}
