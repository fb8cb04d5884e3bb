// The bridge over a socket that comes and goes: calls and answers by number; what is told is followed again after a loss.
// Knows nothing of the browser, so that it can be tested without one.

import type { After } from "../../common/client/after.ts";
import { delays } from "../../common/client/delays.ts";
import type { Bridge, Failure, Reply } from "../shared/bridge.ts";
import type { AnswerOf, ArgumentsOf, CallName } from "../shared/calls.ts";
import type { Told } from "../shared/told.ts";
import { CLOSE, type FirstToServer, type ToPage, type ToServer } from "./wire.ts";

export interface Socket {
  send(text: string): void;
}

export interface SocketEvents {
  opened(): void;
  said(text: string): void;
  /** By whatever side, and also where it could not be opened; nothing comes after it. */
  closed(code: number): void;
}

export interface SocketBridgeOptions {
  open(events: SocketEvents): Socket;
  readonly after: After;
  readonly token: string;
  /** Puts a text on the clipboard. */
  copy(text: string): Promise<void>;
}

interface Waiting {
  readonly call: ToServer;
  readonly answer: (reply: Reply<unknown>) => void;
}

export class SocketBridge implements Bridge {
  readonly #options: SocketBridgeOptions;
  readonly #listeners = new Set<(told: readonly Told[]) => void>();
  /** Calls without an answer, by number; those of before the socket is open are sent then. */
  readonly #waiting = new Map<number, Waiting>();
  #socket: Socket | undefined;
  #isOpen = false;
  #following = false;
  #calls = 0;
  #delays = delays();
  /** Why there is no socket. */
  #lost: Failure = LOST;

  constructor(options: SocketBridgeOptions) {
    this.#options = options;
    this.#connect();
  }

  async call<C extends CallName>(name: C, ...args: ArgumentsOf<C>): Promise<Reply<AnswerOf<C>>> {
    // Each answer is that of the call with its number: of C's own type.
    if (name === "copy") return (await this.#copy(String(args[0]))) as Reply<AnswerOf<C>>;
    return (await this.#call(name, args)) as Reply<AnswerOf<C>>;
  }

  listen(listener: (told: readonly Told[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #call(name: CallName, args: readonly unknown[]): Promise<Reply<unknown>> {
    if (name === "follow") this.#following = true;
    if (this.#socket === undefined) {
      if (name === "follow") this.#tellLost();
      return Promise.resolve({ ok: false, failure: this.#lost });
    }
    const call = { id: ++this.#calls, name, args };
    return new Promise((answer) => {
      this.#waiting.set(call.id, { call, answer });
      if (this.#isOpen) this.#send(call);
    });
  }

  async #copy(text: string): Promise<Reply<unknown>> {
    try {
      await this.#options.copy(text);
      return { ok: true, value: undefined };
    } catch (error) {
      // The browser says no: the page has not the focus, or the user does not want it.
      return { ok: false, failure: { code: "refused", text: error instanceof Error ? error.message : String(error) } };
    }
  }

  #connect(): void {
    this.#socket = this.#options.open({
      opened: () => this.#opened(),
      said: (text) => this.#said(text),
      closed: (code) => this.#closed(code),
    });
  }

  #opened(): void {
    this.#isOpen = true;
    this.#send({ token: this.#options.token });
    const calls = [...this.#waiting.values()].map(({ call }) => call);
    for (const call of calls) this.#send(call);
    if (this.#following && !calls.some(({ name }) => name === "follow")) void this.#call("follow", []);
  }

  #said(text: string): void {
    this.#delays = delays(); // only now: who does not show the right token gets as far as `opened`
    const said = JSON.parse(text) as ToPage; // our own server's, which nobody else is at this address
    if (said.kind === "told") {
      this.#tell(said.told);
      return;
    }
    const waiting = this.#waiting.get(said.id);
    this.#waiting.delete(said.id);
    waiting?.answer(withValue(said.reply));
  }

  #closed(code: number): void {
    this.#socket = undefined;
    this.#isOpen = false;
    this.#lost = code === CLOSE.refused ? REFUSED : LOST;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { answer } of waiting) answer({ ok: false, failure: this.#lost });
    if (this.#following) this.#tellLost();
    if (code !== CLOSE.refused) this.#options.after(this.#delays(), () => this.#connect());
  }

  #tellLost(): void {
    const { text } = this.#lost;
    this.#tell([
      { kind: "all", standing: { reach: { kind: "disconnected", reason: { code: "bus", text } }, links: [] } },
    ]);
  }

  #tell(told: readonly Told[]): void {
    for (const listener of [...this.#listeners]) listener(told);
  }

  #send(message: FirstToServer | ToServer): void {
    this.#socket?.send(JSON.stringify(message));
  }
}

/** JSON has left out a value that is undefined. */
const withValue = (reply: Reply<unknown>): Reply<unknown> => (reply.ok ? { ok: true, value: reply.value } : reply);

const LOST: Failure = { code: "bus", text: "the program behind this page cannot be reached; it is tried again" };
const REFUSED: Failure = {
  code: "bus",
  text: "this page is of an earlier start of the program: open the address that it shows now",
};
