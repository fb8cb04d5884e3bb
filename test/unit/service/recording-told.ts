// Remembers what the report tells beside the log: problems by what has them, and the order of events.
import type { Trouble } from "../../../service/planes/plane.ts";
import type { Told } from "../../../service/report.ts";
import type { Applied } from "../../../service/status/index.ts";
import type { Problem } from "../../../service/status/problems.ts";
import type { Operation } from "../../../service/view/operation.ts";

export class RecordingTold implements Told {
  /** By id, as they are now. */
  readonly problems = new Map<string, Problem & { readonly table: number }>();
  troubles: readonly Trouble[] = [];
  readonly events: string[] = [];
  readonly batches: (readonly Applied[])[] = [];

  carriedOut(operations: readonly Operation[], batch: () => readonly Applied[]): void {
    this.events.push(`carried out ${operations.length}`);
    this.batches.push(batch());
  }

  raise(id: string, table: number, problem: Problem): void {
    this.problems.set(id, { table, ...problem });
  }

  clear(id: string): void {
    this.problems.delete(id);
  }

  troubled(troubles: readonly Trouble[]): void {
    this.troubles = troubles;
  }

  turned(): void {
    this.events.push("turned");
  }
}
