// Somebody who types commands on a machine: root, or a user in a login session.
import type { ChildProcess } from "node:child_process";
import { type Entrance, type Outcome, run, start } from "./enter.ts";

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

  /** Starts a program beside the test, with pipes; it ends with the machine at the latest. */
  start(command: string, ...args: string[]): ChildProcess {
    return start(this.entrance, [...command.split(" "), ...args]);
  }
}
