// A system bus that starts the service when it is asked to, as systemd does elsewhere. The service runs where the bus does.
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BUS_NAME } from "../../../common/bus/contract.ts";
import { Client } from "../../bus/lab/client.ts";
import { busConfiguration } from "../../bus/lab/configuration.ts";
import { Running } from "../../bus/lab/process.ts";
import { PROGRAM } from "../../kernel/lab/daemon.ts";
import { eventually, type Host } from "../../kernel/lab/index.ts";

export class ActivatingBus {
  readonly address: string;
  readonly #script: string;

  private constructor(address: string, script: string) {
    this.address = address;
    this.#script = script;
  }

  static async start(host: Host): Promise<ActivatingBus> {
    const folder = host.lab.folder();
    const [socket, services, script] = [join(folder, "bus"), join(folder, "services"), join(folder, "service")];
    mkdirSync(services);
    writeFileSync(join(services, `${BUS_NAME}.service`), `[D-BUS Service]\nName=${BUS_NAME}\nExec=${script}\n`);
    const bus = new ActivatingBus(`unix:path=${socket}`, script);
    bus.begins(`exec env STATE_DIRECTORY=${host.lab.folder()} RUNTIME_DIRECTORY=${host.runtimeDirectory} \\
      ${PROGRAM} --bus ${bus.address} -C ${host.lab.file("multihomed.toml", "")}`);
    const text = busConfiguration(socket).replace("</busconfig>", `<servicedir>${services}</servicedir>\n</busconfig>`);
    const options = ["--nofork", "--nopidfile", "--nosyslog"];
    new Running(host, ["dbus-daemon", `--config-file=${host.lab.file("bus.conf", text)}`, ...options]);
    (await eventually(() => Client.connect(socket, 0))).close();
    return bus;
  }

  /** What the bus runs from now on, as a shell script. */
  begins(script: string): void {
    writeFileSync(this.#script, `#!/bin/sh\n${script}\n`);
    chmodSync(this.#script, 0o755);
  }
}
