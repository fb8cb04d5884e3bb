// Why we are stopped. The signal is the same for a stop, for a restart (an upgrade, an administrator) and for the end of
// the system; but where a start follows, or everyone else still has good-byes to say, the kernel's state had better stay.
import type { Connection } from "../../common/bus/connection.ts";
import { Variant } from "../../common/bus/types.ts";

/** It is asked when it stops us, and it waits for us: not long. */
const TIMEOUT_MS = 1000;

const SYSTEMD = { destination: "org.freedesktop.systemd1", timeout: TIMEOUT_MS } as const;
const MANAGER = { path: "/org/freedesktop/systemd1", interface: "org.freedesktop.systemd1.Manager" } as const;

export type StopReason = "stop" | "restart" | "shutdown";

/** As far as systemd knows (org.freedesktop.systemd1(5)); "stop" where it did not start us, or does not answer. */
export async function stopReason(connection: Connection, pid: number): Promise<StopReason> {
  const get = async (path: string, name: string, property: string): Promise<unknown> => {
    const member = { interface: "org.freedesktop.DBus.Properties", member: "Get" };
    const [value] = await connection.call({ ...SYSTEMD, ...member, path, signature: "ss", body: [name, property] });
    return value instanceof Variant ? value.value : undefined;
  };
  try {
    if ((await get(MANAGER.path, MANAGER.interface, "SystemState")) === "stopping") return "shutdown";
    const find = { ...SYSTEMD, ...MANAGER, member: "GetUnitByPID", signature: "u", body: [pid] };
    const [unit] = await connection.call(find);
    const job = await get(String(unit), "org.freedesktop.systemd1.Unit", "Job");
    const [id, path] = Array.isArray(job) ? job : [];
    if (id === undefined || id === 0) return "stop";
    const type = await get(String(path), "org.freedesktop.systemd1.Job", "JobType");
    return type === "restart" || type === "try-restart" ? "restart" : "stop";
  } catch {
    return "stop"; // as everyone stops whom nobody asked anything else
  }
}
