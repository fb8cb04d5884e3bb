// Events of addresses and rules with the time at which ip(8) saw them: `ip -ts monitor address rule`.
import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import type { Ground } from "./ground.ts";

export class Events {
  readonly #monitor: ChildProcess;
  #lines: string[] = [];
  #rest = "";

  private constructor(ground: Ground, prompt: boolean) {
    const monitor = ["ip", "-ts", "-o", "monitor", "address", "rule"];
    const command = ["nice", "-n", prompt ? "-20" : "0", ...monitor];
    this.#monitor = ground.host.start(command, { stdio: ["ignore", "pipe", "ignore"] });
    this.#monitor.stdout?.on("data", (bytes: Buffer) => {
      const lines = (this.#rest + bytes.toString()).split("\n");
      this.#rest = lines.pop() ?? "";
      this.#lines.push(...lines);
    });
  }

  /**
   * Resolves when the monitor reports. It takes the time when it gets to run: a prompt one runs before all others, where
   * one of ordinary priority may see both events only after a daemon of higher priority has acted.
   */
  static async of(ground: Ground, prompt = false): Promise<Events> {
    const events = new Events(ground, prompt);
    for (let tries = 0; !events.#lines.some((line) => line.includes("192.0.2.254")); tries += 1) {
      if (tries === 200) throw new Error("ip monitor reports nothing");
      ground.host.batch("addr add 192.0.2.254/32 dev lo\naddr del 192.0.2.254/32 dev lo");
      await sleep(10);
    }
    events.forget();
    return events;
  }

  forget(): void {
    this.#lines = [];
  }

  /** Microseconds since the epoch of the first event since forget() that matches. */
  async time(event: RegExp, limit: number): Promise<number> {
    const deadline = performance.now() + limit;
    for (;;) {
      const line = this.#lines.find((text) => event.test(text.replace(/^\[[^\]]*\] */, "")));
      if (line !== undefined) return microseconds(line);
      if (performance.now() > deadline) throw new Error(`no event ${event} within ${limit} ms`);
      await sleep(1);
    }
  }

  end(): void {
    this.#monitor.kill();
  }
}

/** Of "[2025-01-31T12:00:00.123456] …", local time. */
function microseconds(line: string): number {
  const [, second, fraction] = /^\[([^\].]*)\.(\d{6})\]/.exec(line) ?? [];
  if (second === undefined) throw new Error(`no time in ${line}`);
  return new Date(second).getTime() * 1000 + Number(fraction);
}
