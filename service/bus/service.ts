// What the bus needs of the service behind it, and what the service is told of a caller.

import type { OperationText } from "../../common/command-text.ts";
import type { Uplink } from "../config/config.ts";
import type { Layer } from "../config/memory.ts";
import type { Explanation, Question } from "../explain/index.ts";
import type { Pause } from "../planes/plane.ts";
import type { Status } from "../status/index.ts";
import type { LogControl } from "../system/log-control.ts";
import type { Traffic } from "../system/traffic.ts";

export interface Service {
  readonly version: string;
  readonly status: Status;
  /**
   * Each throws a MultihomedError whose message is for the caller; then nothing is changed. `check` is called when its
   * turn has come, right before anything is changed, and may throw as well.
   */
  assign(uplink: Uplink, layer: Layer, check: () => void): Promise<void>;
  release(name: string, layer: Layer, check: () => void): Promise<void>;
  reconcile(): Promise<number>;
  reload(): Promise<void>;
  /** Lazily; at a pause others may have their turn. */
  plan(): Iterable<OperationText | Pause>;
  /** Which way a packet takes. Throws a MultihomedError where the link that it is to arrive by is not there. */
  explain(question: Question): Promise<Explanation>;
  /** What links have carried so far, by name. */
  traffic(): ReadonlyMap<string, Traffic>;
  readonly log: LogControl;
}
