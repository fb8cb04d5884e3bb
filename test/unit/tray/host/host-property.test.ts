// Whatever happens in whatever order, and however it is batched: who follows knows in the end what is so.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Permissions } from "../../../../common/client/domain.ts";
import { MultihomedError } from "../../../../common/errors.ts";
import type { Known } from "../../../../tray/shared/known.ts";
import { ABSENT, link, MAY, type Scene, SERVICE, scene, turn, type Window } from "./stand-in.ts";

const NAMES = ["eth0", "eth2", "eth10", "wlan0"];

type Step = { readonly kind: StepKind; readonly name: string; readonly number: number };
type StepKind = (typeof KINDS)[number];
const KINDS = [
  "set",
  "remove",
  "service",
  "ready",
  "away",
  "permissions",
  "answer",
  "fail",
  "applied",
  "frame",
  "turn",
  "follow",
  "open",
] as const;

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.oneof(
    ...KINDS.map((kind) => ({ weight: kind === "set" || kind === "frame" ? 4 : 1, arbitrary: fc.constant(kind) })),
  ),
  name: fc.constantFrom(...NAMES),
  number: fc.integer({ min: 0, max: 9 }),
});

interface Question {
  answer(permissions: Permissions): void;
  fail(): void;
}

class Run {
  readonly scene: Scene = scene();
  readonly windows: Window[] = [this.scene.open()];
  /** Of permissions, not answered yet. */
  readonly #questions: Question[] = [];
  /** What the user may do now, in truth. */
  #may: Permissions = MAY;
  #always = false;

  constructor() {
    this.scene.live.answers.permissions = () =>
      new Promise((resolve, reject) => {
        if (this.#always) return resolve(this.#may);
        this.#questions.push({
          answer: resolve,
          fail: () => reject(new MultihomedError("timeout", "polkit does not answer")),
        });
      });
  }

  async carryOut({ kind, name, number }: Step): Promise<void> {
    const { live, timers } = this.scene;
    const ready = live.reach.kind === "ready";
    switch (kind) {
      case "set":
        return ready ? live.set(link(name, { table: number })) : undefined;
      case "remove":
        return live.remove(name);
      case "service":
        return ready ? live.serve({ ...SERVICE, version: String(number) }) : undefined;
      case "ready":
        return live.ready(NAMES.slice(number % 4).map((each) => link(each, { table: number })));
      case "away":
        return live.away(number % 2 === 0 ? ABSENT : { kind: "failed", reason: { code: "timeout", text: "x" } });
      case "permissions":
        // What was asked before may be answered with what was so then.
        this.#may = number % 2 === 0 ? MAY : { assign: "no", configure: "no" };
        return ready ? live.tell({ kind: "permissions" }) : undefined;
      case "answer":
        return this.#take(number)?.answer(number % 3 === 0 ? { assign: "challenge", configure: "no" } : this.#may);
      case "fail":
        return this.#take(number)?.fail();
      case "applied":
        return live.tell({ kind: "applied", batch: { time: number, operations: [] } });
      case "frame":
        return void timers.next();
      case "turn":
        return await turn();
      case "follow":
        await this.windows[number % this.windows.length]?.call("follow");
        return;
      case "open":
        this.windows.push(this.scene.open());
    }
  }

  /** Every question is answered with what is so, and every timer has run out. */
  async rest(): Promise<void> {
    this.#always = true;
    // The last one that was asked, who may have been told what is not so any more, is asked again.
    if (this.scene.live.reach.kind === "ready") this.scene.live.tell({ kind: "permissions" });
    for (const question of this.#questions.splice(0)) question.answer({ assign: "no", configure: "yes" });
    do {
      await turn();
      this.scene.timers.next();
    } while (this.scene.timers.waiting.length > 0);
  }

  get truth(): Known {
    const { reach, service, links } = this.scene.live;
    const may = reach.kind === "ready" ? { permissions: this.#may } : {};
    return { reach, ...(service && { service }), links, ...may };
  }

  #take(at: number): Question | undefined {
    return this.#questions.splice(at % Math.max(1, this.#questions.length), 1)[0];
  }
}

test("who follows knows in the end what is so, whatever happens and however it is batched", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const run = new Run();
      const followed = new Set<Window>();
      for (const each of steps) {
        await run.carryOut(each);
        for (const window of run.windows) if (window.batches.length > 0) followed.add(window);
      }
      await run.rest();
      for (const window of run.windows) {
        if (!followed.has(window)) assert.deepEqual(window.batches, []);
        else assert.deepEqual(window.known, run.truth);
        const names = [...window.known.links.keys()];
        assert.deepEqual(
          names,
          NAMES.filter((name) => window.known.links.has(name)),
          "in the order that people expect",
        );
        const ids = window.batches.flat().flatMap((told) => (told.kind === "activity" ? [told.activity.id] : []));
        assert.deepEqual(
          ids,
          [...new Set(ids)].sort((a, b) => a - b),
          "no note is told twice, or before an older one",
        );
      }
      assert.deepEqual(run.scene.mistakes, []);
    }),
    { numRuns: 500 },
  );
});
