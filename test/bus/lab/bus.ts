// A system bus of the test's own, with the project's policy on it, and polkitd with its actions and rules of the test.
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { type Daemon, type DaemonOptions, eventually, type Host, type Lab } from "../../kernel/lab/index.ts";
import { Client, THE_BUS } from "./client.ts";
import { busConfiguration, type PolkitFolders, polkitFolders, writeRules } from "./configuration.ts";
import { as, type Output, Running } from "./process.ts";
import { USERS, type User } from "./users.ts";

const POLKITD = "/usr/lib/polkit-1/polkitd";
const POLKIT = "org.freedesktop.PolicyKit1";

export class Bus {
  /** In whose namespace everything runs, and ends with it. */
  readonly host: Host;
  /** Where the other ends of its cables are. */
  readonly far: Host;
  readonly address: string;
  readonly #socket: string;
  readonly #configuration: string;
  readonly #polkit: PolkitFolders;
  readonly #memory: Readonly<Record<string, string>>;
  #dbus: Running | undefined;
  #polkitd: Running | undefined;
  readonly #clients: Client[] = [];

  private constructor(lab: Lab) {
    const host = lab.host("laptop");
    this.host = host;
    this.far = lab.host("far");
    const folder = host.lab.folder();
    chmodSync(folder, 0o755); // every user is to reach the socket
    this.#socket = join(folder, "bus");
    this.address = `unix:path=${this.#socket}`;
    this.#configuration = host.lab.file("bus.conf", busConfiguration(this.#socket));
    this.#polkit = polkitFolders(folder);
    this.#memory = { STATE_DIRECTORY: host.lab.folder(), RUNTIME_DIRECTORY: host.lab.folder() };
    host.lab.onEnd(() => {
      for (const client of this.#clients) client.close();
    });
  }

  static async start(lab: Lab): Promise<Bus> {
    const bus = new Bus(lab);
    await bus.restart();
    return bus;
  }

  /** What the service has saved: its folders, the same for every start. */
  get stateDirectory(): string {
    return this.#memory.STATE_DIRECTORY ?? "";
  }

  get runtimeDirectory(): string {
    return this.#memory.RUNTIME_DIRECTORY ?? "";
  }

  /** Ends with SIGKILL. */
  async kill(): Promise<void> {
    await this.#dbus?.kill();
  }

  /** From now on the bus takes and delivers nothing, until the function that it returns is called. */
  freeze(): () => void {
    this.#dbus?.signal("SIGSTOP");
    return () => this.#dbus?.signal("SIGCONT");
  }

  /** Starts the bus, again after `kill`. */
  async restart(): Promise<void> {
    const options = ["--nofork", "--nopidfile", "--nosyslog"];
    this.#dbus = new Running(this.host, ["dbus-daemon", `--config-file=${this.#configuration}`, ...options]);
    const probe = await eventually(() => Client.connect(this.#socket, 0));
    probe.close();
  }

  /** polkitd sees the test's actions and rules in a mount namespace of its own, which `ip netns exec` makes. */
  async startPolkit(): Promise<void> {
    const { actions, rules } = this.#polkit;
    const script = `
      set -e
      mount --bind "${actions}" /usr/share/polkit-1/actions
      for folder in /etc/polkit-1/rules.d /usr/share/polkit-1/rules.d; do mount --bind "${rules}" $folder; done
      exec ${POLKITD} --no-debug`;
    const env = { DBUS_SYSTEM_BUS_ADDRESS: this.address };
    this.#polkitd = new Running(this.host, ["sh", "-c", script], env);
    const client = await this.client("root");
    await eventually(() => client.call({ ...THE_BUS, ...GET_NAME_OWNER, signature: "s", body: [POLKIT] }));
    client.close();
  }

  async killPolkit(): Promise<void> {
    await this.#polkitd?.kill();
  }

  /** Gives polkit other rules, in JavaScript; it notices by itself, and says Changed. */
  rules(text: string): void {
    writeRules(this.#polkit, text);
  }

  async client(user: User = "root"): Promise<Client> {
    const client = await Client.connect(this.#socket, USERS[user].uid);
    this.#clients.push(client);
    return client;
  }

  /** Starts multihomed in `host`, by default where the bus is; resolves when its name is on the bus. */
  async service(args: readonly string[] = [], options: DaemonOptions & { readonly host?: Host } = {}): Promise<Daemon> {
    const daemon = this.launch(args, options);
    const client = await this.client("root");
    await eventually(
      async () => {
        if (daemon.exit !== undefined) throw new Error(`multihomed has ended:\n${daemon.stderr}`);
        await client.call({ ...THE_BUS, ...GET_NAME_OWNER, signature: "s", body: ["org.multihomed1"] });
      },
      { timeout: 10_000 },
    );
    client.close();
    return daemon;
  }

  /** Starts multihomed, whatever becomes of it. */
  launch(args: readonly string[] = [], options: DaemonOptions & { readonly host?: Host } = {}): Daemon {
    const { host = this.host, env, ...rest } = options;
    return host.daemon(args, { bus: this.address, env: { ...this.#memory, ...env }, ...rest });
  }

  busctl(user: User, ...args: readonly string[]): Promise<Output> {
    return this.start(user, "busctl", `--address=${this.address}`, ...args).ended();
  }

  /** `command`: call, introspect, wait … */
  gdbus(user: User, command: string, ...args: readonly string[]): Promise<Output> {
    return this.start(user, "gdbus", command, "--address", this.address, ...args).ended();
  }

  /** Runs a program as a user beside the test. */
  start(user: User, program: string, ...args: readonly string[]): Running {
    return new Running(this.host, [...as(user), program, ...args], { DBUS_SYSTEM_BUS_ADDRESS: this.address });
  }
}

const GET_NAME_OWNER = { interface: "org.freedesktop.DBus", member: "GetNameOwner" } as const;
