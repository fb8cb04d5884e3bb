// For what goes through rtnetlink alone: whoever asks for anything else fails the test.
import type { Effects } from "../../../service/effects.ts";

const unasked = (): never => {
  throw new Error("nothing but routes and rules is expected here");
};

/** All of it that is used, without its parts of the kernel. */
export const NO_EFFECTS = { remember: unasked, carryOut: unasked } as unknown as Effects;
