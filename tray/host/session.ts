// One who follows: its calls are parsed, bounded and answered, and it is told what happens, once it has asked for that.
import type { Reply } from "../shared/bridge.ts";
import type { Told } from "../shared/told.ts";
import type { Answers } from "./answers.ts";
import { failureOf } from "./failure.ts";
import { Outbox, type OutboxOptions } from "./outbox.ts";
import { parseCall } from "./parse.ts";

export interface Session {
  /** Parses name and arguments by CALLS; what is wrong is a Failure too ("invalid-argument"). Never rejects. */
  answer(name: unknown, args: unknown): Promise<Reply<unknown>>;
  close(): void;
}

/** More than a window has open, however fast its user is. */
export const CALLS_MAX = 64;

export interface SessionOptions extends OutboxOptions {
  readonly answers: Omit<Answers, "follow">;
  /** All that is known, for one who begins to follow. */
  everything(): readonly Told[];
  closed(session: OpenSession): void;
}

export class OpenSession implements Session {
  readonly #options: SessionOptions;
  readonly #outbox: Outbox;
  readonly #answers: Answers;
  /** By which those are answered who wait, when the session is closed. */
  readonly #waiting = new Set<(reply: Reply<unknown>) => void>();
  #following = false;
  #closed = false;
  /** What it was asked to show before it followed. */
  #go: Told | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#outbox = new Outbox(options);
    this.#answers = { ...options.answers, follow: () => this.#follow() };
  }

  answer(name: unknown, args: unknown): Promise<Reply<unknown>> {
    if (this.#closed) return Promise.resolve(CLOSED);
    if (this.#waiting.size >= CALLS_MAX) return Promise.resolve(TOO_MANY);
    return new Promise((resolve) => {
      this.#waiting.add(resolve);
      void this.#answer(name, args).then((reply) => {
        // It is not there any more where the session was closed: then that has been the answer.
        if (this.#waiting.delete(resolve)) resolve(reply);
      });
    });
  }

  tell(told: Told): void {
    if (this.#following) this.#outbox.add(told);
    else if (told.kind === "go") this.#go = told;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#following = false;
    this.#outbox.clear();
    for (const resolve of this.#waiting) resolve(CLOSED);
    this.#waiting.clear();
    this.#options.closed(this);
  }

  async #answer(name: unknown, args: unknown): Promise<Reply<unknown>> {
    try {
      const call = parseCall(name, args);
      const act = this.#answers[call.name] as (...args: unknown[]) => unknown; // takes what was parsed for this very name
      const value = await act(...call.args);
      // What the service told before it answered is known first: nothing is answered that does not show yet.
      this.#outbox.flush();
      return { ok: true, value };
    } catch (error) {
      const failure = failureOf(error);
      if (failure.code === "mistake") this.#options.mistake(error);
      return { ok: false, failure };
    }
  }

  #follow(): void {
    this.#following = true;
    for (const told of this.#options.everything()) this.#outbox.add(told);
    if (this.#go !== undefined) this.#outbox.add(this.#go);
    this.#go = undefined;
    this.#outbox.flush();
  }
}

const CLOSED: Reply<never> = { ok: false, failure: { code: "stopping", text: "this window is closed" } };
const TOO_MANY: Reply<never> = {
  ok: false,
  failure: { code: "too-many", text: "too many calls of this window are under way already" },
};
