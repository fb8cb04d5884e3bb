// Runs the watch for notifications: hands it what is known and what was asked for, and shows what it says.
import type { After } from "../../../common/client/after.ts";
import type { Session } from "../../host/host.ts";
import type { Reply } from "../../shared/bridge.ts";
import type { CallName } from "../../shared/calls.ts";
import type { Known } from "../../shared/known.ts";
import type { Words } from "../../shared/words/index.ts";
import type { Request } from "../panel/state.ts";
import { factsOf, keyOf, speaksOfLinks } from "./facts.ts";
import type { Notice } from "./group.ts";
import { answered, asked, NOTHING_WATCHED, observed, resumed, suspended, tell, type Watching } from "./notices.ts";
import { answerText, type NoticeText, noticeText } from "./texts.ts";

export interface NotifierOptions {
  readonly words: Words;
  readonly after: After;
  /** Milliseconds of a clock that only goes forward. */
  monotonic(): number;
  /** Whether the user wants notifications. */
  wanted(): boolean;
  show(text: NoticeText): void;
}

export class Notifier {
  readonly #options: NotifierOptions;
  #watching: Watching = NOTHING_WATCHED;
  #known: Known | undefined;
  #cancel: (() => void) | undefined;

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  learned(known: Known): void {
    this.#known = known;
    this.#change((watching, now) => observed(watching, factsOf(known), speaksOfLinks(known), now));
  }

  /** As `session`, but what is asked for by it is no news when it happens. */
  watched(session: Session): Session {
    return {
      close: () => session.close(),
      answer: async (name, args) => {
        const key = subjectOf(name, args);
        if (key === undefined) return await session.answer(name, args);
        this.#change((watching) => asked(watching, key));
        try {
          return await session.answer(name, args);
        } finally {
          this.#change((watching, now) => answered(watching, key, now));
        }
      },
    };
  }

  /** Of a click in the menu, which is closed by now. */
  answered(request: Request, reply: Reply<unknown>): void {
    const text = answerText(request, reply, this.#options.words);
    if (text !== undefined) this.#show(text);
  }

  suspended(): void {
    this.#change(suspended);
  }

  resumed(): void {
    this.#change(resumed);
  }

  close(): void {
    this.#cancel?.();
  }

  #change(change: (watching: Watching, now: number) => Watching): void {
    const now = this.#options.monotonic();
    const { watching, notices, wake } = tell(change(this.#watching, now), now);
    this.#watching = watching;
    this.#cancel?.();
    this.#cancel = wake === undefined ? undefined : this.#options.after(wake - now, () => this.#change((same) => same));
    for (const notice of notices) this.#tell(notice);
  }

  #tell(notice: Notice): void {
    if (this.#known !== undefined) this.#show(noticeText(notice, this.#known, this.#options.words));
  }

  #show(text: NoticeText): void {
    if (this.#options.wanted()) this.#options.show(text);
  }
}

/** What a call is to change. It comes from a window and may be anything. */
function subjectOf(name: unknown, args: unknown): string | undefined {
  const [link] = Array.isArray(args) ? args : [];
  if (name === "start") return keyOf({ kind: "service" });
  if (typeof name !== "string" || !SWITCHING.has(name) || typeof link !== "string") return undefined;
  return keyOf({ kind: "uplink", name: link });
}

const SWITCHING: ReadonlySet<string> = new Set(["assign", "switchOn", "release"] satisfies CallName[]);
