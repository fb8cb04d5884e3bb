// Stands in for the host: what was called, what is answered, and what is told.
import type { Session } from "../../../../../tray/host/host.ts";
import type { Reply } from "../../../../../tray/shared/bridge.ts";
import type { Told } from "../../../../../tray/shared/told.ts";

export class StandInSession implements Session {
  readonly calls: { readonly name: unknown; readonly args: unknown }[] = [];
  readonly #waiting: ((reply: Reply<unknown>) => void)[] = [];
  closed = false;

  constructor(readonly tell: (told: readonly Told[]) => void) {}

  /** `follow` is answered at once, everything else by `reply`. */
  async answer(name: unknown, args: unknown): Promise<Reply<unknown>> {
    if (name === "follow") return { ok: true, value: undefined };
    this.calls.push({ name, args });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  close(): void {
    this.closed = true;
  }

  /** Answers the oldest call that waits. */
  reply(reply: Reply<unknown>): void {
    const next = this.#waiting.shift();
    if (next === undefined) throw new Error("nobody has called");
    next(reply);
  }
}

export class StandInHost {
  readonly sessions: StandInSession[] = [];

  readonly open = (tell: (told: readonly Told[]) => void): StandInSession => {
    const session = new StandInSession(tell);
    this.sessions.push(session);
    return session;
  };

  /** The one that was opened last. */
  get session(): StandInSession {
    const last = this.sessions.at(-1);
    if (last === undefined) throw new Error("nobody has opened a session");
    return last;
  }
}

export const DONE: Reply<unknown> = { ok: true, value: undefined };
export const REFUSED: Reply<never> = { ok: false, failure: { code: "not-authorised", text: "polkit says no" } };
