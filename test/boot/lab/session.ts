// A login session as logind knows it. What is run in it is in the session's cgroup, by which polkit finds the session of
// a caller on the bus.
import { readFileSync } from "node:fs";
import { eventually } from "../../kernel/lab/index.ts";
import { groupFolders } from "./cgroups.ts";
import type { Entrance } from "./enter.ts";
import type { Machine } from "./machine.ts";
import { Terminal } from "./terminal.ts";

export interface SessionOptions {
  /** Whether the user sits at the machine, which makes it the active session of its seat; else it is one without a seat. */
  readonly seat?: boolean;
}

const DISPLAY = "XDG_SEAT=seat0 XDG_SESSION_TYPE=x11";

export class Session extends Terminal {
  readonly id: string;
  readonly #machine: Machine;
  readonly #unit: string;
  readonly #user: string;
  readonly #cgroups: readonly string[];

  constructor(machine: Machine, unit: string, user: string, id: string, cgroups: readonly string[]) {
    super();
    this.#machine = machine;
    this.#unit = unit;
    this.#user = user;
    this.#cgroups = cgroups;
    this.id = id;
  }

  get entrance(): Entrance {
    return { ...this.#machine.entrance, user: this.#user, cgroups: this.#cgroups };
  }

  /** A property as logind has it, such as Active. */
  property(name: string): string {
    return this.#machine.exec(`loginctl show-session ${this.id} --value --property`, name).trim();
  }

  logout(): void {
    this.#machine.exec("systemctl stop", this.#unit);
  }
}

export async function login(machine: Machine, user: string, options: SessionOptions): Promise<Session> {
  if (machine.run("id", user).status !== 0) machine.exec("useradd --create-home --shell /bin/bash", user);
  const unit = `login-${user}-${options.seat ? "seat" : "elsewhere"}.service`;
  const environment = `${options.seat ? DISPLAY : "XDG_SESSION_TYPE=tty"} XDG_SESSION_CLASS=user`;
  const properties = ["PAMName=login", `User=${user}`, `Environment=${environment}`].flatMap((line) => ["-p", line]);
  machine.exec(`systemd-run --quiet --collect --unit=${unit}`, ...properties, "sleep", "infinity");
  return eventually(() => {
    const pid = machine.exec("systemctl show --value --property=MainPID", unit).trim();
    const [, id] = /\/session-([^/.]+)\.scope/.exec(machine.read(`/proc/${pid}/cgroup`)) ?? [];
    if (id === undefined) throw new Error(`no session of ${user} yet`);
    // The same process as seen from outside has the whole names of its cgroups.
    const outside = readFileSync(`/proc/${machine.entrance.leader}/root/proc/${pid}/cgroup`, "utf8");
    return new Session(machine, unit, user, id, groupFolders(outside));
  });
}
