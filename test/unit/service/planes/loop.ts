// A reconciler with the routing plane, or with others, on a view from text, with an executor and a clock of the test's.

import type { LogLevel } from "../../../../service/config/config.ts";
import type { Execute } from "../../../../service/execute.ts";
import type { Failure } from "../../../../service/netlink/requests.ts";
import type { Plane } from "../../../../service/planes/plane.ts";
import { routing } from "../../../../service/planes/routing/index.ts";
import { Reconciler } from "../../../../service/reconciler.ts";
import { Report, type Told } from "../../../../service/report.ts";
import { applyOperation, type Operation, revertOperation } from "../../../../service/view/operation.ts";
import type { View } from "../../../../service/view/view.ts";
import { FakeClock } from "../observer/fake-clock.ts";
import { RecordingLog } from "../observer/recording-log.ts";
import { eventOf, hear, indexIn, Recorder, viewOf } from "../view/from-text/state.ts";
import { assignmentOf } from "./assignment.ts";
import { operationText } from "./planned.ts";

export class Loop {
  readonly view: View;
  readonly clock = new FakeClock();
  readonly log: RecordingLog;
  readonly reconciler: Reconciler;
  /** What was handed over, batch by batch, since it was taken last. */
  readonly batches: string[][] = [];
  /** Says of an operation's text how the kernel refuses it. */
  refuses: (text: string) => Failure | undefined = () => undefined;
  /** Awaited before an answer is given. */
  answer: () => Promise<void> = async () => {};

  /** @param told wants to know as well what was done and what is refused. */
  constructor(
    observed: readonly string[],
    level: LogLevel = "info",
    told?: Told,
    planes: readonly Plane[] = [routing],
  ) {
    this.view = viewOf(observed, [1000, 1001]);
    this.log = new RecordingLog(level);
    const report: Report = new Report(this.view, this.log, () => this.reconciler.uplinks, told);
    this.reconciler = new Reconciler(this.view, planes, this.#execute, this.clock, report);
  }

  /** As service/execute.ts does: applied when handed over, taken back when refused. */
  readonly #execute: Execute = async (operations) => {
    const texts = new Map(operations.map((operation) => [operation, operationText(operation, this.view)]));
    this.batches.push([...texts.values()]);
    for (const operation of operations) applyOperation(this.view, operation);
    await this.answer();
    const refused = new Map<Operation, Failure>();
    for (const [operation, text] of texts) {
      const failure = this.refuses(text);
      if (failure === undefined) continue;
      refused.set(operation, failure);
      revertOperation(this.view, operation);
    }
    return refused;
  };

  assign(...lines: string[]): Promise<string[]> {
    this.reconciler.assign(lines.map(assignmentOf));
    return this.done();
  }

  /** Lets the kernel say these things at once, without waiting for what comes of it. */
  say(...lines: string[]): void {
    const recorder = new Recorder();
    for (const line of lines) hear(this.view, eventOf(line, indexIn(this.view)), recorder);
    for (const change of recorder.changes) this.reconciler.mark(change);
  }

  /** What was handed over until nothing is left to do. */
  async done(): Promise<string[]> {
    await this.reconciler.settled();
    return this.batches.splice(0).flat();
  }

  hear(...lines: string[]): Promise<string[]> {
    this.say(...lines);
    return this.done();
  }

  /** What was handed over while time passed. */
  async pass(milliseconds: number): Promise<string[]> {
    await this.clock.pass(milliseconds, () => this.reconciler.settled());
    return this.done();
  }
}

/** A moment in which the loop may run. */
export const moment = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
