// What is done for each call of a window; what one window asks for itself (`follow`) is its session's.
import { Turns } from "../../common/turns.ts";
import type { AnswerOf, ArgumentsOf, CallName } from "../shared/calls.ts";
import type { Preferences } from "../shared/preferences.ts";
import type { Desktop } from "./desktop.ts";
import type { Live } from "./live.ts";
import type { Recorder } from "./recorder.ts";
import type { Released } from "./released.ts";
import { readTraffic } from "./traffic.ts";

/** Each throws or rejects with a MultihomedError where it cannot be done. */
export type Answers = {
  readonly [C in CallName]: (...args: ArgumentsOf<C>) => AnswerOf<C> | Promise<AnswerOf<C>>;
};

export interface AnswersOptions {
  readonly live: Live;
  readonly desktop: Desktop;
  readonly recorder: Pick<Recorder, "notes">;
  readonly released: Pick<Released, "of">;
  monotonic(): number;
  /** The preferences are others now. */
  chosen(preferences: Preferences): void;
}

/** The service takes so many calls that make it work for long from one client at once, and refuses more. */
const COSTLY_AT_ONCE = 4;

export function answers(options: AnswersOptions): Omit<Answers, "follow"> {
  const { live, desktop, recorder, released, monotonic } = options;
  const costly = new Turns(COSTLY_AT_ONCE);
  return {
    assign: (name, table, how) => live.client.assign(name, table, how),
    switchOn(name) {
      const { table, options } = released.of(name);
      return live.client.assign(name, table, options);
    },
    release: (name, how) => live.client.release(name, how),
    routes: (name, offset, limit) => costly.take(() => live.client.routes(name, { offset, limit })),
    rules: (name, offset, limit) => costly.take(() => live.client.rules(name, { offset, limit })),
    explain: (packet) => costly.take(() => live.client.explain(packet)),
    traffic: (names) => readTraffic(live, names, monotonic),
    reconcile: () => live.client.reconcile(),
    reload: () => live.client.reload(),
    async start() {
      await live.client.service(); // any call starts it
    },
    activity: () => recorder.notes,
    async choose(changes) {
      const preferences = await desktop.choose(changes);
      options.chosen(preferences);
      return preferences;
    },
    copy: (text) => desktop.copy(text),
  };
}
