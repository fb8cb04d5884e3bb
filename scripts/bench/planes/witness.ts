// When the kernel said what: ip(8)'s, conntrack(8)'s and nft(8)'s monitors in one namespace, with the time of each line.
import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import type { Host } from "../../lab/host.ts";

interface Said {
  /** Milliseconds of performance.now() when it was read. */
  readonly at: number;
  readonly text: string;
}

/** Monitors that run before everyone else, so that a line is read when it is said. */
export class Witness {
  readonly #monitors: ChildProcess[];
  #said: Said[] = [];

  constructor(host: Host) {
    const commands = [
      ["ip", "-o", "monitor", "link", "address", "route", "nexthop", "rule"],
      ["conntrack", "-E", "-e", "DESTROY"],
      ["nft", "monitor"],
    ];
    this.#monitors = commands.map((command) => {
      const child = host.start(["nice", "-n", "-20", "stdbuf", "-oL", ...command], {
        stdio: ["ignore", "pipe", "ignore"],
      });
      let rest = "";
      child.stdout?.on("data", (bytes: Buffer) => {
        const at = performance.now();
        const lines = (rest + bytes.toString()).split("\n");
        rest = lines.pop() ?? "";
        for (const text of lines) this.#said.push({ at, text });
      });
      return child;
    });
  }

  forget(): void {
    this.#said = [];
  }

  /** When the first line that matches was said; waits for it. */
  async first(expression: RegExp, limit = 5000): Promise<number> {
    return (await this.#until((matching) => matching.length > 0, expression, limit))[0]?.at ?? Number.NaN;
  }

  /** When the last of `count` matching lines was said; waits for them. */
  async last(expression: RegExp, count: number, limit = 5000): Promise<number> {
    return (await this.#until((matching) => matching.length >= count, expression, limit))[count - 1]?.at ?? Number.NaN;
  }

  end(): void {
    for (const monitor of this.#monitors) monitor.kill();
  }

  async #until(enough: (said: Said[]) => boolean, expression: RegExp, limit: number): Promise<Said[]> {
    const deadline = performance.now() + limit;
    for (;;) {
      const matching = this.#said.filter(({ text }) => expression.test(text));
      if (enough(matching)) return matching;
      if (performance.now() > deadline) {
        throw new Error(`only ${matching.length} of ${expression} within ${limit} ms; said was:\n${this.#tail()}`);
      }
      await sleep(1);
    }
  }

  #tail(): string {
    return this.#said
      .slice(-20)
      .map(({ text }) => text)
      .join("\n");
  }
}
