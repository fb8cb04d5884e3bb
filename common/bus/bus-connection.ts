// A connection over an authenticated socket: what is sent gets a serial, what comes goes to whom it concerns.
import type { Socket } from "node:net";
import { type Answer, BUS, Calls } from "./calls.ts";
import type { Call, Connection, Signal } from "./connection.ts";
import { UNKNOWN_METHOD } from "./error.ts";
import { Inbox } from "./inbox.ts";
import type { Message } from "./message.ts";
import { encodeMessage, type Outgoing } from "./outgoing.ts";
import { type Match, type SignalListener, Signals } from "./signals.ts";

interface Settings {
  readonly maxBody: number;
  readonly timeout: number;
  readonly broke: (error: unknown) => void;
}

/** Whoever closes does not wait longer for a bus that does not read. */
const CLOSE_TIMEOUT_MS = 5_000;
/** Flag and answers of RequestName. */
const DO_NOT_QUEUE = 4;
const PRIMARY_OWNER = 1;
const ALREADY_OWNER = 4;

export class BusConnection implements Connection {
  name = "";
  readonly lost: Promise<string>;
  readonly #inbox: Inbox;
  readonly #calls = new Calls();
  readonly #signals: Signals;
  readonly #callListeners: ((call: Message) => void)[] = [];
  #lose: (reason: string) => void = () => {};
  #isLost = false;
  #serial = 0;

  constructor(
    private readonly socket: Socket,
    private readonly settings: Settings,
  ) {
    this.lost = new Promise((resolve) => {
      this.#lose = (reason) => {
        if (this.#isLost) return;
        this.#isLost = true;
        this.#calls.lose(reason);
        resolve(reason);
      };
    });
    this.#signals = new Signals(
      (member, text, done) => this.#askBus(member, "s", [text], done),
      (listener, signal) => this.#deliver(listener, signal),
    );
    socket.on("error", (error) => this.#lose(error.message));
    for (const event of ["end", "close"]) socket.on(event, () => this.#lose("the bus closed the connection"));
    this.#inbox = new Inbox(
      socket,
      settings.maxBody,
      (message) => this.#dispatch(message),
      (reason) => {
        this.#lose(reason);
        socket.destroy();
      },
    );
  }

  /** To be called first: the bus gives us a name. */
  async hello(): Promise<void> {
    try {
      const [name] = await this.#bus("Hello", "", []);
      this.name = String(name);
    } catch (error) {
      this.socket.destroy();
      throw error;
    }
  }

  call({ timeout = this.settings.timeout, signal: abort, ...call }: Call): Promise<unknown[]> {
    return new Promise((resolve, reject) => {
      abort?.throwIfAborted();
      const settle = settler(resolve, reject);
      this.#calls.add(this.#send({ type: "call", ...call }), { destination: call.destination, timeout, abort }, settle);
    });
  }

  reply(to: Message, signature: string, body: readonly unknown[]): void {
    this.#answer(to, { type: "return", signature, body });
  }

  replyError(to: Message, name: string, text: string): void {
    this.#answer(to, { type: "error", errorName: name, signature: "s", body: [text] });
  }

  signal(signal: Signal): void {
    this.#send({ type: "signal", noReply: true, ...signal });
  }

  onCall(listener: (call: Message) => void): void {
    this.#callListeners.push(listener);
  }

  async onSignal(match: Match, listener: SignalListener): Promise<() => void> {
    return this.#signals.add(match, listener);
  }

  async requestName(name: string): Promise<boolean> {
    const [answer] = await this.#bus("RequestName", "su", [name, DO_NOT_QUEUE]);
    return answer === PRIMARY_OWNER || answer === ALREADY_OWNER;
  }

  async releaseName(name: string): Promise<void> {
    await this.#bus("ReleaseName", "s", [name]);
  }

  get backlog(): number {
    return this.socket.writableLength;
  }

  pause(): () => void {
    return this.#inbox.pause();
  }

  async close(): Promise<void> {
    this.#lose("closed by this program");
    if (this.socket.destroyed) return;
    const closed = new Promise<void>((resolve) => {
      this.socket.once("close", () => resolve());
    });
    this.#inbox.close();
    this.socket.end();
    const timer = setTimeout(() => this.socket.destroy(), CLOSE_TIMEOUT_MS);
    await closed;
    clearTimeout(timer);
  }

  #bus(member: string, signature: string, body: readonly unknown[]): Promise<unknown[]> {
    return new Promise((resolve, reject) => {
      this.#askBus(member, signature, body, settler(resolve, reject));
    });
  }

  #askBus(member: string, signature: string, body: readonly unknown[], done: (answer: Answer) => void): void {
    const call = { type: "call", destination: BUS, path: "/org/freedesktop/DBus", interface: BUS } as const;
    const serial = this.#send({ ...call, member, signature, body });
    this.#calls.add(serial, { destination: BUS, timeout: this.settings.timeout }, done);
  }

  #answer(to: Message, answer: Outgoing): void {
    if (to.noReply) return;
    const destination = to.sender === undefined ? {} : { destination: to.sender };
    this.#send({ ...answer, noReply: true, replySerial: to.serial, ...destination });
  }

  /** The serial that it is sent with. What is sent in one turn of the event loop goes out in one piece. */
  #send(message: Outgoing): number {
    do this.#serial = (this.#serial + 1) >>> 0;
    while (this.#serial === 0 || this.#calls.isWaiting(this.#serial));
    const bytes = encodeMessage(message, this.#serial);
    if (this.#isLost || !this.socket.writable) return this.#serial;
    if (this.socket.writableCorked === 0) {
      this.socket.cork();
      process.nextTick(() => this.socket.uncork());
    }
    this.socket.write(bytes);
    return this.#serial;
  }

  #dispatch(message: Message): void {
    if (message.type === "signal") this.#signals.dispatch(message);
    else if (message.type !== "call") this.#calls.answer(message);
    else if (this.#callListeners.length === 0) this.replyError(message, UNKNOWN_METHOD, "there are no methods here");
    else for (const listener of this.#callListeners) this.#deliver(listener, message);
    // Who connected is to have the name, and to listen, before the next message.
    if (this.name === "") this.#inbox.breathe();
  }

  #deliver(listener: (message: Message) => unknown, message: Message): void {
    try {
      const result = listener(message);
      if (result instanceof Promise) result.catch((error) => this.#report(error));
    } catch (error) {
      this.#report(error);
    }
  }

  #report(error: unknown): void {
    try {
      this.settings.broke(error);
    } catch (another) {
      process.emitWarning(another instanceof Error ? another : String(another));
    }
  }
}

const settler =
  (resolve: (body: unknown[]) => void, reject: (error: unknown) => void) =>
  (answer: Answer): void => {
    if ("body" in answer) resolve(answer.body);
    else reject(answer.error);
  };
