// The host under test, its twin, which gets the same commands but has no multihomed, and the far ends of their cables.
import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type Daemon, eventually, type Host, type Lab, ours } from "../lab/index.ts";
import { configuration, toml } from "./configurations.ts";
import { type Snapshot, snapshot } from "./snapshot.ts";
import type { Step } from "./steps.ts";

const CARRIER_TIMEOUT = 3000; // the kernel tells of a lost carrier at most once a second
const HUP_AND_TERM = (1n << 0n) | (1n << 14n); // signal N is bit N - 1

export class World {
  readonly host: Host;
  readonly twin: Host;
  readonly #far: Host;
  #daemon: Daemon | undefined;
  #state: "running" | "stopped" | "none" = "none";
  #configuration = 0;
  #listening = false;

  constructor(lab: Lab) {
    this.host = lab.host("host");
    this.twin = lab.host("twin");
    this.#far = lab.host("far");
    this.#far.sysctl("net.ipv6.conf.default.disable_ipv6", 1); // nobody answers there
  }

  get daemonState(): "running" | "stopped" | "none" {
    return this.#state;
  }

  get configuration(): number {
    return this.#configuration;
  }

  /** What the daemon that runs or ran last has said. */
  get log(): string {
    return this.#daemon?.stderr ?? "";
  }

  /** The twin as it is now: nothing of ours, the same for the same steps. */
  look(): Snapshot {
    return snapshot(this.twin);
  }

  /** Carries out one step; what ip refuses stays undone. Resolves to a remark for the log. */
  async perform(step: Step): Promise<string> {
    switch (step.kind) {
      case "both": {
        const [here, there] = [attempt(this.host, step.command), attempt(this.twin, step.command)];
        if (step.command.startsWith("link")) await this.#settled();
        if (here === there) return here;
        return `host: ${here || "done"}, twin: ${there || "done"}`;
      }
      case "if-accepted": {
        const refused = attempt(this.host, step.command);
        return refused || attempt(this.twin, step.command);
      }
      case "against-ours":
        return attempt(this.host, step.command);
      case "plug":
        for (const [side, host] of Object.entries({ h: this.host, t: this.twin })) this.#plug(host, side, step);
        await this.#settled();
        return "";
      case "carrier":
        for (const side of ["h", "t"]) attempt(this.#far, `link set ${side}${step.cable} ${step.up ? "up" : "down"}`);
        await this.#settled();
        return "";
      case "daemon":
        return this.#control(step);
      case "wait":
        await sleep(step.milliseconds);
        return "";
      case "check":
        return this.#wake();
    }
  }

  /** Whatever it was, the daemon runs. */
  async #wake(): Promise<string> {
    if (this.#state === "stopped") return this.#control({ kind: "daemon", verb: "continue" });
    if (this.#state === "running") return "";
    return this.#control({ kind: "daemon", verb: "start", configuration: this.#configuration });
  }

  /** Throws where it ended although nobody asked it to. */
  assertAlive(): void {
    const exit = this.#daemon?.exit;
    if (this.#state !== "none" && exit !== undefined) {
      throw new Error(`multihomed ended by itself: ${exit.signal ?? exit.code}\n${this.log}`);
    }
  }

  #plug(host: Host, side: string, { name, cable }: { readonly name: string; readonly cable: number }): void {
    const mac = `02:00:00:00:00:${cable.toString(16).padStart(2, "0")}`;
    const far = `${side}${cable}`;
    attempt(host, `link add ${name} address ${mac} type veth peer name ${far} netns ${this.#far.namespace}`);
    attempt(this.#far, `link set ${far} up`);
    attempt(host, `link set ${name} up`);
  }

  async #settled(): Promise<void> {
    const hosts = [this.host, this.twin];
    await eventually(
      () => {
        for (const host of hosts) {
          const waiting = snapshot(host).links.filter((link) => !link.settled);
          if (waiting.length > 0) throw new Error(`carrier not settled: ${waiting.map((link) => link.name).join(" ")}`);
        }
      },
      { timeout: CARRIER_TIMEOUT },
    );
  }

  /** Until it catches SIGHUP and SIGTERM, they just end it. */
  async #listens(daemon: Daemon): Promise<void> {
    if (this.#listening) return;
    await eventually(() => {
      const caught = /^SigCgt:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${daemon.pid}/status`, "utf8"))?.[1] ?? "0";
      if ((BigInt(`0x${caught}`) & HUP_AND_TERM) !== HUP_AND_TERM) throw new Error("it does not expect signals yet");
    });
    this.#listening = true;
  }

  async #control(step: Step & { kind: "daemon" }): Promise<string> {
    this.assertAlive();
    const daemon = this.#daemon;
    if (step.verb === "start") {
      if (this.#state !== "none") return "runs already";
      this.#configuration = step.configuration;
      this.#daemon = this.host.daemon(["-L", "debug"], { config: toml(configuration(step.configuration)) });
      this.#state = "running";
      this.#listening = false;
      return "";
    }
    if (daemon === undefined || this.#state === "none") return "does not run";
    if (step.verb !== "kill") await this.#listens(daemon);
    switch (step.verb) {
      case "reload":
        this.#configuration = step.configuration;
        writeFileSync(daemon.configFile, toml(configuration(step.configuration)));
        daemon.signal("SIGHUP");
        return "";
      case "stop":
        daemon.signal("SIGSTOP");
        this.#state = "stopped";
        return "";
      case "continue":
        daemon.signal("SIGCONT");
        this.#state = "running";
        return "";
      case "kill":
        await daemon.kill9();
        this.#state = "none";
        return "";
      case "terminate": {
        daemon.signal("SIGCONT");
        this.#state = "none";
        await daemon.stop();
        const left = ours(this.host);
        if (left.length > 0) throw new Error(`left behind after SIGTERM:\n${left.join("\n")}`);
        return "";
      }
    }
  }
}

/** What ip said where it refused, else nothing. */
export function attempt(host: Host, command: string): string {
  try {
    host.ip(command);
    return "";
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return text.slice(text.indexOf(": ") + 2).trim() || "refused";
  }
}
