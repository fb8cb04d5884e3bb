// A message bus of the measurement's own, with the policy of a system bus and of the services that are measured.
import { existsSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Connection, connectBus } from "../../../common/bus/connection.ts";
import { Daemon } from "../../lab/daemon.ts";
import type { Host } from "../../lab/host.ts";

const PATIENCE = 5000;
const POLICIES = [
  fileURLToPath(new URL("../../../dbus/org.multihomed1.conf", import.meta.url)),
  "/usr/share/dbus-1/system.d/org.freedesktop.hostname1.conf",
];

let buses = 0;

export class Bus {
  readonly address: string;
  readonly #daemon: Daemon;

  private constructor(host: Host) {
    buses += 1;
    const [socket, file] = [`/run/bus${buses}`, `/run/bus${buses}.conf`];
    this.address = `unix:path=${socket}`;
    writeFileSync(file, configuration(socket));
    const options = [`--config-file=${file}`, "--nofork", "--nopidfile", "--nosyslog"];
    this.#daemon = new Daemon(host, ["dbus-daemon", ...options], `${file}.log`);
  }

  static async start(host: Host): Promise<Bus> {
    const bus = new Bus(host);
    const client = await bus.connect(PATIENCE);
    await client.close();
    return bus;
  }

  /** A client of its own; `patience` is how many milliseconds the bus may need to be there. */
  async connect(patience = 0): Promise<Connection> {
    const deadline = performance.now() + patience;
    for (;;) {
      try {
        return await connectBus(this.address);
      } catch (error) {
        if (!this.#daemon.running) throw new Error(`dbus-daemon does not run: ${this.#daemon.said}`);
        if (performance.now() > deadline) throw error;
      }
      await sleep(10);
    }
  }

  async end(): Promise<void> {
    await this.#daemon.end("SIGTERM");
  }
}

/** As on the system bus, nobody has a name and nobody calls another unless a policy file says so. */
function configuration(socket: string): string {
  const rules = [
    `<allow user="*"/>`,
    `<deny own="*"/>`,
    `<deny send_type="method_call"/>`,
    ...["error", "method_return"].map((type) => `<allow send_requested_reply="true" send_type="${type}"/>`),
    `<allow send_type="signal"/>`,
    ...["error", "method_call", "method_return", "signal"].map((type) => `<allow receive_type="${type}"/>`),
    ...["", ".Introspectable", ".Peer", ".Properties"].map(
      (name) => `<allow send_destination="org.freedesktop.DBus" send_interface="org.freedesktop.DBus${name}"/>`,
    ),
  ];
  const policies = POLICIES.filter((file) => existsSync(file));
  return [
    `<busconfig><type>system</type><listen>unix:path=${socket}</listen><auth>EXTERNAL</auth>`,
    `<policy context="default">${rules.join("")}</policy>`,
    ...policies.map((file) => `<include>${file}</include>`),
    `</busconfig>`,
  ].join("\n");
}
