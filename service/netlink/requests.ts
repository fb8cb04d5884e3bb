// Asking the kernel: batches of changes, where only failures are told apart, and dumps.
import { getSystemErrorName } from "node:util";
import { MultihomedError } from "../../common/errors.ts";
import { eachAttribute, eachMessage, type MessageHandler, requestMessage } from "./message.ts";
import { SEND_MAX, Socket, type SocketOptions } from "./socket.ts";
import {
  NLM_F_ACK,
  NLM_F_ACK_TLVS,
  NLM_F_DUMP,
  NLM_F_DUMP_INTR,
  NLM_F_REQUEST,
  NLMSG_DONE,
  NLMSG_ERROR,
  NLMSG_HEADER,
  NLMSGERR_ATTR_MSG,
} from "./uapi.ts";

/** A request without its netlink header. `payload` is bytes as a latin1 string, a multiple of four long. */
export interface Request {
  readonly type: number;
  readonly flags: number;
  readonly payload: string;
}

/** The kernel's refusal of one request. */
export interface Failure {
  /** "EEXIST", "ENETUNREACH" … */
  readonly code: string;
  /** What the kernel adds in words (extended acknowledgement), e.g. "Nexthop has invalid gateway". */
  readonly text: string | undefined;
}

/** Handles one message of a dump's answer; the payload is buffer[start, end). */
export type DumpHandler = (type: number, buffer: Buffer, start: number, end: number) => void;

/** At most this many requests travel in one datagram: their errors must fit our receive buffer. */
const BATCH_MAX = 2048;
const SEQUENCE_ENOUGH = 0x7f000000;
const ANSWER_TIMEOUT_MS = 30_000;

interface Pending {
  readonly first: number;
  readonly last: number;
  readonly failures: Map<number, Failure>;
  readonly handler: DumpHandler | undefined;
  interrupted: boolean;
  deadline: NodeJS.Timeout | undefined;
  resolve(interrupted: boolean): void;
  reject(error: Error): void;
}

export class Requests {
  readonly #socket: Socket;
  readonly #pending = new Map<number, Pending>();
  #sequence = 0;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: SocketOptions) {
    const received: MessageHandler = this.#received.bind(this);
    this.#socket = new Socket(
      options,
      (datagram) => eachMessage(datagram, received),
      (error) => this.#failAll(error),
    );
  }

  /** The port id by which the kernel's notifications name us as the cause of a change. */
  get port(): number {
    return this.#socket.port;
  }

  /**
   * Has the kernel carry out the requests in order; one failing does not keep the next from being tried. They have
   * been carried out, and their failures are known, when the promise settles. Maps a request's index to its failure.
   */
  async change(requests: readonly Request[]): Promise<Map<number, Failure>> {
    const failures = new Map<number, Failure>();
    for (let base = 0; base < requests.length; ) {
      const batch = fitting(requests, base);
      const first = this.#nextSequence(batch.length);
      const messages = batch.map(({ type, flags, payload }, at) => {
        // Failures are told in any case; that all is done, by the last one's acknowledgement.
        const acknowledge = at === batch.length - 1 ? NLM_F_ACK : 0;
        return requestMessage(type, flags | NLM_F_REQUEST | acknowledge, first + at, payload);
      });
      const answer = await this.#send(messages, first);
      for (const [sequence, failure] of answer.failures) failures.set(base + sequence - first, failure);
      base += batch.length;
    }
    return failures;
  }

  /**
   * Has the kernel list what the request selects. Dumps on one socket go one after the other.
   * @returns false where the listing was interrupted by a change and may be inconsistent.
   */
  dump(request: Request, handler: DumpHandler): Promise<boolean> {
    const run = async (): Promise<boolean> => {
      const sequence = this.#nextSequence(1);
      const flags = request.flags | NLM_F_REQUEST | NLM_F_DUMP;
      const message = requestMessage(request.type, flags, sequence, request.payload);
      const done = await this.#send([message], sequence, handler);
      const failure = done.failures.get(sequence);
      if (failure) throw new DumpRefused(failure);
      return !done.interrupted;
    };
    const result = this.#queue.then(run);
    this.#queue = result.catch(() => undefined); // the caller gets the error; the queue goes on
    return result;
  }

  /** Has the kernel answer one request that is no listing, and `handler` take the answer; its refusal, if it refuses. */
  async ask(request: Request, handler: DumpHandler): Promise<Failure | undefined> {
    const sequence = this.#nextSequence(1);
    // The acknowledgement stands behind the answer, and tells the end where there is none.
    const flags = request.flags | NLM_F_REQUEST | NLM_F_ACK;
    const message = requestMessage(request.type, flags, sequence, request.payload);
    const done = await this.#send([message], sequence, handler);
    return done.failures.get(sequence);
  }

  close(): void {
    this.#failAll(new MultihomedError("kernel", "the netlink socket was closed"));
    this.#socket.close();
  }

  /** Sends requests numbered from `first` on; settles with the answer to the last. */
  #send(messages: readonly string[], first: number, handler?: DumpHandler): Promise<Pending> {
    const last = first + messages.length - 1;
    return new Promise((resolve, reject) => {
      const expired = () => {
        this.#pending.delete(last);
        reject(new MultihomedError("timeout", "the kernel did not answer a request in time", { retryable: true }));
      };
      const pending: Pending = {
        first,
        last,
        failures: new Map(),
        handler,
        interrupted: false,
        deadline: undefined,
        resolve: () => resolve(pending),
        reject,
      };
      this.#pending.set(last, pending);
      this.#socket.send(Buffer.from(messages.join(""), "latin1"), (error) => this.#settle(pending, error));
      pending.deadline = setTimeout(expired, ANSWER_TIMEOUT_MS); // the kernel first: it answers in a later turn
    });
  }

  #received(type: number, flags: number, sequence: number, port: number, b: Buffer, start: number, end: number): void {
    if (port !== this.#socket.port) return;
    const pending = this.#find(sequence);
    if (pending === undefined) return; // the answer to a request that has timed out
    if (flags & NLM_F_DUMP_INTR) pending.interrupted = true;
    if (type === NLMSG_ERROR || type === NLMSG_DONE) {
      const errno = start + 4 <= end ? b.readInt32LE(start) : 0;
      if (errno !== 0) {
        // After the error number: the header of our request (NLMSG_ERROR), then attributes.
        const attributes = start + 4 + (type === NLMSG_ERROR ? NLMSG_HEADER : 0);
        pending.failures.set(sequence, {
          code: getSystemErrorName(errno),
          text: flags & NLM_F_ACK_TLVS ? extendedText(b, attributes, end) : undefined,
        });
      }
      if (sequence === pending.last) this.#settle(pending);
    } else if (pending.handler) {
      pending.deadline?.refresh();
      pending.handler(type, b, start, end);
    }
  }

  #find(sequence: number): Pending | undefined {
    const exact = this.#pending.get(sequence);
    if (exact) return exact;
    for (const pending of this.#pending.values()) {
      if (pending.first <= sequence && sequence <= pending.last) return pending;
    }
    return undefined;
  }

  #settle(pending: Pending, error?: Error): void {
    clearTimeout(pending.deadline);
    this.#pending.delete(pending.last);
    if (error)
      pending.reject(
        new MultihomedError("kernel", `sending to the kernel failed: ${error.message}`, {
          cause: error,
          retryable: true,
        }),
      );
    else pending.resolve(pending.interrupted);
  }

  #failAll(error: Error): void {
    for (const pending of [...this.#pending.values()]) this.#settle(pending, error);
  }

  /** The first of `count` numbers. Never 0, which unsolicited messages carry; starts again well before 32 bits are used up. */
  #nextSequence(count: number): number {
    if (this.#sequence >= SEQUENCE_ENOUGH && this.#pending.size === 0) this.#sequence = 0;
    const first = this.#sequence + 1;
    this.#sequence += count;
    return first;
  }
}

/** As many of the requests from `base` on as travel in one datagram. */
function fitting(requests: readonly Request[], base: number): readonly Request[] {
  let size = 0;
  let end = base;
  while (end < requests.length && end - base < BATCH_MAX && size < SEND_MAX) {
    size += NLMSG_HEADER + (requests[end]?.payload.length ?? 0);
    end++;
  }
  return requests.slice(base, end);
}

/** Thrown where the kernel refuses a listing. */
export class DumpRefused extends MultihomedError {
  constructor(readonly failure: Failure) {
    super("kernel", `the kernel refused a listing: ${describeFailure(failure)}`);
  }
}

/** "EEXIST", or "EINVAL: Nexthop has invalid gateway" where the kernel said more. */
export function describeFailure(failure: Failure): string {
  return failure.text === undefined ? failure.code : `${failure.code}: ${failure.text}`;
}

function extendedText(b: Buffer, start: number, end: number): string | undefined {
  let text: string | undefined;
  eachAttribute(b, start, end, (type, from, to) => {
    if (type === NLMSGERR_ATTR_MSG) text = b.toString("utf8", from, to).replace(/\0+$/, "");
  });
  return text;
}
