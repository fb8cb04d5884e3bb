// One life of the service in a world: the loop, what carries out, and what looks at what the kernel does not announce, as
// the daemon wires them; without sockets.
import type { Assignment } from "../../../../service/config/assignments.ts";
import { Effects, type Parts } from "../../../../service/effects.ts";
import { executeWith } from "../../../../service/execute.ts";
import type { Observer } from "../../../../service/observer/index.ts";
import { Quiet, type QuietSources } from "../../../../service/observer/quiet.ts";
import { Timers } from "../../../../service/observer/timers.ts";
import { desiredRuleset, RULESET_TABLE, rulesetPlane } from "../../../../service/planes/ruleset/index.ts";
import { strongHost } from "../../../../service/planes/strong-host/index.ts";
import { sysctlPlane } from "../../../../service/planes/sysctl/index.ts";
import { joinUplinks } from "../../../../service/planes/uplinks.ts";
import { Reconciler } from "../../../../service/reconciler.ts";
import { Report } from "../../../../service/report.ts";
import { openKeptFile } from "../../../../service/system/kept-file.ts";
import { readSysctl } from "../../../../service/system/sysctl.ts";
import type { Change } from "../../../../service/view/change.ts";
import {
  applyOperation,
  type Operation,
  operationChange,
  revertOperation,
} from "../../../../service/view/operation.ts";
import type { SysctlKey } from "../../../../service/view/sysctl.ts";
import { View } from "../../../../service/view/view.ts";
import { FakeClock } from "../observer/fake-clock.ts";
import { RecordingLog } from "../observer/recording-log.ts";
import { assignmentOf } from "../planes/assignment.ts";
import type { World } from "./world.ts";

const unasked = async () => undefined;

export class Life {
  readonly clock = new FakeClock();
  readonly log = new RecordingLog();
  readonly view: View;
  readonly #world: World;
  readonly #sysctl = sysctlPlane([strongHost]);
  readonly #quiet: Quiet;
  readonly #reconciler: Reconciler;
  #assignments: readonly Assignment[] = [];

  constructor(world: World) {
    this.#world = world;
    const { files, nft } = world;
    const keptFile = openKeptFile(world.directory, files);
    if (keptFile.warning !== undefined) throw new Error(keptFile.warning);
    this.view = new View(keptFile.kept);
    this.#seeLinks();
    const sources: QuietSources = {
      readSysctl: (path) => readSysctl(path, files),
      mptcp: unasked,
      listRuleset: () => nft.list(RULESET_TABLE),
      watchRuleset: () => {},
      saveKept: (kept) => keptFile.save(kept),
    };
    const changed = (change: Change) => this.#reconciler.mark(change);
    const complain = (what: string) => this.log.error(what);
    this.#quiet = new Quiet(this.view, sources, new Timers(this.clock), changed, complain);
    const mptcp = { list: unasked, add: unasked, setFlags: unasked, delete: unasked, setLimits: unasked };
    const parts: Parts = { files, nft, mptcp, conntrack: { forget: unasked }, keptFile };
    const execute = executeWith(this.#observer(), new Effects(parts), this.clock);
    const planes = [rulesetPlane([strongHost]), this.#sysctl];
    const report: Report = new Report(this.view, this.log, () => this.#reconciler.uplinks);
    this.#reconciler = new Reconciler(this.view, planes, execute, this.clock, report);
  }

  /** Wants these assignments from now on; settles when that is so, as far as it can be. */
  async assign(...lines: string[]): Promise<void> {
    this.#assignments = lines.map(assignmentOf);
    await this.#watch();
    this.#reconciler.assign(this.#assignments);
    await this.#reconciler.settled();
  }

  /** Links are as the world has them now; each that is another is told. */
  async linksChanged(): Promise<void> {
    for (const index of this.#seeLinks()) {
      this.#reconciler.mark({ kind: "link", index, names: [], lossy: false });
      await this.#watch();
    }
    await this.#reconciler.settled();
  }

  pass = (milliseconds: number): Promise<void> => this.clock.pass(milliseconds, () => this.#settled());

  /** Ends in peace, and gives everything back. */
  async stop(): Promise<void> {
    this.#reconciler.assign([]);
    await this.#reconciler.settled();
    await this.#reconciler.stop();
  }

  async #settled(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    await this.#reconciler.settled();
  }

  async #watch(): Promise<void> {
    const uplinks = joinUplinks(this.#assignments, this.view);
    const ruleset =
      this.view.kept.ruleset !== undefined || desiredRuleset([strongHost], uplinks, this.view) !== undefined;
    await this.#quiet.watch({ sysctls: this.#sysctl.watched(uplinks, this.view), ruleset, mptcp: false });
  }

  /** The indexes of links that are not as they were. */
  #seeLinks(): number[] {
    const changed: number[] = [];
    for (const [index, { name }] of [...this.view.links]) {
      if (this.#world.links.get(index) === name) continue;
      this.view.deleteLink(index);
      changed.push(index);
    }
    for (const [index, name] of this.#world.links) {
      if (this.view.links.has(index)) continue;
      this.view.setLink({ index, name, up: true, carrier: true, operstate: 6 });
      if (!changed.includes(index)) changed.push(index);
    }
    return changed;
  }

  #observer(): Observer {
    const heard = (operation: Operation) => this.#quiet.heard(operationChange(operation));
    const observer = {
      view: this.view,
      applied: (operation: Operation) => {
        applyOperation(this.view, operation);
        heard(operation);
      },
      refused: (operation: Operation) => {
        revertOperation(this.view, operation);
        heard(operation);
      },
      doubtSysctl: (key: SysctlKey) => this.#quiet.readSysctl(key),
      rulesetWriting: () => this.#quiet.rulesetWriting(),
      rulesetWritten: () => this.#quiet.rulesetWritten(),
    };
    return observer as unknown as Observer; // all of it that is used for sysctls and the table
  }
}
