// One socket: nothing is said to it before it has shown the token; then it is a session of the host.
import * as v from "valibot";
import type { After } from "../../common/client/after.ts";
import type { Host, Session } from "../host/host.ts";
import { sameToken } from "./token.ts";
import { CLOSE, type ToPage } from "./wire.ts";

/** What is used of a WebSocket of `ws`. */
export interface Visitor {
  /** Bytes that were sent and not taken yet. */
  readonly bufferedAmount: number;
  send(text: string): void;
  close(code: number): void;
  /** Without a farewell, which would wait behind all that is not taken. */
  terminate(): void;
}

export interface Reception {
  readonly host: Pick<Host, "open">;
  readonly token: string;
  readonly after: After;
}

/** Who has not shown the token by then never will. */
export const TOKEN_WITHIN_MS = 10_000;
/** A page that leaves more than this unread is stuck: it is told everything anew when it comes back. */
export const UNREAD_MAX = 8 << 20;

const firstMessage = v.strictObject({ token: v.string() });
const message = v.strictObject({ id: v.pipe(v.number(), v.safeInteger()), name: v.unknown(), args: v.unknown() });

export class Visit {
  readonly #visitor: Visitor;
  readonly #reception: Reception;
  readonly #giveUp: () => void;
  #session: Session | undefined;
  #over = false;

  constructor(visitor: Visitor, reception: Reception) {
    this.#visitor = visitor;
    this.#reception = reception;
    this.#giveUp = reception.after(TOKEN_WITHIN_MS, () => this.#refuse());
  }

  /** Whether it has shown the token. */
  get hasEntered(): boolean {
    return this.#session !== undefined;
  }

  /** It has said something; undefined: what is no text. */
  said(text: string | undefined): void {
    if (this.#over) return;
    const value = parsed(text);
    if (this.#session === undefined) this.#enter(value);
    else void this.#answer(this.#session, value);
  }

  /** It has gone. */
  over(): void {
    this.#over = true;
    this.#giveUp();
    this.#session?.close();
  }

  #enter(value: unknown): void {
    const first = v.safeParse(firstMessage, value);
    if (!first.success || !sameToken(first.output.token, this.#reception.token)) {
      this.#refuse();
      return;
    }
    this.#giveUp();
    this.#session = this.#reception.host.open((told) => this.#send({ kind: "told", told }));
  }

  async #answer(session: Session, value: unknown): Promise<void> {
    const call = v.safeParse(message, value);
    if (!call.success) {
      this.#refuse();
      return;
    }
    const { id, name, args } = call.output;
    this.#send({ kind: "reply", id, reply: await session.answer(name, args) });
  }

  #send(said: ToPage): void {
    if (this.#over) return;
    this.#visitor.send(JSON.stringify(said));
    if (this.#visitor.bufferedAmount <= UNREAD_MAX) return;
    this.over();
    this.#visitor.terminate();
  }

  #refuse(): void {
    this.over();
    this.#visitor.close(CLOSE.refused);
  }
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined; // what is no JSON is no message either
  }
}
