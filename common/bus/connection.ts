// A connection to a message bus: calls, answers and signals over our own codec, which is safe against what others send.
import { MultihomedError } from "../errors.ts";
import { busSockets } from "./address.ts";
import { BusConnection } from "./bus-connection.ts";
import { BusError } from "./error.ts";
import type { Message } from "./message.ts";
import type { Match, SignalListener } from "./signals.ts";
import { openSocket } from "./socket.ts";

export { BusError } from "./error.ts";
export type { Message } from "./message.ts";
export type { Match } from "./signals.ts";

export interface Call {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature?: string;
  readonly body?: readonly unknown[];
  /** Whether our user may be asked. */
  readonly interactive?: boolean;
  /** In ms; Infinity: for as long as it takes. */
  readonly timeout?: number;
  /** Its reason is what the call then fails with. */
  readonly signal?: AbortSignal;
}

export interface Signal {
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature?: string;
  readonly body?: readonly unknown[];
  readonly destination?: string;
}

/** Whatever is sent that the bus would not take (a path that is none, a value of another type) is a TypeError. */
export interface Connection {
  /** The unique name. */
  readonly name: string;
  /** Calls and waits for the answer: its body; BusError where it is an error, comes not in time, or the bus is lost. */
  call(call: Call): Promise<unknown[]>;
  /** Nothing where the caller wants no answer. */
  reply(to: Message, signature: string, body: readonly unknown[]): void;
  replyError(to: Message, name: string, text: string): void;
  signal(signal: Signal): void;
  /** Called for every call that arrives; where nobody listens, it is answered with an error. */
  onCall(listener: (call: Message) => void): void;
  /** Calls back for signals that fit, from that sender only. Settles when the bus has the rule; the function removes it. */
  onSignal(match: Match, listener: SignalListener): Promise<() => void>;
  /** false: another has it. */
  requestName(name: string): Promise<boolean>;
  releaseName(name: string): Promise<void>;
  /** Settles (never rejects) when the connection is gone, with the reason; also after close(). */
  readonly lost: Promise<string>;
  /** Bytes that the bus has not taken yet. */
  readonly backlog: number;
  /** Stops reading, answers and signals too, until the function that it returns is called; the bus then queues. */
  pause(): () => void;
  /** Sends what is still to be sent, and ends. */
  close(): Promise<void>;
}

export interface ConnectOptions {
  /** Longer bodies are not kept: in bytes, default 16 MiB. */
  readonly maxBody?: number;
  readonly env?: NodeJS.ProcessEnv;
  /** Told what a listener throws. Default: a warning of Node. */
  readonly broke?: (error: unknown) => void;
  /** How long connecting may take, and a call that does not say: in ms, default 25,000 as in libdbus and systemd. */
  readonly timeout?: number;
}

const MAX_BODY = 16 * 1024 * 1024;
const TIMEOUT_MS = 25_000;

/** `address`: "system", "session" or a D-Bus address. MultihomedError("bus") with one clear line where it cannot be reached. */
export async function connectBus(address: string, options: ConnectOptions = {}): Promise<Connection> {
  const { env = process.env, broke = warn, maxBody = MAX_BODY, timeout = TIMEOUT_MS } = options;
  let failure: unknown;
  for (const path of busSockets(address, env)) {
    try {
      const connection = new BusConnection(await openSocket(path, timeout), { maxBody, timeout, broke });
      await connection.hello();
      return connection;
    } catch (error) {
      failure =
        error instanceof BusError
          ? new MultihomedError("bus", `the message bus at ${path} does not want us: ${error.message}`, {
              cause: error,
            })
          : error;
    }
  }
  throw failure;
}

const warn = (error: unknown): void => process.emitWarning(error instanceof Error ? error : String(error));
