// What systemd is about to do with us. A restart (of an upgrade, of an administrator) is a stop and a start, and the
// signal does not say which: but a stop that a start follows leaves in the kernel what the start would make again.
import type { Connection } from "../../common/bus/connection.ts";
import { Variant } from "../../common/bus/types.ts";

/** It is asked when it stops us, and it waits for us: not long. */
const TIMEOUT_MS = 1000;

const SYSTEMD = { destination: "org.freedesktop.systemd1", timeout: TIMEOUT_MS } as const;

/** Whether the job of our unit is a restart (org.freedesktop.systemd1(5)). False where it cannot be found out. */
export async function isRestarting(connection: Connection, pid: number): Promise<boolean> {
  const get = async (path: string, name: string, property: string): Promise<unknown> => {
    const member = { interface: "org.freedesktop.DBus.Properties", member: "Get" };
    const [value] = await connection.call({ ...SYSTEMD, ...member, path, signature: "ss", body: [name, property] });
    return value instanceof Variant ? value.value : undefined;
  };
  try {
    const manager = { path: "/org/freedesktop/systemd1", interface: "org.freedesktop.systemd1.Manager" };
    const [unit] = await connection.call({
      ...SYSTEMD,
      ...manager,
      member: "GetUnitByPID",
      signature: "u",
      body: [pid],
    });
    const job = await get(String(unit), "org.freedesktop.systemd1.Unit", "Job");
    const [id, path] = Array.isArray(job) ? job : [];
    if (id === undefined || id === 0) return false;
    const type = await get(String(path), "org.freedesktop.systemd1.Job", "JobType");
    return type === "restart" || type === "try-restart";
  } catch {
    return false; // not started by systemd, or it is busy ending everything: then we end as everyone does
  }
}
