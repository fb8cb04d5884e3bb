// The stream of bytes from the bus, cut into messages. What nobody may have to keep is skipped as it comes.
import { PREFIX } from "./header.ts";
import { type Message, type Prefix, readFields, readPrefix, receive } from "./message.ts";

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
  #prefix: Prefix | undefined;
  #fields: ReturnType<typeof readFields>;

  /** Bodies of more bytes than `longestBody` are skipped. */
  constructor(private readonly longestBody: number) {}

  /** More bytes, after `next` has said that it needs them. */
  push(chunk: Buffer): void {
    this.#chunk = chunk;
    this.#at = 0;
  }

  /** The next message; undefined where more bytes are needed. StreamError where there never will be one. */
  next(): Message | undefined {
    while (this.#skipped()) {
      this.#prefix ??= this.#readPrefix();
      if (this.#prefix === undefined) return undefined;
      const { paddedFieldsLength, bodyLength } = this.#prefix;
      if (this.#fields === undefined) {
        if (paddedFieldsLength > LONGEST_FIELDS) {
          this.#ignore(paddedFieldsLength + bodyLength);
          continue;
        }
        const bytes = this.#take(paddedFieldsLength);
        if (bytes === undefined) return undefined;
        this.#fields = readFields(this.#prefix, bytes);
        if (this.#fields === undefined) {
          this.#ignore(bodyLength);
          continue;
        }
      }
      const message = this.#readBody(this.#prefix, this.#fields);
      if (message === "incomplete") return undefined;
      if (message) return message;
    }
    return undefined;
  }

  #readPrefix(): Prefix | undefined {
    const bytes = this.#take(PREFIX);
    if (bytes === undefined) return undefined;
    const prefix = readPrefix(bytes);
    if (prefix === undefined) throw new StreamError(`what the bus sent is not D-Bus (${bytes.toString("hex")})`);
    return prefix;
  }

  #readBody(prefix: Prefix, fields: NonNullable<ReturnType<typeof readFields>>): Message | undefined | "incomplete" {
    if (prefix.bodyLength > this.longestBody) {
      this.#ignore(prefix.bodyLength);
      return receive(prefix, fields, undefined);
    }
    const body = this.#take(prefix.bodyLength);
    if (body === undefined) return "incomplete";
    this.#ignore(0);
    // A copy, as somebody may keep the message: else the whole chunk would be kept with it.
    return receive(prefix, fields, body.buffer === this.#chunk.buffer ? Buffer.from(body) : body);
  }

  /** The message at hand is done with; so many bytes of it are still to come. */
  #ignore(length: number): void {
    this.#prefix = undefined;
    this.#fields = undefined;
    this.#skip = length;
  }

  /** Whether what comes next is of interest. */
  #skipped(): boolean {
    const length = Math.min(this.#skip, this.#chunk.length - this.#at);
    this.#skip -= length;
    this.#at += length;
    return this.#skip === 0;
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
