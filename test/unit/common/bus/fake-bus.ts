// A bus of a test's own that does only what it is told: for what a real one would never send.
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { type Connection, type ConnectOptions, connectBus } from "../../../../common/bus/connection.ts";
import { Framer } from "../../../../common/bus/framing.ts";
import type { Message } from "../../../../common/bus/message.ts";
import { encodeMessage, type Outgoing } from "../../../../common/bus/outgoing.ts";

export const BUS = "org.freedesktop.DBus";
const NAME = ":1.7";
const BEGIN = "BEGIN\r\n";

/** What comes from the bus says who sent it. */
export type FromBus = Outgoing & { readonly sender?: string };

/** The bus's side of a connection. */
export class Peer {
  readonly #framer = new Framer(64 * 1024 * 1024);
  readonly #waiting: ((message: Message) => void)[] = [];
  readonly received: Message[] = [];
  #said = "";

  /** Authenticates whoever is there. */
  constructor(readonly socket: Socket) {
    socket.on("data", (chunk) => {
      if (this.#said.endsWith(BEGIN)) this.#read(chunk);
      else this.#greet(chunk);
    });
  }

  #greet(chunk: Buffer): void {
    // The program's first message may come together with the end of this.
    const before = this.#said.length;
    const said = this.#said + chunk.toString("latin1");
    const end = said.indexOf(BEGIN) + BEGIN.length;
    this.#said = end < BEGIN.length ? said : said.slice(0, end);
    if (/^\0AUTH EXTERNAL [0-9a-f]+\r\n$/.test(this.#said)) this.socket.write(`OK ${"0".repeat(32)}\r\n`);
    else this.#read(chunk.subarray(this.#said.length - before));
  }

  #read(chunk: Buffer): void {
    this.#framer.push(chunk);
    for (let message = this.#framer.next(); message; message = this.#framer.next()) {
      const next = this.#waiting.shift();
      if (next) next(message);
      else this.received.push(message);
    }
  }

  /** The next message of the program. */
  async next(): Promise<Message> {
    return this.received.shift() ?? new Promise((resolve) => this.#waiting.push(resolve));
  }

  send(...messages: FromBus[]): void {
    this.socket.write(Buffer.concat(messages.map((message) => encodeMessage(message, 1))));
  }

  answer(to: Message, body: readonly unknown[] = [], sender = BUS): void {
    this.send({ type: "return", replySerial: to.serial, sender, body, signature: "s".repeat(body.length) });
  }
}

export class FakeBus {
  readonly #folder = mkdtempSync(join(tmpdir(), "multihomed-bus-"));
  readonly path = join(this.#folder, "bus");
  readonly address = `unix:path=${this.path}`;
  readonly #server: Server;

  /** `greet` is called with every socket that is opened. */
  constructor(context: TestContext, greet: (socket: Socket) => void) {
    const sockets = new Set<Socket>();
    this.#server = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => {}); // the program may leave at any time
      greet(socket);
    });
    context.after(() => {
      for (const socket of sockets) socket.destroy();
      this.#server.close();
      rmSync(this.#folder, { recursive: true });
    });
  }

  async listen(): Promise<this> {
    this.#server.listen(this.path);
    await once(this.#server, "listening");
    return this;
  }
}

/** A connection that is made, and the bus's side of it. `behind` is sent with the answer to Hello. */
export async function connected(
  context: TestContext,
  { behind = [], ...options }: ConnectOptions & { readonly behind?: readonly FromBus[] } = {},
): Promise<{ bus: Connection; peer: Peer }> {
  let found: (peer: Peer) => void = () => {};
  const opened = new Promise<Peer>((resolve) => {
    found = resolve;
  });
  const fake = await new FakeBus(context, (socket) => found(new Peer(socket))).listen();
  const connecting = connectBus(fake.address, options);
  const peer = await opened;
  const hello = await peer.next();
  const answer = { type: "return", replySerial: hello.serial, sender: BUS, signature: "s", body: [NAME] } as const;
  peer.send(answer, ...behind);
  const bus = await connecting;
  context.after(() => bus.close());
  return { bus, peer };
}
