// npm run test:soak -- [--minutes N] [--seed S] [--steps N] [--minimise]: the property test for as long as asked, a new
// seed each round, one line a round. A failure ends it with exit 1; --minimise then looks for its shortest sequence.
import { parseArgs } from "node:util";
import { minimise } from "../test/kernel/property/minimise.ts";
import { Falsified, randomRound } from "../test/kernel/property/round.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    seed: { type: "string" },
    steps: { type: "string", default: "300" },
    minimise: { type: "boolean", default: false },
  },
});

const until = performance.now() + Number(values.minutes) * 60_000;
let seed = values.seed === undefined ? Date.now() % 1_000_000_000 : Number(values.seed);
do {
  const begin = performance.now();
  try {
    const result = await randomRound({ seed, steps: Number(values.steps) });
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    const { steps, checks, slowest, refused } = result;
    console.log(
      `seed ${seed}: ${steps} steps in ${seconds} s, ${checks} checks, slowest convergence ${slowest} ms, ${refused} refused`,
    );
  } catch (error) {
    if (!(error instanceof Falsified)) throw error;
    console.log(error.message);
    process.exitCode = 1;
    if (values.minimise) console.log((await minimise(error.steps, console.log))?.message ?? "does not fail again");
  }
  seed += 1;
} while (process.exitCode !== 1 && performance.now() < until);
