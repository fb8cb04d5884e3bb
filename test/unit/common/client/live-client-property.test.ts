// Whatever the order of changes, questions, answers and restarts: in the end the client knows what the service has.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { linkPath } from "../../../../common/bus/object-path.ts";
import { Variant } from "../../../../common/bus/types.ts";
import { LiveClient } from "../../../../common/client/live-client.ts";
import { FakeBus, FakeTimers, linkProperties, settled } from "./fake-service.ts";

const NAMES = ["eth0", "wlan0", "1.5"];

type Step =
  | { readonly kind: "set"; readonly name: string; readonly table: number }
  | { readonly kind: "remove"; readonly name: string }
  | { readonly kind: "restart" | "answer" | "turn" };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("set" as const),
      name: fc.constantFrom(...NAMES),
      table: fc.integer({ min: 1, max: 9 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("remove" as const), name: fc.constantFrom(...NAMES) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart" as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("answer" as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("turn" as const) }) },
);

test("nothing that was told is lost, and nothing that is over stays", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const service = new SlowService();
      const live = new LiveClient({ connect: async () => service.bus.connection, after: new FakeTimers().after });
      await settled();
      for (const each of steps) await service.carryOut(each);
      await service.caughtUp();
      assert.equal(live.reach.kind, "ready");
      const known = [...live.links.values()].map(({ name, table }) => [name, table]);
      assert.deepEqual(new Map(known as [string, number][]), service.tables);
      await live.close();
    }),
    { numRuns: 300 },
  );
});

/** Answers what it has when the test says so; of what changes it tells at once. */
class SlowService {
  readonly bus = new FakeBus();
  readonly tables = new Map<string, number>();
  #waiting: (() => void)[] = [];
  #processes = 1;

  constructor() {
    this.bus.links.clear();
    this.bus.answers.set(
      "GetManagedObjects",
      () => new Promise((resolve) => this.#waiting.push(() => resolve([this.#objects()]))),
    );
  }

  async carryOut(step: Step): Promise<void> {
    switch (step.kind) {
      case "set":
        return this.#set(step.name, step.table);
      case "remove":
        if (!this.tables.delete(step.name)) return;
        return this.#tell("InterfacesRemoved", [linkPath(step.name), ["org.multihomed1.Link"]]);
      case "restart":
        this.bus.stop();
        this.bus.start(`:1.${++this.#processes}`);
        return;
      case "answer":
        return this.#answer();
      case "turn":
        return await settled();
    }
  }

  /** All questions are answered, also those that only come now. */
  async caughtUp(): Promise<void> {
    for (let times = 0; times < 3; times++) {
      await settled();
      this.#answer();
    }
    await settled();
  }

  #set(name: string, table: number): void {
    const before = this.tables.get(name);
    this.tables.set(name, table);
    if (before === undefined) this.#tell("InterfacesAdded", [linkPath(name), this.#interfaces(name, table)]);
    else if (before !== table) this.bus.changed(name, { Table: new Variant("u", table) });
  }

  #answer(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const answer of waiting) answer();
  }

  #tell(member: string, body: unknown[]): void {
    this.bus.tell("/org/multihomed1", member, "", body);
  }

  #interfaces = (name: string, table: number) =>
    new Map([["org.multihomed1.Link", linkProperties(name, { Table: new Variant("u", table) })]]);

  #objects = () => new Map([...this.tables].map(([name, table]) => [linkPath(name), this.#interfaces(name, table)]));
}
