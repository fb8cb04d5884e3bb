// Everything that the window may ask for: both sides are typed from this one table, and what comes in is parsed by it.
// The window imports its types only; nothing of it runs there.
import * as v from "valibot";
import type { Explanation, Page, Traffic } from "../../common/client/domain.ts";
import { isTableNumber } from "../../common/table-number.ts";
import type { Activity } from "./activity.ts";
import { COPY_MAX, PAGE_MAX, TRAFFIC_MAX } from "./bounds.ts";
import { PANELS, type Preferences } from "./preferences.ts";

/** The service has the last word on names, words and numbers; here they are only bounded. */
const word = v.pipe(
  v.string(),
  v.maxLength(64),
  v.regex(/^[^\0\p{Surrogate}]*$/u, "expected text that D-Bus can carry"),
);
const name = v.pipe(word, v.nonEmpty());
const u32 = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffffffff));
const table = v.union([v.literal("auto"), v.pipe(u32, v.check(isTableNumber, "expected a table of ours"))]);
const persistence = { persist: v.exactOptional(v.boolean()) };
const assignOptions = v.strictObject({
  priority: v.exactOptional(u32),
  weight: v.exactOptional(u32),
  strict: v.exactOptional(v.boolean()),
  guard: v.exactOptional(v.boolean()),
  unassignedRoutes: v.exactOptional(word),
  mptcp: v.exactOptional(v.pipe(v.array(word), v.maxLength(16), v.readonly())),
  gateway: v.exactOptional(word),
  ...persistence,
});
const packet = v.strictObject({
  source: v.exactOptional(word),
  destination: word,
  iif: v.exactOptional(name),
  mark: v.exactOptional(u32),
});
const page = [name, u32, v.pipe(u32, v.minValue(1), v.maxValue(PAGE_MAX))] as const;
const preferences = v.strictObject({
  notifications: v.exactOptional(v.boolean()),
  startAtLogin: v.exactOptional(v.boolean()),
  panel: v.exactOptional(v.picklist(PANELS)),
});

/** Its arguments, parsed; its answer is of our own making, and only typed. */
const call =
  <const A extends v.TupleItems>(...items: A) =>
  <Answer>() => ({ arguments: v.strictTuple(items), answer: undefined as unknown as Answer }); // a type, never a value

export const CALLS = {
  /** From now on the window is told everything, beginning with all that is known. Again: from the beginning. */
  follow: call()<void>(),
  /** Settles when it is so in the kernel. A person may be asked for a password in the meantime. */
  assign: call(name, table, assignOptions)<void>(),
  release: call(name, v.strictObject(persistence))<void>(),
  /** Assigns a link as it was before it was released, or with a table that the service chooses. */
  switchOn: call(name)<void>(),
  /** Of a link, ours, as ip(8) lists them: name, offset, limit. */
  routes: call(...page)<Page>(),
  rules: call(...page)<Page>(),
  /** Of those of the links that exist. */
  traffic: call(v.pipe(v.array(name), v.maxLength(TRAFFIC_MAX)))<TrafficReading>(),
  explain: call(packet)<Explanation>(),
  /** How many operations it took. */
  reconcile: call()<number>(),
  reload: call()<void>(),
  /** Starts the service where it does not run. */
  start: call()<void>(),
  /** What was noted since this program began, oldest first, bounded. */
  activity: call()<readonly Activity[]>(),
  /** Preferences to be changed; the answer is all of them as they are then. */
  choose: call(preferences)<Preferences>(),
  /** Puts a text on the clipboard. */
  copy: call(v.pipe(v.string(), v.maxLength(COPY_MAX)))<void>(),
} as const;

export interface TrafficReading {
  /** When it was read: milliseconds of a clock that only goes forward. */
  readonly time: number;
  readonly links: Readonly<Record<string, Traffic>>;
}

export type CallName = keyof typeof CALLS;
export type ArgumentsOf<C extends CallName> = v.InferOutput<(typeof CALLS)[C]["arguments"]>;
export type AnswerOf<C extends CallName> = (typeof CALLS)[C]["answer"];
