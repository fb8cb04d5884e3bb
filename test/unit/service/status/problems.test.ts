// Problems of tables: for as long as they last, however many there are.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Problem, Problems } from "../../../../service/status/problems.ts";

const TOLD = 16;
const problem = (text: string, code: Problem["code"] = "kernel-refused"): Problem => ({ code, text });
const texts = (problems: Problems, table = 1000) => problems.of(table).map(({ text }) => text);

test("a problem is there until it is cleared", () => {
  const problems = new Problems();
  assert.deepEqual(problems.of(1000), []);
  assert.equal(problems.raise("a", 1000, problem("one")), true);
  assert.deepEqual(problems.of(1000), [problem("one")]);
  assert.deepEqual(problems.of(1001), []);
  assert.equal(problems.clear("a"), 1000);
  assert.deepEqual(problems.of(1000), []);
  assert.equal(problems.clear("a"), undefined);
});

test("the same problem again is nothing new; another one takes its place", () => {
  const problems = new Problems();
  problems.raise("a", 1000, problem("one"));
  assert.equal(problems.raise("a", 1000, problem("one")), false);
  assert.equal(problems.raise("a", 1000, problem("two")), true);
  assert.equal(problems.raise("a", 1000, problem("two", "contended")), true);
  assert.deepEqual(problems.of(1000), [problem("two", "contended")]);
});

test("one of two that look the same is cleared, the other stays", () => {
  const problems = new Problems();
  problems.raise("a", 1000, problem("one"));
  problems.raise("b", 1000, problem("one"));
  problems.clear("a");
  assert.deepEqual(texts(problems), ["one"]);
});

test("of many the first are told, and how many more there are", () => {
  const problems = new Problems();
  const ids = Array.from({ length: 5000 }, (_, at) => `p${at}`);
  for (const id of ids) problems.raise(id, 1000, problem(id));
  assert.deepEqual(texts(problems), [...ids.slice(0, TOLD), `${5000 - TOLD} more`]);
  assert.ok(problems.of(1000).every(({ code }) => code === "kernel-refused"));
  for (const id of ids.slice(TOLD)) problems.clear(id);
  assert.deepEqual(texts(problems), ids.slice(0, TOLD));
});

test("when the first are mended, the others are told", () => {
  const problems = new Problems();
  const ids = Array.from({ length: TOLD + 3 }, (_, at) => `p${at}`);
  for (const id of ids) problems.raise(id, 1000, problem(id));
  for (const id of ids.slice(0, TOLD)) problems.clear(id);
  assert.deepEqual(texts(problems), ids.slice(TOLD));
});

test("the number of the others has the code of the first", () => {
  const problems = new Problems();
  problems.raise("first", 1000, problem("first", "contended"));
  for (let at = 0; at < TOLD; at++) problems.raise(`p${at}`, 1000, problem(`p${at}`));
  assert.deepEqual(problems.of(1000).at(-1), problem("1 more", "contended"));
});

test("exactly as many as are told are told without a number", () => {
  const problems = new Problems();
  for (let at = 0; at < TOLD; at++) problems.raise(`p${at}`, 1000, problem(`p${at}`));
  assert.equal(texts(problems).length, TOLD);
  assert.ok(!texts(problems).some((text) => text.includes("more")));
});

test("whatever is raised and cleared, what is told is what a naive list has", () => {
  const id = fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz");
  const step = fc.oneof(
    fc.record({ id, table: fc.constantFrom(1000, 1001), text: fc.constantFrom("one", "two") }),
    fc.record({ id }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: "max" }), (steps) => {
      const problems = new Problems();
      const naive = new Map<string, { readonly table: number; readonly text: string }>();
      for (const each of steps) {
        const before = naive.get(each.id);
        if ("table" in each) {
          const { table, text } = each;
          const changed = before?.table !== table || before.text !== text;
          assert.equal(problems.raise(each.id, table, problem(text)), changed);
          if (changed) naive.delete(each.id);
          if (changed) naive.set(each.id, { table, text });
        } else {
          assert.equal(problems.clear(each.id), before?.table);
          naive.delete(each.id);
        }
        for (const table of [1000, 1001]) {
          const all = [...naive.values()].filter((one) => one.table === table).map(({ text }) => text);
          const more = all.length > TOLD ? [`${all.length - TOLD} more`] : [];
          assert.deepEqual(texts(problems, table), [...all.slice(0, TOLD), ...more]);
        }
      }
    }),
  );
});
