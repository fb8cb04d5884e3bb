// Which way a packet takes, by the kernel's own answer, beside the way that the configuration intends.
import type { Pause } from "../planes/plane.ts";
import type { Uplinks } from "../planes/uplinks.ts";
import type { View } from "../view/view.ts";
import { type Answer, type Asked, askKernel } from "./answer.ts";
import { differences } from "./differences.ts";
import { type Packet, packetOf, type Question } from "./packet.ts";
import { intendedSide, kernelSide } from "./side.ts";
import { Texts } from "./texts.ts";

export { type Question, readQuestion } from "./packet.ts";

export interface Explanation {
  /** By key, as dbus/org.multihomed1.Manager.xml has them. */
  readonly kernel: ReadonlyMap<string, string>;
  readonly intended: ReadonlyMap<string, string>;
  /** A line for each, beginning with its key and a colon. */
  readonly differences: readonly string[];
}

/** @throws MultihomedError "invalid-interface", or "timeout" where the kernel does not answer. */
export async function explain(
  question: Question,
  kernel: Asked,
  view: View,
  uplinks: () => Uplinks,
): Promise<Explanation> {
  const packet = packetOf(question, view);
  const answer = await askKernel(kernel, packet);
  const telling = tell(packet, answer, uplinks(), view);
  for (;;) {
    const step = telling.next();
    if (step.done) return step.value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Pure. At a pause others may have their turn. */
export function* tell(packet: Packet, answer: Answer, uplinks: Uplinks, view: View): Generator<Pause, Explanation> {
  const kernel = yield* kernelSide(answer, packet, view);
  const intended = yield* intendedSide(kernel, answer, packet, uplinks, view);
  const texts = new Texts(view, uplinks);
  return {
    kernel: texts.dictionary(kernel),
    intended: texts.dictionary(intended),
    differences: differences(kernel, intended, answer.rules, texts),
  };
}
