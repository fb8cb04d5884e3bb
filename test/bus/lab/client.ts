// A client on the bus, as any user: calls of every kind, bytes of every kind, and what comes back.
import type { Socket } from "node:net";
import { BUS_NAME } from "../../../common/bus/contract.ts";
import { Framer } from "../../../common/bus/framing.ts";
import type { Message } from "../../../common/bus/message.ts";
import { encodeMessage, type Outgoing } from "../../../common/bus/outgoing.ts";
import { within } from "../../kernel/lab/index.ts";
import { openSocket } from "./socket.ts";

const BODY_MAX = 64 << 20;
const CALL_TIMEOUT = 20_000;

export interface Call {
  /** By default the service's. */
  readonly destination?: string;
  readonly path: string;
  readonly interface?: string;
  readonly member: string;
  readonly signature?: string;
  readonly body?: readonly unknown[];
  /** Whether a person may be asked. */
  readonly interactive?: boolean;
  readonly timeout?: number;
}

/** An error reply. */
export class CallError extends Error {
  constructor(
    readonly dbusName: string,
    readonly text: string,
  ) {
    super(`${dbusName}: ${text}`);
  }
}

export const THE_BUS = { destination: "org.freedesktop.DBus", path: "/org/freedesktop/DBus" } as const;

export class Client {
  /** Everything that came and is no reply to a call of this client. */
  readonly received: Message[] = [];
  /** The unique name on the bus. */
  name = "";
  readonly #socket: Socket;
  readonly #framer = new Framer(BODY_MAX);
  readonly #waiting = new Map<number, (reply: Message) => void>();
  readonly #listeners: ((message: Message) => void)[] = [];
  #serial = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
    socket.on("error", () => {}); // a bus that is gone: calls are not answered, which they say
    socket.resume();
  }

  static async connect(path: string, uid: number): Promise<Client> {
    const client = new Client(await openSocket(path, uid));
    const [name] = await client.call({ ...THE_BUS, interface: "org.freedesktop.DBus", member: "Hello" });
    client.name = String(name);
    return client;
  }

  get closed(): boolean {
    return this.#socket.destroyed || this.#socket.readableEnded;
  }

  /** The values of the reply; CallError where it is an error. */
  async call(call: Call): Promise<unknown[]> {
    const reply = await this.reply(call);
    if (reply.type === "return") return reply.body();
    const [text = ""] = reply.signature.startsWith("s") ? reply.body() : [];
    throw new CallError(reply.errorName ?? "", String(text));
  }

  /** The reply, whatever it is. */
  async reply(call: Call): Promise<Message> {
    const { timeout = CALL_TIMEOUT, ...message } = call;
    const serial = this.send({ type: "call", destination: BUS_NAME, ...message });
    return await within(timeout, `a reply to ${call.interface}.${call.member}`, this.replyTo(serial));
  }

  /** Sends a message and returns its serial. */
  send(message: Outgoing): number {
    const serial = this.nextSerial();
    this.write(encodeMessage(message, serial));
    return serial;
  }

  nextSerial(): number {
    this.#serial += 1;
    return this.#serial;
  }

  write(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  replyTo(serial: number): Promise<Message> {
    return new Promise((resolve) => this.#waiting.set(serial, resolve));
  }

  /** Messages that match are sent here from now on. */
  async match(rule: string): Promise<void> {
    const member = { interface: "org.freedesktop.DBus", member: "AddMatch" };
    await this.call({ ...THE_BUS, ...member, signature: "s", body: [rule] });
  }

  onMessage(listener: (message: Message) => void): void {
    this.#listeners.push(listener);
  }

  /** The bus has delivered everything that was sent before to this client, and this client has it. */
  async caughtUp(): Promise<void> {
    await this.call({ ...THE_BUS, interface: "org.freedesktop.DBus", member: "GetId" });
  }

  /** From now on nothing is read, until `resume`. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#framer.push(chunk);
    for (let message = this.#framer.next(); message !== undefined; message = this.#framer.next()) {
      if (message.member === "NameAcquired") continue; // what the bus says to everyone who comes
      const waiting = message.replySerial === undefined ? undefined : this.#waiting.get(message.replySerial);
      if (waiting === undefined) this.received.push(message);
      else this.#waiting.delete(message.replySerial ?? 0);
      waiting?.(message);
      for (const listener of this.#listeners) listener(message);
    }
  }
}
