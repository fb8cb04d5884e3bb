// Reads a socket and hands on its messages, a few at a time, so that timers and the kernel's events have their turn.
import type { Socket } from "node:net";
import { Framer, StreamError } from "./framing.ts";
import type { Message } from "./message.ts";

/** So many messages or pieces of them in one turn. A trivial call takes some 20 µs, so this is about a millisecond. */
const MESSAGES_PER_TURN = 64;

export class Inbox {
  readonly #framer: Framer;
  #pauses = 0;
  #turnIsDue = false;
  #isClosed = false;

  /** `broken`: what came is no D-Bus; nothing more is read. Bodies longer than `longestBody` bytes are skipped. */
  constructor(
    private readonly socket: Socket,
    longestBody: number,
    private readonly deliver: (message: Message) => void,
    private readonly broken: (reason: string) => void,
  ) {
    this.#framer = new Framer(longestBody);
    socket.on("readable", () => this.#read());
  }

  /** Reads nothing until the function that it returns is called. */
  pause(): () => void {
    let paused = true;
    this.#pauses++;
    return () => {
      if (!paused) return;
      paused = false;
      this.#pauses--;
      this.breathe();
    };
  }

  /** Everything else that is due comes before the next message. */
  breathe(): void {
    if (this.#turnIsDue) return;
    this.#turnIsDue = true;
    setImmediate(() => {
      this.#turnIsDue = false;
      this.#read();
    });
  }

  /** Delivers nothing more, and lets the socket come to its end. */
  close(): void {
    this.#isClosed = true;
    this.socket.removeAllListeners("readable");
    this.socket.resume();
  }

  #read(): void {
    try {
      for (let left = MESSAGES_PER_TURN; left > 0; left--) {
        if (this.#turnIsDue || this.#pauses > 0 || this.#isClosed) return;
        const message = this.#framer.next();
        if (message) this.deliver(message);
        else if (!this.#fill()) return;
      }
      this.breathe();
    } catch (error) {
      if (!(error instanceof StreamError)) throw error;
      this.close();
      this.broken(error.message);
    }
  }

  #fill(): boolean {
    const chunk: Buffer | null = this.socket.read();
    if (chunk !== null) this.#framer.push(chunk);
    return chunk !== null;
  }
}
