// A Debian 12 machine that boots systemd, in the network namespace of a host of the kernel lab: what the kernel has there
// is read from outside, by the same functions as in the kernel tests.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Host, type Network, within } from "../../kernel/lab/index.ts";
import { renewNamespace } from "./cables.ts";
import { type Disk, disk } from "./disk.ts";
import type { Entrance } from "./enter.ts";
import { type Boot, launch } from "./launch.ts";
import { builtPackage } from "./package.ts";
import { login, type Session, type SessionOptions } from "./session.ts";
import { Terminal } from "./terminal.ts";

const POWER_OFF_TIMEOUT = 30_000;

export class Machine extends Terminal {
  readonly host: Host;
  readonly #network: Network;
  readonly #disk: Disk;
  #boot: Boot | undefined;

  /**
   * The laptop of this network, switched off. Its file system is a layer of its own above `lower`, and stays when it is
   * switched off again; what its kernel has does not.
   */
  constructor(network: Network, lower: string) {
    super();
    this.host = network.laptop;
    this.#network = network;
    this.#disk = disk(lower, network.laptop.lab.folder());
  }

  get entrance(): Entrance {
    if (this.#boot === undefined) throw new Error("the machine is off");
    return { leader: this.#boot.leader };
  }

  /** Until systemd says "running"; a failed unit is an error. */
  async boot(): Promise<void> {
    this.#boot = await launch(this.host.namespace, this.#disk);
  }

  async powerOff(): Promise<void> {
    const boot = this.#boot;
    if (boot === undefined) throw new Error("the machine is off");
    this.exec("systemctl poweroff");
    await within(POWER_OFF_TIMEOUT, "the machine's power-off", boot.ended);
    this.#boot = undefined;
    renewNamespace(this.host, this.#network.uplinks);
  }

  /** The end of a test: at once, and nothing where it is off. */
  async kill(): Promise<void> {
    const boot = this.#boot;
    this.#boot = undefined;
    await boot?.kill();
  }

  /** A login session of a user, who is made where there is none of this name yet. */
  login(user: string, options: SessionOptions = {}): Promise<Session> {
    return login(this, user, options);
  }

  read(file: string): string {
    return this.exec("cat", file);
  }

  /** Also before it boots. Folders that are missing are made. */
  write(file: string, content: string | Buffer): void {
    if (this.#boot !== undefined) {
      this.sh(`mkdir -p "${dirname(file)}"; cat >"${file}"`, content);
      return;
    }
    const outside = join(this.#disk.folder, this.#disk.layer, file);
    mkdirSync(dirname(outside), { recursive: true });
    writeFileSync(outside, content);
  }

  /** Installs our package of this version, as `dpkg --install` does, and returns what was printed. */
  install(version?: string): string {
    const { name, content } = builtPackage(version);
    this.write(`/var/tmp/${name}`, content);
    return this.exec(`dpkg --install /var/tmp/${name}`);
  }

  /** The lines of one unit, or of all. */
  journal(unit?: string): string {
    const filter = unit === undefined ? [] : ["--unit", unit];
    return this.exec("journalctl --no-pager --output=short-monotonic", ...filter);
  }

  /** What is left to say when a test has failed: the end of the journal, or of the console where there is none. */
  lastWords(lines: number): string {
    if (this.#boot === undefined) return "the machine is off";
    const { status, stdout } = this.run("journalctl --no-pager --output=short-monotonic --lines", String(lines));
    return status === 0 ? stdout : this.#boot.console().split("\n").slice(-lines).join("\n");
  }
}
