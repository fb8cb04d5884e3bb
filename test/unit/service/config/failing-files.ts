// node:fs on which things go wrong: a system call that fails, or a process that ends in the middle.
import fs from "node:fs";
import type { WritableFiles } from "../../../../service/config/replace-file.ts";

/** The calls that change something, or may: those that are counted. */
const CALLS = [
  "openSync",
  "closeSync",
  "fsyncSync",
  "mkdirSync",
  "renameSync",
  "unlinkSync",
  "writeSync",
  "readSync",
] as const;

export class FailingFiles {
  /** The names of the calls so far. */
  readonly calls: string[] = [];
  readonly files: WritableFiles;

  /** @param fails says of the number of a call, from 0, and of its name what it throws; undefined: it works. */
  constructor(fails: (call: number, name: string) => Error | undefined) {
    const files: Record<string, unknown> = { ...fs };
    for (const name of CALLS) {
      const real: unknown = fs[name];
      files[name] = (...args: unknown[]) => {
        const failure = fails(this.calls.length, name);
        this.calls.push(name);
        // As the kernel does (close(2)): the descriptor is closed, whatever is answered.
        if (failure !== undefined && name !== "closeSync") throw failure;
        if (name === "fsyncSync" && failure === undefined) return; // power does not fail in a test
        const result: unknown = Reflect.apply(real as (...all: unknown[]) => unknown, fs, args);
        if (failure !== undefined) throw failure;
        return result;
      };
    }
    this.files = files as unknown as WritableFiles; // every member of it is one of node:fs
  }
}

export const full = (): Error => Object.assign(new Error("no space left"), { code: "ENOSPC" });

/** All that a system call of ours may meet on a disk that is no good. */
export const failures = (code: string): Error => Object.assign(new Error(code), { code });

/** A process that ends at a call: none after it has any effect. */
export const endsAt = (end: number): FailingFiles =>
  new FailingFiles((call) => (call >= end ? new Error("the process has ended") : undefined));
