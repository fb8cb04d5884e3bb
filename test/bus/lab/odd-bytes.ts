// Messages as the bus lets them pass and no library writes them: of the other byte order, with fields of no meaning, of types
// that there are not.

/** A call with strings as arguments, most significant byte first. */
export function bigEndianCall(
  serial: number,
  destination: string,
  words: readonly [path: string, owner: string, member: string],
  body: readonly string[],
): Buffer {
  const fields = new BigEndian();
  const field = (code: number, type: string, text: string) =>
    fields.align(8).bytes(code, 1, type.charCodeAt(0), 0).text(text);
  field(1, "o", words[0]);
  field(2, "s", words[1]);
  field(3, "s", words[2]);
  field(6, "s", destination);
  fields.align(8).bytes(8, 1, "g".charCodeAt(0), 0, body.length, ...Buffer.from("s".repeat(body.length)), 0);
  const args = new BigEndian();
  for (const text of body) args.text(text);
  const head = new BigEndian()
    .bytes("B".charCodeAt(0), 1, 0, 1)
    .unsigned(args.length)
    .unsigned(serial)
    .unsigned(fields.length);
  return Buffer.concat([head.take(), fields.align(8).take(), args.take()]);
}

/** `message` with one more header field, of a code that means nothing yet. */
export function withUnknownField(message: Buffer, code: number): Buffer {
  const length = message.readUInt32LE(12);
  const padded = Math.ceil(length / 8) * 8;
  // Code, signature "u", and its value.
  const extra = Buffer.from([code, 1, "u".charCodeAt(0), 0, 42, 0, 0, 0]);
  const head = Buffer.from(message.subarray(0, 16));
  head.writeUInt32LE(padded + extra.length, 12);
  return Buffer.concat([head, message.subarray(16, 16 + padded), extra, message.subarray(16 + padded)]);
}

/** `message` as one of another type, such as 5, which there is not. */
export function ofType(message: Buffer, type: number): Buffer {
  const other = Buffer.from(message);
  other[1] = type;
  return other;
}

class BigEndian {
  readonly #bytes: number[] = [];

  get length(): number {
    return this.#bytes.length;
  }

  bytes(...bytes: readonly number[]): this {
    this.#bytes.push(...bytes);
    return this;
  }

  align(to: number): this {
    while (this.#bytes.length % to !== 0) this.#bytes.push(0);
    return this;
  }

  unsigned(value: number): this {
    return this.align(4).bytes(...[24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff));
  }

  text(text: string): this {
    const bytes = Buffer.from(text);
    return this.unsigned(bytes.length).bytes(...bytes, 0);
  }

  take(): Buffer {
    return Buffer.from(this.#bytes);
  }
}
