// npm run test:soak -- [--minutes N] [--seed S] [--steps N] [--minimise]: the property test for as long as asked, a new
// seed each round, one line a round. A failure ends it with exit 1; --minimise then looks for its shortest sequence.
// --replay FILE carries out the steps of a failure once more (as printed, one a line).
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { minimise } from "../test/kernel/property/minimise.ts";
import { Falsified, type RoundResult, randomRound, replay } from "../test/kernel/property/round.ts";
import { parseStep } from "../test/kernel/property/steps.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    seed: { type: "string" },
    steps: { type: "string", default: "320" },
    replay: { type: "string" },
    minimise: { type: "boolean", default: false },
  },
});

const steps = Number(values.steps);
if (values.replay === undefined) {
  const until = performance.now() + Number(values.minutes) * 60_000;
  let seed = values.seed === undefined ? Date.now() % 1_000_000_000 : Number(values.seed);
  do {
    await report(`seed ${seed}`, randomRound({ seed, steps }));
    seed += 1;
  } while (process.exitCode !== 1 && performance.now() < until);
} else {
  const lines = readFileSync(values.replay, "utf8").split("\n");
  await report(values.replay, replay(lines.flatMap((line) => parseStep(line) ?? [])));
}

async function report(title: string, round: Promise<RoundResult>): Promise<void> {
  const begin = performance.now();
  try {
    const { steps, checks, slowest, refused } = await round;
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    const outcome = `${steps} steps in ${seconds} s, ${checks} checks`;
    console.log(`${title}: ${outcome}, slowest convergence ${slowest} ms, ${refused} refused`);
  } catch (error) {
    if (!(error instanceof Falsified)) throw error;
    console.log(error.message);
    process.exitCode = 1;
    if (values.minimise) console.log((await minimise(error.steps, console.log))?.message ?? "does not fail again");
  }
}
