// Leaves steps out of a failing sequence as long as it still fails (delta debugging, Zeller and Hildebrandt 2002).
import { Falsified, replay } from "./round.ts";
import type { Step } from "./steps.ts";

const ATTEMPTS = 2;
/** Shorter than for a verdict that counts, for there will be many. */
const QUIET_TIMEOUT = 6000;

/** Steps of a failing replay, none of which can be left out; undefined where the replay does not fail at all. */
export async function minimise(steps: readonly Step[], report: (text: string) => void): Promise<Falsified | undefined> {
  let smallest = await fails([...steps.filter(isNoCheck), { kind: "check" }]);
  smallest ??= await fails(steps);
  if (smallest === undefined) return undefined;
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < smallest.steps.length; ) {
      const shorter: readonly Step[] = [...smallest.steps.slice(0, at), ...smallest.steps.slice(at + size)];
      const failure: Falsified | undefined = await fails(shorter);
      if (failure === undefined) at += size;
      else smallest = failure;
    }
    report(`${smallest.steps.length} steps left, in pieces of ${size}`);
  }
  return smallest;
}

/** What depends on timing does not fail each time. */
async function fails(steps: readonly Step[], attempts = ATTEMPTS): Promise<Falsified | undefined> {
  try {
    await replay(steps, QUIET_TIMEOUT);
  } catch (error) {
    if (error instanceof Falsified) return error;
    throw error;
  }
  return attempts > 1 ? fails(steps, attempts - 1) : undefined;
}

function isNoCheck(step: Step): boolean {
  return step.kind !== "check";
}
