// A connection that remembers what is sent, and answers calls as the test says. Nothing leaves it that a bus would not take.
import assert from "node:assert/strict";
import type { Call, Connection, Match, Message, Signal } from "../../../../common/bus/connection.ts";
import { encodeMessage } from "../../../../common/bus/outgoing.ts";

/** What a caller was told: the body of an answer, or the name and the text of an error. */
export interface Answer {
  readonly serial: number;
  readonly signature?: string;
  readonly body?: readonly unknown[];
  readonly error?: string;
  readonly text?: string;
}

interface Subscription {
  readonly match: Match;
  readonly listener: (signal: Message) => void;
}

export class FakeConnection implements Connection {
  readonly name = ":1.1";
  readonly answers: Answer[] = [];
  readonly signals: Signal[] = [];
  readonly calls: Call[] = [];
  readonly subscriptions = new Set<Subscription>();
  readonly lost = new Promise<string>(() => {});
  backlog = 0;
  /** How others on the bus answer. */
  answer: (call: Call) => Promise<unknown[]> = async ({ member }) => assert.fail(`nobody is there to answer ${member}`);

  call(call: Call): Promise<unknown[]> {
    // As the real one does: a call that is aborted fails at once, or is not sent, whatever comes later.
    const { signal } = call;
    if (signal?.aborted) return Promise.reject(signal.reason);
    this.calls.push(call);
    assertSendable({ type: "call", ...call });
    if (signal === undefined) return this.answer(call);
    return new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      this.answer(call).then(resolve, reject);
    });
  }

  reply({ serial }: Message, signature: string, body: readonly unknown[]): void {
    assertSendable({ type: "return", replySerial: serial, signature, body });
    this.answers.push({ serial, signature, body });
  }

  replyError({ serial }: Message, name: string, text: string): void {
    assertSendable({ type: "error", replySerial: serial, errorName: name, signature: "s", body: [text] });
    this.answers.push({ serial, error: name, text });
  }

  signal(signal: Signal): void {
    assertSendable({ type: "signal", ...signal });
    this.signals.push(signal);
  }

  async onSignal(match: Match, listener: (signal: Message) => void): Promise<() => void> {
    const subscription = { match, listener };
    this.subscriptions.add(subscription);
    return () => this.subscriptions.delete(subscription);
  }

  /** Lets those hear it who asked for `member`, about `arg0` where they said so. */
  tell(member: string, arg0?: string): void {
    for (const { match, listener } of [...this.subscriptions]) {
      if (match.member !== member || (match.arg0 !== undefined && match.arg0 !== arg0)) continue;
      listener(messageOf({ member, path: "/org/freedesktop/DBus" }));
    }
  }

  /** The signals since this was asked last. */
  take(): Signal[] {
    return this.signals.splice(0);
  }

  onCall = (): never => assert.fail("calls are handed to the gate by the test");
  requestName = (): never => assert.fail("no name is asked for");
  releaseName = (): never => assert.fail("no name is given back");
  pause = (): never => assert.fail("nothing is read");
  close = (): never => assert.fail("nothing is closed");
}

let serial = 0;

/** A call as it arrives; `body` is what its signature says. */
export function messageOf({
  body = [],
  ...rest
}: Partial<Omit<Message, "body">> & { readonly body?: readonly unknown[] | (() => unknown[]) }): Message {
  return {
    type: "call",
    serial: ++serial,
    path: "/org/multihomed1",
    sender: ":1.7",
    signature: "",
    noReply: false,
    interactive: false,
    oversized: false,
    body: typeof body === "function" ? body : () => [...body],
    ...rest,
  };
}

/** Throws what the connection would throw: TypeError. */
function assertSendable(message: Parameters<typeof encodeMessage>[0]): void {
  encodeMessage(message, 1);
}
