// The stream of bytes from the bus, cut into messages. What nobody may have to keep is skipped as it comes.
import { PREFIX } from "./header.ts";
import { type Incoming, type Message, type Prefix, readHeader, readPrefix } from "./message.ts";

/** Longer header fields are no message for us: names and paths of a few hundred bytes are what is legal and sensible. */
const LONGEST_FIELDS = 16 * 1024;
const NOTHING = Buffer.alloc(0);

/** The stream is no D-Bus, or nobody knows any more where in it a message begins. */
export class StreamError extends Error {
  override readonly name = "StreamError";
}

export class Framer {
  #chunk: Buffer = NOTHING;
  #at = 0;
  /** So many bytes to come are of no interest. */
  #skip = 0;
  /** A part of a message of which some bytes are in earlier chunks, and how many of its bytes are here. */
  #part: Buffer | undefined;
  #filled = 0;
  /** What is known of the message at hand. */
  #prefix: Prefix | undefined;
  #message: Incoming | undefined;

  /** Bodies of more bytes than `longestBody` are skipped. */
  constructor(private readonly longestBody: number) {}

  /** More bytes, after `next` has said that it needs them. */
  push(chunk: Buffer): void {
    this.#chunk = chunk;
    this.#at = 0;
  }

  /** The next message; undefined where more bytes are needed. StreamError where there never will be one. */
  next(): Message | undefined {
    for (;;) {
      this.#skipSome();
      if (this.#skip > 0) return undefined;
      this.#prefix ??= this.#readPrefix();
      if (this.#prefix === undefined) return undefined;
      const { paddedFieldsLength, bodyLength } = this.#prefix;
      if (paddedFieldsLength > LONGEST_FIELDS) {
        this.#leave(paddedFieldsLength + bodyLength);
        continue;
      }
      if (this.#message === undefined) {
        const fields = this.#take(paddedFieldsLength);
        if (fields === undefined) return undefined;
        this.#message = readHeader(this.#prefix, fields);
      }
      const message = this.#message;
      if (message === undefined || bodyLength > this.longestBody) {
        this.#leave(bodyLength);
        if (message) return message;
        continue;
      }
      const body = this.#take(bodyLength);
      if (body === undefined) return undefined;
      // A copy, as somebody may keep the message: else the whole chunk would be kept with it.
      message.attach(body.buffer === this.#chunk.buffer ? Buffer.from(body) : body);
      this.#leave(0);
      return message;
    }
  }

  #readPrefix(): Prefix | undefined {
    const bytes = this.#take(PREFIX);
    if (bytes === undefined) return undefined;
    const prefix = readPrefix(bytes);
    if (prefix === undefined) throw new StreamError(`what the bus sent is not D-Bus (${bytes.toString("hex")})`);
    return prefix;
  }

  /** The message at hand is done with; so many bytes of it are still to come. */
  #leave(length: number): void {
    this.#prefix = undefined;
    this.#message = undefined;
    this.#skip = length;
  }

  #skipSome(): void {
    const length = Math.min(this.#skip, this.#chunk.length - this.#at);
    this.#skip -= length;
    this.#at += length;
  }

  /** So many bytes in one piece, from this chunk or, where they do not all lie in it, copied together. */
  #take(length: number): Buffer | undefined {
    if (this.#part === undefined) {
      const end = this.#at + length;
      if (end <= this.#chunk.length) {
        const bytes = this.#chunk.subarray(this.#at, end);
        this.#at = end;
        return bytes;
      }
      this.#part = Buffer.allocUnsafeSlow(length);
      this.#filled = 0;
    }
    const copied = this.#chunk.copy(this.#part, this.#filled, this.#at);
    this.#at += copied;
    this.#filled += copied;
    if (this.#filled < length) return undefined;
    const bytes = this.#part;
    this.#part = undefined;
    return bytes;
  }
}
