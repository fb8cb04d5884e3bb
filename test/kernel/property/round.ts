// One round: a random sequence of steps, and every now and then quiet and a verdict.
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { Lab } from "../lab/index.ts";
import { configuration } from "./configurations.ts";
import { chooseStep, opening } from "./operations/operations.ts";
import { Random } from "./random.ts";
import type { Snapshot } from "./snapshot.ts";
import { type Step, stepText } from "./steps.ts";
import { judge } from "./verdict.ts";
import { World } from "./world.ts";

/** After the last change: repairs of what others deleted repeatedly wait up to 5 s, refused routes too. */
export const QUIET_TIMEOUT = 15_000;
const POLL = 50;
const STEPS_PER_CHECK = 40;
const LOG_LINES = 30;

export interface RoundOptions {
  readonly seed: number;
  readonly steps?: number;
}

export interface RoundResult {
  readonly steps: number;
  readonly checks: number;
  /** The longest that it took after the last step until all was as wanted, in milliseconds. */
  readonly slowest: number;
  /** Routes that were rightly missing at a check, because the kernel would have refused them. */
  readonly refused: number;
}

/** What was wrong, and how to see it again. */
export class Falsified extends Error {
  override readonly name = "Falsified";
  readonly differences: readonly string[];
  readonly steps: readonly Step[];

  constructor(title: string, differences: readonly string[], steps: readonly Step[], log: string, daemonLog: string) {
    const said = daemonLog.trimEnd().split("\n").slice(-LOG_LINES).join("\n");
    super(`${title}\n${differences.join("\n")}\n\nsteps:\n${log}\n\nmultihomed said last:\n${said}`);
    this.differences = differences;
    this.steps = steps;
  }
}

export function randomRound(options: RoundOptions): Promise<RoundResult> {
  const random = new Random(options.seed);
  let cable = 0;
  const nextCable = () => ++cable;
  const first = opening(nextCable);
  const last = first.length + (options.steps ?? 320);
  return round(`seed ${options.seed}`, (index, kernel, world) => {
    if (index < first.length) return first[index];
    if (index > last) return undefined;
    if (index === last || (index - first.length) % STEPS_PER_CHECK === STEPS_PER_CHECK - 1) return { kind: "check" };
    return chooseStep({ random, kernel, daemon: world.daemonState, nextCable });
  });
}

/** The same steps again. */
export function replay(steps: readonly Step[], quietTimeout = QUIET_TIMEOUT): Promise<RoundResult> {
  return round("replay", (index) => steps[index], quietTimeout);
}

type Next = (index: number, kernel: Snapshot, world: World) => Step | undefined;

async function round(title: string, next: Next, quietTimeout = QUIET_TIMEOUT): Promise<RoundResult> {
  const lab = new Lab();
  const world = new World(lab);
  const steps: Step[] = [];
  const log: string[] = [];
  let result: RoundResult = { steps: 0, checks: 0, slowest: 0, refused: 0 };

  const check = async () => {
    const begin = performance.now();
    for (;;) {
      world.assertAlive();
      const verdict = judge(world.host, world.twin, configuration(world.configuration));
      const took = Math.round(performance.now() - begin);
      if (verdict.differences.length === 0) {
        log.push(`   # after ${took} ms`);
        const slowest = Math.max(result.slowest, took);
        result = { ...result, checks: result.checks + 1, slowest, refused: result.refused + verdict.refused };
        return;
      }
      if (took > quietTimeout) throw falsified(verdict.differences);
      await sleep(POLL);
    }
  };
  const falsified = (differences: readonly string[]) =>
    new Falsified(`${title}, after step ${steps.length}:`, differences, steps, log.join("\n"), world.log);

  try {
    // Looking costs time, so a replay looks too.
    for (let step = next(0, world.look(), world); step; step = next(steps.length, world.look(), world)) {
      steps.push(step);
      log.push(stepText(step));
      const remark = await world.perform(step);
      if (remark !== "") log.push(`   # ${remark}`);
      if (step.kind === "check") await check();
    }
    await world.perform({ kind: "daemon", verb: "terminate" });
    return { ...result, steps: steps.length };
  } catch (error) {
    throw error instanceof Falsified ? error : falsified([error instanceof Error ? error.message : String(error)]);
  } finally {
    for (const daemon of lab.daemons) if (daemon.exit === undefined) daemon.signal("SIGKILL");
    await lab.end();
  }
}
