// A session bus of the test's own: every user may come, and everybody may speak with everybody.
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { type Connection, connectBus } from "../../../common/bus/connection.ts";
import { Running } from "../../bus/lab/process.ts";
import { eventually, type Host } from "../../kernel/lab/index.ts";

const configuration = (socket: string) => `<busconfig>
  <type>session</type>
  <listen>unix:path=${socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
  </policy>
</busconfig>
`;

export class SessionBus {
  readonly address: string;
  readonly #host: Host;
  readonly #daemon: Running;

  private constructor(host: Host) {
    const folder = host.lab.folder();
    chmodSync(folder, 0o755); // every user is to reach the socket
    const socket = join(folder, "bus");
    this.address = `unix:path=${socket}`;
    this.#host = host;
    const options = ["--nofork", "--nopidfile", "--nosyslog"];
    const file = host.lab.file("session.conf", configuration(socket));
    this.#daemon = new Running(host, ["dbus-daemon", `--config-file=${file}`, ...options]);
  }

  static async start(host: Host): Promise<SessionBus> {
    const bus = new SessionBus(host);
    await (await eventually(() => connectBus(bus.address))).close();
    return bus;
  }

  async connect(): Promise<Connection> {
    const connection = await connectBus(this.address);
    this.#host.lab.onEnd(() => void connection.close());
    return connection;
  }

  /** With SIGKILL. */
  async kill(): Promise<void> {
    await this.#daemon.kill();
  }
}
