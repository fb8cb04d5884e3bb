// Calls of ours that wait for an answer: each is forgotten when that comes, when its time is up, or when the bus is lost.
import { BusError, DISCONNECTED, INCONSISTENT_MESSAGE, LIMITS_EXCEEDED, NO_REPLY } from "./error.ts";
import type { Message } from "./message.ts";
import { isUniqueName } from "./names.ts";
import { BodyError } from "./reader.ts";

/** The bus itself, as a destination and as a sender. */
export const BUS = "org.freedesktop.DBus";
/** Longer than any timer of Node. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export type Answer = { readonly body: unknown[] } | { readonly error: unknown };

interface Waiting {
  readonly destination: string;
  settle(answer: Answer): void;
}

export class Calls {
  readonly #waiting = new Map<number, Waiting>();
  #lost: BusError | undefined;

  isWaiting(serial: number): boolean {
    return this.#waiting.has(serial);
  }

  /**
   * Calls back once, in the moment in which the answer is read: what the messages behind it say is then still to come.
   * An `abort` answers with its reason. `timeout` is in ms.
   */
  add(
    serial: number,
    { destination, timeout, abort }: { destination: string; timeout: number; abort?: AbortSignal | undefined },
    done: (answer: Answer) => void,
  ): void {
    if (this.#lost) {
      done({ error: this.#lost });
      return;
    }
    const settle = (answer: Answer) => {
      clearTimeout(timer);
      abort?.removeEventListener("abort", aborted);
      this.#waiting.delete(serial);
      done(answer);
    };
    const aborted = () => settle({ error: abort?.reason });
    const timer =
      timeout > LONGEST_TIMER_MS
        ? undefined
        : setTimeout(
            () => settle({ error: new BusError(NO_REPLY, `${destination} did not answer within ${timeout} ms`) }),
            timeout,
          );
    abort?.addEventListener("abort", aborted);
    this.#waiting.set(serial, { destination, settle });
  }

  /** An answer from the bus. One that nobody waits for is none of ours. */
  answer(message: Message): void {
    const waiting = this.#waiting.get(message.replySerial ?? 0);
    if (waiting && mayAnswer(waiting.destination, message.sender)) waiting.settle(contents(message));
  }

  /** Nothing will be answered any more. */
  lose(reason: string): void {
    this.#lost = new BusError(DISCONNECTED, reason);
    for (const { settle } of [...this.#waiting.values()]) settle({ error: this.#lost });
  }
}

/** A session bus lets anybody send an answer. Who has a well-known name we do not know; the serial has to do. */
function mayAnswer(destination: string, sender: string | undefined): boolean {
  // What cannot be delivered, the bus answers.
  if (sender === BUS) return true;
  return destination !== BUS && (!isUniqueName(destination) || destination === sender);
}

function contents(message: Message): Answer {
  if (message.oversized) return { error: new BusError(LIMITS_EXCEEDED, "the answer is too long") };
  try {
    const body = message.body();
    if (message.type !== "error") return { body };
    const name = message.errorName ?? "";
    return { error: new BusError(name, typeof body[0] === "string" && body[0] ? body[0] : name) };
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
    return { error: new BusError(INCONSISTENT_MESSAGE, `the answer is broken: ${error.message}`) };
  }
}
