// The bytes of a message as they are written, little endian: a buffer that grows.

/** What a system bus takes (dbus-daemon(1), max_message_size); it disconnects who sends more. */
const LONGEST_MESSAGE = 32 * 1024 * 1024;
/** Most messages are shorter. */
const FIRST_SIZE = 512;
/** Up to this length writing each byte is faster than asking for it to be done. */
const SHORT_TEXT = 48;

export class Output {
  #bytes = Buffer.allocUnsafeSlow(FIRST_SIZE);
  #position = 0;

  get position(): number {
    return this.#position;
  }

  /** What was written; nothing may be written after it. */
  finish(): Buffer {
    return this.#bytes.subarray(0, this.#position);
  }

  /** Pads with zeros to a multiple of a power of two. */
  align(alignment: number): void {
    const to = (this.#position + alignment - 1) & -alignment;
    this.#reserve(to - this.#position);
    while (this.#position < to) this.#bytes[this.#position++] = 0;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#position++] = value;
  }

  unsigned(value: number): void {
    const at = this.#room(4);
    this.#bytes.writeUInt32LE(value, at);
  }

  /** Sets four bytes that were written before. */
  setUnsigned(value: number, at: number): void {
    this.#bytes.writeUInt32LE(value, at);
  }

  int32(value: number): void {
    const at = this.#room(4);
    this.#bytes.writeInt32LE(value, at);
  }

  /** Two bytes, of a negative number too. */
  short(value: number): void {
    const at = this.#room(2);
    this.#bytes.writeUInt16LE(value & 0xffff, at);
  }

  /** Eight bytes, of a negative number too. */
  long(value: bigint): void {
    const at = this.#room(8);
    this.#bytes.writeBigUInt64LE(BigInt.asUintN(64, value), at);
  }

  double(value: number): void {
    const at = this.#room(8);
    this.#bytes.writeDoubleLE(value, at);
  }

  /** A string with its length, or a path. TypeError where it has a zero in it. */
  text(value: string): void {
    const length = this.#room(4);
    this.#characters(value);
    this.setUnsigned(this.#position - length - 4, length);
    this.byte(0);
  }

  /** A signature that was checked to be one. */
  signature(value: string): void {
    this.byte(value.length);
    this.#characters(value);
    this.byte(0);
  }

  raw(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#position);
    this.#position += value.length;
  }

  /** UTF-8; half a surrogate pair becomes U+FFFD. */
  #characters(value: string): void {
    if (value.length <= SHORT_TEXT && this.#plain(value)) return;
    if (value.includes("\0")) throw new TypeError("a D-Bus string has no zero in it");
    this.#reserve(Buffer.byteLength(value));
    this.#position += this.#bytes.write(value, this.#position);
  }

  /** Writes what is ASCII throughout; false where it is not, and nothing is written. */
  #plain(value: string): boolean {
    this.#reserve(value.length);
    const bytes = this.#bytes;
    const start = this.#position;
    for (let index = 0; index < value.length; index++) {
      const unit = value.charCodeAt(index);
      if (unit === 0 || unit >= 0x80) return false;
      bytes[start + index] = unit;
    }
    this.#position = start + value.length;
    return true;
  }

  /** Where to write so many bytes at a multiple of their number; they count as written. */
  #room(size: 2 | 4 | 8): number {
    this.align(size);
    this.#reserve(size);
    const at = this.#position;
    this.#position += size;
    return at;
  }

  #reserve(size: number): void {
    const needed = this.#position + size;
    if (needed <= this.#bytes.length) return;
    if (needed > LONGEST_MESSAGE)
      throw new TypeError(`a D-Bus message of ours is longer than ${LONGEST_MESSAGE} bytes`);
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#bytes.length));
    this.#bytes.copy(larger, 0, 0, this.#position);
    this.#bytes = larger;
  }
}
