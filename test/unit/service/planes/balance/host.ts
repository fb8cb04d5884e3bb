// A host with balance on a model of the kernel: the real loop with its plane, and a kernel that refuses what a real one
// does.
import type { Execute } from "../../../../../service/execute.ts";
import type { Failure } from "../../../../../service/netlink/requests.ts";
import { balance } from "../../../../../service/planes/balance/index.ts";
import type { Plane } from "../../../../../service/planes/plane.ts";
import type { Together } from "../../../../../service/planes/uplinks.ts";
import { Reconciler } from "../../../../../service/reconciler.ts";
import { Report } from "../../../../../service/report.ts";
import type { Operation } from "../../../../../service/view/operation.ts";
import { View } from "../../../../../service/view/view.ts";
import { FakeClock } from "../../observer/fake-clock.ts";
import { RecordingLog } from "../../observer/recording-log.ts";
import { eventOf, hear, indexIn, Recorder } from "../../view/from-text/state.ts";
import { Words } from "../../view/from-text/words.ts";
import { assignmentOf } from "../assignment.ts";
import { carryOut } from "../model-kernel.ts";
import { operationText } from "../planned.ts";

export class BalancedHost {
  readonly view = new View();
  readonly clock = new FakeClock();
  readonly log = new RecordingLog("info");
  readonly reconciler: Reconciler;
  /** What was handed over since it was taken last, batch by batch. */
  readonly batches: string[][] = [];
  /** What the kernel refused. */
  readonly refused: string[] = [];
  /** Refuses more than the model does. */
  refuses: (text: string) => Failure | undefined = () => undefined;

  constructor(observed: readonly string[] = [], planes: readonly Plane[] = [balance]) {
    this.view.wholeTables = new Set([254, 900, 901]);
    for (const line of observed) hear(this.view, eventOf(line, indexIn(this.view)), new Recorder());
    const report: Report = new Report(this.view, this.log, () => this.reconciler.uplinks);
    this.reconciler = new Reconciler(this.view, planes, this.#execute, this.clock, report);
  }

  readonly #execute: Execute = async (operations) => {
    const failures = new Map<Operation, Failure>();
    this.batches.push(operations.map((operation) => operationText(operation, this.view)));
    for (const operation of operations) {
      const text = operationText(operation, this.view);
      const failure = this.refuses(text) ?? refusalOf(operation, this.view);
      if (failure === undefined) continue;
      this.refused.push(text);
      failures.set(operation, failure);
    }
    return failures;
  };

  /** Wants this from now on: "balance [table N] [priority N] [hash H]", if at all, and uplinks. What comes of it. */
  assign(...lines: string[]): Promise<string[]> {
    const uplinks = lines.filter((line) => !line.startsWith("balance"));
    this.reconciler.assign(uplinks.map(assignmentOf), togetherOf(lines));
    return this.done();
  }

  say(...lines: string[]): Promise<string[]> {
    const recorder = new Recorder();
    for (const line of lines) hear(this.view, eventOf(line, indexIn(this.view)), recorder);
    for (const change of recorder.changes) this.reconciler.mark(change);
    return this.done();
  }

  async done(): Promise<string[]> {
    await this.reconciler.settled();
    return this.batches.splice(0).flat();
  }
}

/** As service/execute.ts says "gone" of what was to be deleted, and was not there. */
function refusalOf(operation: Operation, view: View): Failure | undefined {
  const [refusal] = carryOut([operation], view);
  if (refusal === undefined) return undefined;
  if (operation.verb === "delete" && ["ESRCH", "ENOENT"].includes(refusal.code)) return undefined;
  return { code: refusal.code, text: undefined };
}

export function togetherOf(lines: readonly string[]): Together {
  const line = lines.find((each) => each.startsWith("balance"));
  if (line === undefined) return { balance: undefined, gateway: undefined };
  const words = new Words(line.slice("balance".length));
  let [table, priority, hash]: [number, number, "flow" | "destination"] = [900, 32000, "flow"];
  while (!words.done) {
    if (words.skip("table")) table = words.number();
    else if (words.skip("priority")) priority = words.number();
    else if (words.skip("hash"))
      hash = words.skip("flow") ? "flow" : words.skip("destination") ? "destination" : words.refuse();
    else words.refuse();
  }
  return { balance: { enabled: true, table, priority, hash }, gateway: undefined };
}
