// A system bus of the demo's own, with the project's policy on it, that starts the service when it is called; and polkitd with
// the project's actions, where it is installed and may run.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
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
  const options = [`--config-file=${configuration}`, "--nofork", "--nopidfile", "--nosyslog"];
  const dbus = new Daemon(host, ["dbus-daemon", ...options], log);
  await eventually(() => existsSync(socket) || !dbus.running);
  if (!existsSync(socket)) throw new Error(`dbus-daemon does not start:\n${dbus.said}`);
  const root = await connectBus(address);
  const call = (member: string, signature: string, ...body: unknown[]) =>
    root.call({ ...DBUS, member, signature, body });
  const refusal = whyNoPolkit() ?? bindPolkitFolders(folder);
  const polkit =
    refusal === undefined
      ? new Daemon(host, [POLKITD, "--no-debug"], log, { DBUS_SYSTEM_BUS_ADDRESS: address })
      : undefined;
  const owned = async () => (await call("NameHasOwner", "s", POLKIT))[0] === true;
  const withoutPolkit = polkit === undefined || (await comesTrue(owned)) ? refusal : "polkitd does not start";
  return {
    address,
    withoutPolkit,
    connect: () => (withoutPolkit === undefined ? connectAs(address, "allowed") : connectBus(address)),
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
      await polkit?.end("SIGTERM");
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

async function comesTrue(ask: () => Promise<boolean>): Promise<boolean> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await ask()) return true;
    await sleep(50);
  }
  return false;
}

/** Undefined where polkitd can run. */
function whyNoPolkit(): string | undefined {
  if (!existsSync(POLKITD)) return "polkitd is not installed";
  // It becomes a user of its own, and asks for others: there is none but root in a user namespace.
  const everybody = /^\s*0\s+0\s+4294967295\s*$/.test(readFileSync("/proc/self/uid_map", "utf8"));
  return everybody ? undefined : "polkitd needs root";
}

/** Has polkitd read our actions, and rules that say yes. Nobody else sees it: we are in a mount namespace of our own. */
function bindPolkitFolders(folder: string): string | undefined {
  const { actions, rules } = polkitFolders(folder);
  const bound = [
    [actions, "/usr/share/polkit-1/actions"],
    [rules, "/etc/polkit-1/rules.d"],
  ].every((places) => spawnSync("mount", ["--bind", ...places]).status === 0);
  return bound ? undefined : "polkitd's folders are not where they are expected";
}
