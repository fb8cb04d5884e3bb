// A stream in any pieces, with anything in it.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Framer, StreamError } from "../../../../common/bus/framing.ts";
import type { Message } from "../../../../common/bus/message.ts";
import { encodeMessage } from "../../../../common/bus/outgoing.ts";
import { BodyError } from "../../../../common/bus/reader.ts";
import * as captured from "./captured.ts";
import { bodies } from "./model.ts";

const LONGEST_BODY = 1000;

function* messages(chunks: Iterable<Uint8Array>): Generator<Message> {
  const framer = new Framer(LONGEST_BODY);
  for (const chunk of chunks) {
    framer.push(Buffer.from(chunk));
    for (let message = framer.next(); message; message = framer.next()) yield message;
  }
}

/** A signal, recognised by its member. */
const signal = (member: string, body: readonly unknown[] = [], signature = "s".repeat(body.length)) =>
  encodeMessage({ type: "signal", path: "/", interface: "a.b", member, signature, body }, 1);

const members = (...chunks: Uint8Array[]) => [...messages(chunks)].map((message) => message.member);

/** The stream in pieces of these sizes, and what remains. */
function* pieces(stream: Buffer, sizes: readonly number[]): Generator<Buffer> {
  let at = 0;
  for (const size of sizes) {
    yield stream.subarray(at, at + size);
    at += size;
  }
  yield stream.subarray(at);
}

const NONE = Buffer.alloc(0);

/** A header of other bytes: the first sixteen, then the fields. */
function header({ fields = NONE, bodyLength = 0, type = 4, serial = 1, fieldsLength = -1 } = {}): Buffer {
  const prefix = Buffer.from([0x6c, type, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  prefix.writeUInt32LE(bodyLength, 4);
  prefix.writeUInt32LE(serial, 8);
  prefix.writeUInt32LE(fieldsLength < 0 ? fields.length : fieldsLength, 12);
  return Buffer.concat([prefix, fields, Buffer.alloc(-fields.length & 7)]);
}

test("messages are the same in whatever pieces they come", () => {
  const sizes = fc.array(fc.nat({ max: 400 }), { maxLength: 40 });
  fc.assert(
    fc.property(fc.array(bodies, { maxLength: 6 }), sizes, (all, cuts) => {
      const stream = Buffer.concat([
        ...all.map(({ signature, values }, at) => signal(`M${at}`, values, signature)),
        ...Object.values(captured),
      ]);
      const got = [...messages(pieces(stream, cuts))];
      assert.equal(got.length, all.length + Object.keys(captured).length);
      for (const [at, { values, little }] of all.entries()) {
        assert.equal(got[at]?.member, `M${at}`);
        assert.equal(got[at]?.oversized, little.length > LONGEST_BODY);
        if (little.length <= LONGEST_BODY) assert.deepEqual(got[at]?.body(), values);
      }
    }),
  );
});

test("byte by byte", () => {
  const stream = Buffer.concat([signal("A", ["a"]), signal("B", ["b".repeat(2000)]), signal("C")]);
  assert.deepEqual(members(...pieces(stream, Array(stream.length).fill(1))), ["A", "B", "C"]);
});

test("a message keeps its body when the chunk that it came in is used again", () => {
  const chunk = signal("A", ["text"]);
  const framer = new Framer(LONGEST_BODY);
  framer.push(chunk);
  const message = framer.next();
  chunk.fill(0);
  assert.deepEqual(message?.body(), ["text"]);
});

test("a body that is too long is told and skipped, in whatever pieces it comes", () => {
  const long = signal("Long", ["a".repeat(100_000)]);
  for (const size of [1, 7, 1000, 65_536]) {
    const stream = Buffer.concat([long, signal("Next")]);
    const got = [...messages(pieces(stream, Array(Math.floor(stream.length / size)).fill(size)))];
    assert.deepEqual(
      got.map(({ member, oversized }) => [member, oversized]),
      [
        ["Long", true],
        ["Next", false],
      ],
    );
    assert.throws(() => got[0]?.body(), BodyError);
  }
});

test("a body that is too long is told before it is there", () => {
  assert.deepEqual(members(signal("Long", ["a".repeat(5000)]).subarray(0, 200)), ["Long"]);
});

test("a body of exactly what is accepted is", () => {
  const [exact, longer] = messages([signal("A", ["a".repeat(995)]), signal("B", ["a".repeat(996)])]);
  assert.deepEqual([exact?.oversized, longer?.oversized], [false, true]);
  assert.deepEqual(exact?.body(), ["a".repeat(995)]);
});

/** One field of a header, from its code, its type and its value, as padded as it is given. */
const field = (code: number, type: string, ...value: number[]) =>
  Buffer.from([code, type.length, ...Buffer.from(type), 0, ...value]);
const PATH = field(1, "o", 1, 0, 0, 0, 0x2f, 0, 0, 0, 0, 0, 0, 0);
const INTERFACE = field(2, "s", 3, 0, 0, 0, 0x61, 0x2e, 0x62, 0);
const MEMBER = Buffer.concat([Buffer.alloc(4), field(3, "s", 1, 0, 0, 0, 0x4d, 0)]);
const GOOD = Buffer.concat([PATH, INTERFACE, MEMBER]);

test("the header of these tests is a good one", () => {
  assert.deepEqual(members(header({ fields: GOOD })), ["M"]);
});

for (const [what, bytes] of [
  ["of type 0", header({ fields: GOOD, type: 0 })],
  ["of a type that is not known", header({ fields: GOOD, type: 5 })],
  ["of serial 0", header({ fields: GOOD, serial: 0 })],
  ["without fields", header()],
  ["without its member", header({ fields: Buffer.concat([PATH, INTERFACE]) })],
  ["with a field twice", header({ fields: Buffer.concat([PATH, PATH, INTERFACE, MEMBER]) })],
  [
    "with a path of another type",
    header({ fields: Buffer.concat([field(1, "s", ...PATH.subarray(4)), INTERFACE, MEMBER]) }),
  ],
  [
    "with a path that is none",
    header({ fields: Buffer.concat([Buffer.from(PATH).fill("a", 8, 9), INTERFACE, MEMBER]) }),
  ],
  [
    "with an interface that is none",
    header({ fields: Buffer.concat([PATH, Buffer.from(INTERFACE).fill("-", 9, 10), MEMBER]) }),
  ],
  ["that answers to call 0", header({ fields: Buffer.concat([field(5, "u", 0, 0, 0, 0), GOOD]) })],
  ["with a field of no type", header({ fields: Buffer.concat([GOOD, Buffer.alloc(6), field(9, "")]) })],
  ["with a field of two types", header({ fields: Buffer.concat([GOOD, Buffer.alloc(6), field(9, "yy", 1, 1)]) })],
  ["with a field that ends early", header({ fields: GOOD.subarray(0, -1) })],
  [
    "with fields that are not zero between them",
    header({ fields: Buffer.concat([PATH, INTERFACE, Buffer.from(MEMBER).fill(1, 0, 1)]) }),
  ],
  ["with fields that are longer than is sensible", header({ fields: Buffer.alloc(16 * 1024 + 1) })],
  ["with fields that are longer than anything", header({ fields: Buffer.alloc(1024 * 1024, 0xff) })],
] as const) {
  test(`a message ${what} is skipped`, () => {
    const body = Buffer.alloc(5000, 0xff);
    const withBody = Buffer.from(bytes);
    withBody.writeUInt32LE(body.length, 4);
    assert.deepEqual(members(bytes, signal("Next"), withBody, body, signal("Last")), ["Next", "Last"]);
  });
}

test("fields that are not known are ignored", () => {
  const more = Buffer.concat([GOOD, Buffer.alloc(6), field(77, "(ay)"), Buffer.alloc(1), Buffer.from([1, 0, 0, 0, 9])]);
  assert.deepEqual(members(header({ fields: more })), ["M"]);
});

for (const [what, bytes] of [
  ["text", Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n")],
  ["another version", header({ fields: GOOD }).fill(2, 3, 4)],
  ["a body that makes it longer than 128 MiB", header({ fields: GOOD, bodyLength: 128 * 1024 * 1024 })],
  ["fields that make it longer than 128 MiB", header({ fieldsLength: 0xffff_ffff })],
] as const) {
  test(`a stream is at its end where there is ${what}`, () => {
    const framer = new Framer(LONGEST_BODY);
    framer.push(Buffer.concat([signal("A"), bytes]));
    assert.equal(framer.next()?.member, "A");
    assert.throws(() => framer.next(), StreamError);
  });
}

test("whatever becomes of its bytes, reading a stream is done soon and fails with StreamError only", () => {
  const changes = fc.array(fc.record({ at: fc.nat(), put: fc.uint8Array({ maxLength: 4 }) }), { maxLength: 6 });
  const sizes = fc.array(fc.nat({ max: 100 }), { maxLength: 10 });
  const start = performance.now();
  let ends = 0;
  let bad = 0;
  fc.assert(
    fc.property(changes, sizes, (edits, cuts) => {
      const stream = Buffer.concat([...Object.values(captured), signal("A", ["a"])]);
      for (const { at, put } of edits) stream.set(put.slice(0, stream.length), at % (stream.length - 4));
      try {
        for (const message of messages(pieces(stream, cuts))) {
          try {
            if (!message.oversized) message.body();
          } catch (error) {
            if (!(error instanceof BodyError)) throw error;
            bad++;
          }
        }
      } catch (error) {
        if (!(error instanceof StreamError)) throw error;
        ends++;
      }
    }),
    { numRuns: 3000 },
  );
  assert.ok(ends > 100 && bad > 100, `${ends} streams ended, ${bad} bodies were broken`);
  assert.ok(performance.now() - start < 20_000);
});
