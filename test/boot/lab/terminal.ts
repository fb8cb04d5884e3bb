// Somebody who types commands on a machine: root, or a user in a login session.
import { once } from "node:events";
import { within } from "../../kernel/lab/index.ts";
import { type Entrance, type Outcome, run, start } from "./enter.ts";

const DIALOGUE_TIMEOUT = 20_000;

export abstract class Terminal {
  protected abstract get entrance(): Entrance;

  /** Runs a program to its end and returns what it has printed. The first argument may be several words. */
  exec(command: string, ...args: string[]): string {
    const { status, stdout, stderr } = this.run(command, ...args);
    if (status === 0) return stdout;
    throw new Error(`${[command, ...args].join(" ")}: exit ${status}\n${stdout}${stderr}`);
  }

  /** The same for a program that has to fail; returns what it has printed to standard error. */
  execFails(command: string, ...args: string[]): string {
    const { status, stdout, stderr } = this.run(command, ...args);
    if (status !== 0) return stderr;
    throw new Error(`${[command, ...args].join(" ")}: was expected to fail, and said:\n${stdout}${stderr}`);
  }

  run(command: string, ...args: string[]): Outcome {
    return run(this.entrance, [...command.split(" "), ...args]);
  }

  /** Runs a script of sh(1), with `input` as its standard input. */
  sh(script: string, input: string | Buffer = ""): string {
    const { status, stdout, stderr } = run(this.entrance, ["sh", "-euc", script], input);
    if (status === 0) return stdout;
    throw new Error(`exit ${status} of:\n${script}\n${stdout}${stderr}`);
  }

  /**
   * Runs a program on a terminal of its own, and types a line when it has shown `prompt`. The line is typed again every
   * second: who asks for a password throws away what was typed before the terminal stopped to show it.
   */
  async dialogue(command: string, prompt: RegExp, line: string): Promise<Outcome> {
    const child = start(this.entrance, ["script", "--quiet", "--return", "--flush", "--command", command, "/dev/null"]);
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stdin.on("error", () => {}); // it has ended and needs no line any more
    const typist = setInterval(() => prompt.test(stdout) && child.stdin.write(`${line}\n`), 1000);
    try {
      const [status] = await within(DIALOGUE_TIMEOUT, `end of ${command}`, once(child, "close"));
      return { status, stdout, stderr: "" }; // a terminal has one stream
    } catch (error) {
      if (error instanceof Error) error.message += `\n${stdout}`;
      throw error;
    } finally {
      clearInterval(typist);
      child.kill();
    }
  }
}
