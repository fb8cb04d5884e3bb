// A system bus of the demo's own, with the project's policy on it, that starts the service when it is called; and polkitd with
// the project's actions, where it is installed and may run.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Connection, connectBus } from "../../common/bus/connection.ts";
import { BUS_NAME } from "../../common/bus/contract.ts";
import { busConfiguration, polkitFolders } from "../../test/bus/lab/configuration.ts";
import { connectAs } from "../../test/bus/lab/connection.ts";
import { Daemon, eventually } from "./daemon.ts";
import type { Host } from "./host.ts";

const POLKITD = "/usr/lib/polkit-1/polkitd";
const POLKIT = "org.freedesktop.PolicyKit1";
const DBUS = {
  destination: "org.freedesktop.DBus",
  path: "/org/freedesktop/DBus",
  interface: "org.freedesktop.DBus",
} as const;

export interface DemoBus {
  readonly address: string;
  /** Why everybody who asks is root; undefined: an ordinary user asks, to whom polkit says yes. */
  readonly withoutPolkit: string | undefined;
  /** As this user. @throws MultihomedError "bus" where the bus has gone */
  connect(): Promise<Connection>;
  startService(): Promise<void>;
  /** Ends it with `signal`; by default as systemd stops it. */
  stopService(signal?: NodeJS.Signals): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param host where service and bus are
 * @param folder a new one that everybody may read @param command the service without --bus
 */
export async function startDemoBus(host: Host, folder: string, command: readonly string[]): Promise<DemoBus> {
  if (spawnSync("dbus-daemon", ["--version"]).status !== 0) {
    throw new Error("this needs dbus-daemon, which Debian has in the package of this name");
  }
  const [socket, log] = [join(folder, "bus"), join(folder, "log")];
  const address = `unix:path=${socket}`;
  const configuration = writeConfiguration(folder, socket, [...command, "--bus", address]);
  const dbus = new Daemon(
    host,
    ["dbus-daemon", `--config-file=${configuration}`, "--nofork", "--nopidfile", "--nosyslog"],
    log,
  );
  await settles(() => existsSync(socket), "dbus-daemon does not start", dbus);
  const root = await connectBus(address);
  const call = (member: string, signature: string, ...body: unknown[]) =>
    root.call({ ...DBUS, member, signature, body });
  const polkit = await startPolkit(host, folder, address, log, (name) => call("GetNameOwner", "s", name));
  return {
    address,
    withoutPolkit: typeof polkit === "string" ? polkit : undefined,
    connect: () => (typeof polkit === "string" ? connectBus(address) : connectAs(address, "allowed")),
    async startService() {
      await call("StartServiceByName", "su", BUS_NAME, 0);
    },
    async stopService(signal = "SIGTERM") {
      const [pid] = await call("GetConnectionUnixProcessID", "s", BUS_NAME);
      process.kill(Number(pid), signal);
      if (!(await eventually(() => !existsSync(`/proc/${pid}`)))) throw new Error("the service does not end");
    },
    async close() {
      await root.close();
      if (typeof polkit !== "string") await polkit.end("SIGTERM");
      await dbus.end("SIGTERM");
    },
  };
}

/** What dbus-daemon starts is the service, which ends with it; its output goes where that of dbus-daemon goes. */
function writeConfiguration(folder: string, socket: string, command: readonly string[]): string {
  const [services, state, script] = [join(folder, "services"), join(folder, "state"), join(folder, "service")];
  for (const made of [services, state]) mkdirSync(made);
  const words = command.map((word) => `'${word}'`).join(" "); // of our own making, without quotation marks
  writeFileSync(script, `#!/bin/sh\nexport STATE_DIRECTORY=${state} RUNTIME_DIRECTORY=${state}\nexec ${words}\n`);
  chmodSync(script, 0o755);
  writeFileSync(join(services, `${BUS_NAME}.service`), `[D-BUS Service]\nName=${BUS_NAME}\nExec=${script}\n`);
  const file = join(folder, "bus.conf");
  const text = busConfiguration(socket).replace("</busconfig>", `<servicedir>${services}</servicedir>\n</busconfig>`);
  writeFileSync(file, text);
  return file;
}

/** polkitd, or why there is none. */
async function startPolkit(
  host: Host,
  folder: string,
  address: string,
  log: string,
  owner: (name: string) => Promise<unknown>,
): Promise<Daemon | string> {
  if (!existsSync(POLKITD)) return "polkitd is not installed";
  // It becomes a user of its own, and asks for others: there is none but root in a user namespace.
  if (!/^\s*0\s+0\s+4294967295\s*$/.test(readFileSync("/proc/self/uid_map", "utf8"))) return "polkitd needs root";
  const { actions, rules } = polkitFolders(folder);
  // Seen by nobody else: we are in a mount namespace of our own.
  const mount = (from: string, to: string) => spawnSync("mount", ["--bind", from, to]).status === 0;
  const folders = [mount(actions, "/usr/share/polkit-1/actions"), mount(rules, "/etc/polkit-1/rules.d")];
  if (folders.includes(false)) return "polkitd's folders are not where they are expected";
  const polkit = new Daemon(host, [POLKITD, "--no-debug"], log, { DBUS_SYSTEM_BUS_ADDRESS: address });
  let there = false;
  const ask = () =>
    void owner(POLKIT)
      .then(() => (there = true))
      .catch(() => {}); // not yet
  const answers = () => {
    ask();
    return there || !polkit.running;
  };
  if ((await eventually(answers)) && there) return polkit;
  await polkit.end("SIGKILL");
  return "polkitd does not start";
}

async function settles(condition: () => boolean, otherwise: string, daemon: Daemon): Promise<void> {
  if (await eventually(() => condition() || !daemon.running)) if (condition()) return;
  throw new Error(`${otherwise}:\n${daemon.said}`);
}
