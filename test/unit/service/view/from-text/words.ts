// Words of a line in the syntax of ip(8), taken one after the other.
import assert from "node:assert/strict";

export class Words {
  readonly #words: readonly string[];
  #at = 0;

  constructor(readonly line: string) {
    this.#words = line.split(/\s+/).filter((word) => word !== "");
  }

  get done(): boolean {
    return this.#at >= this.#words.length;
  }

  get peek(): string | undefined {
    return this.#words[this.#at];
  }

  next(): string {
    const word = this.#words[this.#at++];
    assert.ok(word !== undefined, `one more word expected: ${this.line}`);
    return word;
  }

  number(): number {
    const word = this.next();
    const number = Number(word);
    assert.ok(Number.isInteger(number), `${word} is not a number: ${this.line}`);
    return number;
  }

  /** Takes the next word if it is this one. */
  skip(word: string): boolean {
    if (this.peek !== word) return false;
    this.#at++;
    return true;
  }

  refuse(): never {
    return assert.fail(`${this.peek ?? "the end"} is not expected: ${this.line}`);
  }
}
