// What a measurement yields, and the plan that all measurements share.
import type { Subject } from "./subject.ts";

export interface Result {
  /** The row of the table. */
  readonly row: string;
  readonly measure: string;
  readonly unit: "ms" | "µs" | "MB" | "s/h" | "calls/s" | "points" | "kB" | "%";
  readonly subject: string;
  readonly value: number;
  /** What it is compared with, in the same unit: ip -batch, unless `measure` says otherwise. */
  readonly baseline?: number;
  /** value / baseline. */
  readonly ratio?: number;
  /** The most that `judged` may be. */
  readonly reach?: number;
  readonly judged?: number;
  /** Whether the kernel's state was right in the end. */
  readonly right: boolean;
}

export interface Plan {
  readonly subjects: readonly Subject[];
  readonly quick: boolean;
  /** Folders with unit files to compare ours with, beside systemd's own. */
  readonly units: readonly string[];
}

/** Measures one subject or more and hands over each result when it is there. */
export type Row = (plan: Plan, report: (result: Result) => void) => Promise<void>;

/** Runs for every subject; a failure is told and the others go on. */
export async function forEach(plan: Plan, row: string, action: (subject: Subject) => Promise<void>): Promise<void> {
  for (const subject of plan.subjects) {
    try {
      await action(subject);
    } catch (error) {
      process.exitCode = 1;
      console.error(`${row}, ${subject.name}: ${error instanceof Error ? error.message : error}`);
    }
  }
}
