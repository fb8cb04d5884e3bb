// A bus without policy that anybody may start: dbus-daemon with a configuration of the test's own.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { type Connection, type ConnectOptions, connectBus } from "../../common/bus/connection.ts";
import { within } from "../kernel/lab/eventually.ts";

/** As on a session bus everybody may send to everybody, so that the bus protects nobody from anybody. */
const configuration = (folder: string) => `<busconfig>
  <type>session</type>
  <listen>unix:path=${folder}/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
    <allow user="*"/>
  </policy>
  <limit name="max_replies_per_connection">50000</limit>
  <limit name="max_message_size">33554432</limit>
</busconfig>
`;

export class PrivateBus {
  readonly #folder = mkdtempSync(join(tmpdir(), "multihomed-private-bus-"));
  readonly path = join(this.#folder, "bus");
  readonly address = `unix:path=${this.path}`;
  #daemon: ChildProcess | undefined;

  private constructor(private readonly context: TestContext) {}

  static async start(context: TestContext): Promise<PrivateBus> {
    const bus = new PrivateBus(context);
    const file = join(bus.#folder, "bus.conf");
    writeFileSync(file, configuration(bus.#folder));
    const words = [`--config-file=${file}`, "--nofork", "--nosyslog", "--nopidfile", "--print-address"];
    const daemon = spawn("dbus-daemon", words, { stdio: ["ignore", "pipe", "ignore"] });
    bus.#daemon = daemon;
    context.after(async () => {
      await bus.kill();
      rmSync(bus.#folder, { recursive: true });
    });
    await within(5000, "the address of the bus", once(createInterface(daemon.stdout), "line"));
    return bus;
  }

  async connect(options: ConnectOptions = {}): Promise<Connection> {
    const connection = await connectBus(this.address, options);
    this.context.after(() => connection.close());
    return connection;
  }

  /** With SIGKILL. */
  async kill(): Promise<void> {
    const daemon = this.#daemon;
    if (daemon === undefined || daemon.exitCode !== null || daemon.signalCode !== null) return;
    const exit = once(daemon, "exit");
    daemon.kill("SIGKILL");
    await exit;
  }
}
