// Serves the service on a bus: connects, puts the gate in front of the objects, publishes changes.

import { type Connection, connectBus } from "../../common/bus/connection.ts";
import { BUS_NAME } from "../../common/bus/contract.ts";
import { MultihomedError } from "../../common/errors.ts";
import type { Clock } from "../system/clock.ts";
import type { Log } from "../system/log.ts";
import { onPermissionsChanged, polkitAuthority } from "./authority.ts";
import { Gate } from "./gate.ts";
import { Objects } from "./objects.ts";
import { Publisher } from "./publisher.ts";
import type { Service } from "./service.ts";
import { type StopReason, stopReason } from "./systemd.ts";

/** No honest call is longer; what is longer is refused without being read. */
const ARGUMENTS_MAX = 64 * 1024;
/** polkit tells of several changes in a row; clients need to hear of one. */
const PERMISSIONS_TOGETHER_MS = 100;

/** So many bytes that the bus has not taken yet keep nobody waiting for long. */
const BACKLOG_SMALL = 256 * 1024;
const BACKLOG_LARGE = 1024 * 1024;
const BACKLOG_LOOK_MS = 5;

export interface BusDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly pid: number;
  machineId(): string;
}

export interface Bus {
  /** Settles with the reason when the bus is gone. */
  readonly lost: Promise<string>;
  /** Why the service is being stopped. */
  stopReason(): Promise<StopReason>;
  close(): Promise<void>;
}

/**
 * Serves `service` on the bus at `address` ("system", "session" or a D-Bus address). Its first view must be complete:
 * the name on the bus says so. @throws MultihomedError "bus" where the bus or the name cannot be had.
 */
export async function serve(address: string, service: Service, deps: BusDeps): Promise<Bus> {
  const { clock, log, pid } = deps;
  const broke = (error: unknown) =>
    log.error(`D-Bus: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
  const connection = await connectBus(address, { maxBody: ARGUMENTS_MAX, env: deps.env, broke });
  try {
    const authority = polkitAuthority(connection, log);
    const objects = new Objects(service, authority, deps.machineId);
    const drained = () => whenDrained(connection, clock);
    const gate = new Gate({ connection, authority, log, drained, objectAt: (path) => objects.at(path) });
    connection.onCall((call) => {
      gate.handle(call);
      // Who asks faster than the bus takes the answers is not listened to meanwhile: the bus lets them wait.
      if (connection.backlog > BACKLOG_LARGE) void drained().then(connection.pause());
    });
    const publisher = new Publisher(connection, objects, clock);
    service.status.listen(publisher);
    await watchPermissions(connection, clock, publisher);
    if (!(await connection.requestName(BUS_NAME))) {
      throw new MultihomedError("bus", `${BUS_NAME} is taken on the bus: another multihomed runs`);
    }
    return {
      lost: connection.lost,
      // Only what systemd starts has an invocation (systemd.exec(5)).
      stopReason: async () => (deps.env.INVOCATION_ID === undefined ? "stop" : await stopReason(connection, pid)),
      async close() {
        publisher.close();
        await connection.close();
      },
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** Settles when few bytes wait for the bus. It says nothing when it has taken some, so it is looked at. */
async function whenDrained(connection: Connection, clock: Clock): Promise<void> {
  while (connection.backlog > BACKLOG_SMALL) {
    await new Promise<void>((resolve) => void clock.after(BACKLOG_LOOK_MS, resolve));
  }
}

async function watchPermissions(connection: Connection, clock: Clock, publisher: Publisher): Promise<void> {
  let soon = false;
  await onPermissionsChanged(connection, () => {
    if (soon) return;
    soon = true;
    clock.after(PERMISSIONS_TOGETHER_MS, () => {
      soon = false;
      publisher.permissionsChanged();
    });
  });
}
