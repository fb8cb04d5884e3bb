import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Notice } from "../../../../../tray/main/notices/group.ts";
import { resumed, suspended, TOLD_MAX, TOLD_WITHIN_MS } from "../../../../../tray/main/notices/notices.ts";
import { PATIENCE } from "../../../../../tray/main/notices/watch.ts";
import type { Known } from "../../../../../tray/shared/known.ts";
import { ABSENT, DISCONNECTED, problem, ready, uplink } from "../stand-in/known.ts";
import { Story } from "./story.ts";

const NAMES = ["a", "b", "c", "d"];
const names = fc.constantFrom(...NAMES);

type Step =
  | { readonly kind: "known"; readonly lost: readonly string[]; readonly troubled: readonly string[] }
  | { readonly kind: "away"; readonly known: Known }
  | { readonly kind: "sleep"; readonly how: typeof suspended | typeof resumed };

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("known" as const),
      lost: fc.subarray(NAMES),
      troubled: fc.subarray(NAMES, { maxLength: 1 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("away" as const), known: fc.constantFrom(ABSENT, DISCONNECTED) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("sleep" as const), how: fc.constantFrom(suspended, resumed) }),
  },
);
const steps = fc.array(fc.tuple(step, fc.integer({ min: 0, max: 20_000 })), { maxLength: 60 });

const knownOf = (lost: readonly string[], troubled: readonly string[] = []): Known =>
  ready({
    links: NAMES.map((name) => uplink(name, lost.includes(name) ? { state: "no-carrier" } : {})),
    service: { problems: troubled.map((name) => problem(name)) },
  });

function run(all: readonly (readonly [Step, number])[]): Story {
  const story = new Story().known(knownOf([]));
  for (const [what, wait] of all) {
    if (what.kind === "known") story.known(knownOf(what.lost, what.troubled));
    else if (what.kind === "away") story.known(what.known);
    else story.change(what.how);
    story.pass(wait);
  }
  return story;
}

/** Whom a notice speaks of. */
function subjects(notice: Notice): string[] {
  if (notice.kind === "service") return ["service"];
  if (notice.kind === "problems") return notice.problems.map(({ name, code }) => `problem ${name} ${code}`);
  return notice.names.map((name) => `uplink ${name}`);
}

test("never more than the bound in any minute", () => {
  fc.assert(
    fc.property(steps, (all) => {
      const times = run(all).told.map(({ at }) => at);
      for (const start of times) {
        assert.ok(times.filter((at) => at >= start && at < start + TOLD_WITHIN_MS).length <= TOLD_MAX);
      }
    }),
  );
});

test("never twice of the same within its time", () => {
  fc.assert(
    fc.property(steps, (all) => {
      const last = new Map<string, number>();
      for (const { at, notice } of run(all).told) {
        for (const subject of subjects(notice)) {
          const kind = subject.split(" ", 1)[0] as keyof typeof PATIENCE; // as written a few lines above
          const before = last.get(subject) ?? Number.NEGATIVE_INFINITY;
          assert.ok(at - before >= PATIENCE[kind].again, `${subject} at ${before} and at ${at}`);
          last.set(subject, at);
        }
      }
    }),
  );
});

test("in the end the user knows how it is", () => {
  fc.assert(
    fc.property(steps, fc.subarray(NAMES), (all, lost) => {
      const story = run(all).change(resumed).known(knownOf(lost)).pass(3_600_000);
      /** What the notices say, read from the first to the last. */
      const believed = new Map(NAMES.map((name) => [name, true]));
      for (const { notice } of story.told) {
        if (notice.kind === "lost") for (const name of notice.names) believed.set(name, false);
        if (notice.kind === "back") for (const name of notice.names) believed.set(name, true);
        // Which of both it is then is said when it is stable.
        if (notice.kind === "unstable") for (const name of notice.names) believed.delete(name);
      }
      for (const name of NAMES) assert.equal(believed.get(name), !lost.includes(name), name);
    }),
  );
});

test("what never lasts three seconds is never told as lost", () => {
  const flaps = fc.array(fc.tuple(names, fc.integer({ min: 0, max: 2999 }), fc.integer({ min: 0, max: 20_000 })));
  fc.assert(
    fc.property(flaps, (all) => {
      const story = new Story().known(knownOf([]));
      for (const [name, short, long] of all)
        story
          .known(knownOf([name]))
          .pass(short)
          .known(knownOf([]))
          .pass(long);
      story.pass(3_600_000);
      assert.deepEqual(
        story.told.filter(({ notice }) => notice.kind === "lost"),
        [],
      );
    }),
  );
});

test("while nothing changes nothing is told", () => {
  fc.assert(
    fc.property(
      fc.subarray(NAMES),
      fc.subarray(NAMES),
      fc.array(fc.integer({ min: 0, max: 100_000 })),
      (lost, troubled, waits) => {
        const story = new Story().known(knownOf(lost, troubled));
        for (const wait of waits) story.pass(wait).known(knownOf(lost, troubled));
        assert.deepEqual(story.told, []);
      },
    ),
  );
});
