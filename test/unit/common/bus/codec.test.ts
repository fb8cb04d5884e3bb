import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Output } from "../../../../common/bus/output.ts";
import { BodyError, readBody } from "../../../../common/bus/reader.ts";
import { writeBody } from "../../../../common/bus/writer.ts";
import { bodies } from "./model.ts";

function written(signature: string, values: readonly unknown[]): Buffer {
  const output = new Output();
  writeBody(output, signature, values);
  return output.finish();
}

test("what is written is what the specification says", () => {
  fc.assert(
    fc.property(bodies, ({ signature, values, little }) => {
      assert.deepEqual(written(signature, values), little);
    }),
    { numRuns: 1000 },
  );
});

test("bodies of either byte order are read as the values that were written", () => {
  fc.assert(
    fc.property(bodies, ({ signature, values, little, big }) => {
      assert.deepEqual(readBody(little, signature, false), values);
      assert.deepEqual(readBody(big, signature, true), values);
    }),
    { numRuns: 1000 },
  );
});

test("whatever becomes of its bytes or its signature, reading a body is done soon and fails with BodyError only", () => {
  const changes = fc.array(
    fc.record({ at: fc.nat(), drop: fc.nat({ max: 8 }), put: fc.uint8Array({ maxLength: 8 }) }),
    { maxLength: 4 },
  );
  let slowest = 0;
  let refused = 0;
  fc.assert(
    fc.property(bodies, bodies, fc.boolean(), changes, (body, other, bigEndian, edits) => {
      let bytes = bigEndian ? body.big : body.little;
      for (const { at, drop, put } of edits) {
        const where = at % (bytes.length + 1);
        bytes = Buffer.concat([bytes.subarray(0, where), put, bytes.subarray(where + drop)]);
      }
      for (const signature of [body.signature, other.signature]) {
        const start = performance.now();
        try {
          readBody(bytes, signature, bigEndian);
        } catch (error) {
          if (!(error instanceof BodyError)) throw error;
          refused++;
        }
        slowest = Math.max(slowest, performance.now() - start);
      }
    }),
    { numRuns: 5000 },
  );
  assert.ok(refused > 1000, `only ${refused} were refused`);
  assert.ok(slowest < 500, `${slowest} ms`);
});
