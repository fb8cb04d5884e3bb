// What is changed is given back, wherever the service is killed, and whatever others do meanwhile.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { QUIET_INTERVAL_MS } from "../../../../service/observer/quiet.ts";
import { Life } from "./life.ts";
import { World } from "./world.ts";

const STRICT = ["eth0 table 1000 strict", "eth1 table 1001 strict"];
const LOOSE = ["eth0 table 1000", "eth1 table 1001"];

async function within(body: (world: World) => Promise<void>): Promise<void> {
  const world = new World();
  try {
    world.addLink(2, "eth0");
    world.addLink(3, "eth1");
    world.sysctls.set("3 arp_announce", "1");
    await body(world);
  } finally {
    fs.rmSync(world.directory, { recursive: true });
  }
}

const values = ({ sysctls }: World) => Object.fromEntries(sysctls);
const BEFORE = { "2 arp_ignore": "0", "2 arp_announce": "0", "3 arp_ignore": "0", "3 arp_announce": "1" };
const DURING = { "2 arp_ignore": "1", "2 arp_announce": "2", "3 arp_ignore": "1", "3 arp_announce": "2" };

function isStrict(world: World): void {
  assert.deepEqual(values(world), DURING);
  assert.match(world.table ?? "", /chain strong-host/);
}

function isGivenBack(world: World, expected: Record<string, string> = BEFORE): void {
  assert.deepEqual(values(world), expected);
  assert.equal(world.table, undefined);
  assert.deepEqual(
    fs.readdirSync(world.directory).filter((name) => !name.endsWith(".new")),
    [],
  );
}

/** A life that ends after so many steps; whether it ended before it had done all. */
async function killed(world: World, steps: number, act: (life: Life) => Promise<void>): Promise<boolean> {
  const life = new Life(world);
  world.left = steps;
  await act(life);
  const ended = world.left <= 0;
  world.left = Number.POSITIVE_INFINITY;
  return ended;
}

test("strict is in force, and given back by a stop, a reload and a release", () =>
  within(async (world) => {
    const life = new Life(world);
    for (const release of [() => life.assign(...LOOSE), () => life.assign(), () => life.stop()]) {
      await life.assign(...STRICT);
      isStrict(world);
      await release();
      isGivenBack(world);
    }
  }));

/** Calls `round` with ever more steps, until a life was not killed. */
async function atEveryStep(round: (world: World, steps: number) => Promise<boolean>): Promise<void> {
  for (let steps = 0, ended = true; ended; steps++) {
    assert.ok(steps < 200, "it never comes to rest");
    await within(async (world) => {
      ended = await round(world, steps);
    });
  }
}

test("killed between any two steps of the beginning, the next life gives everything back", () =>
  atEveryStep(async (world, steps) => {
    const ended = await killed(world, steps, (life) => life.assign(...STRICT));
    const next = new Life(world);
    await next.assign(...LOOSE);
    isGivenBack(world);
    await next.stop();
    isGivenBack(world);
    return ended;
  }));

test("killed between any two steps of the beginning, the next life goes on with it, and then gives everything back", () =>
  atEveryStep(async (world, steps) => {
    const ended = await killed(world, steps, (life) => life.assign(...STRICT));
    const next = new Life(world);
    await next.assign(...STRICT);
    isStrict(world);
    await next.stop();
    isGivenBack(world);
    return ended;
  }));

test("killed between any two steps of giving back, the next life goes on with it", () =>
  atEveryStep(async (world, steps) => {
    const first = new Life(world);
    await first.assign(...STRICT);
    world.left = steps;
    await first.stop();
    const ended = world.left <= 0;
    world.left = Number.POSITIVE_INFINITY;
    const next = new Life(world);
    await next.assign(...LOOSE);
    isGivenBack(world);
    return ended;
  }));

test("killed again and again, a few steps further each time, it comes to an end", () =>
  within(async (world) => {
    for (let steps = 0; await killed(world, steps, (life) => life.assign(...STRICT)); steps++);
    isStrict(world);
    for (let steps = 0; await killed(world, steps, (life) => life.assign(...LOOSE)); steps++);
    isGivenBack(world);
  }));

test("what someone sets back is healed within the interval; what they made it is what it is without us", () =>
  within(async (world) => {
    const life = new Life(world);
    await life.assign(...STRICT);
    world.sysctls.set("2 arp_ignore", "3");
    world.sysctls.set("3 arp_announce", "0");
    world.table = undefined;
    await life.pass(QUIET_INTERVAL_MS);
    isStrict(world);
    world.table = `${world.table} tampered with`;
    await life.pass(QUIET_INTERVAL_MS);
    isStrict(world);
    await life.stop();
    isGivenBack(world, { ...BEFORE, "2 arp_ignore": "3", "3 arp_announce": "0" });
  }));

test("what someone makes stricter is theirs, and stays", () =>
  within(async (world) => {
    const life = new Life(world);
    await life.assign(...STRICT);
    world.sysctls.set("2 arp_ignore", "8");
    await life.pass(QUIET_INTERVAL_MS);
    assert.deepEqual(values(world), { ...DURING, "2 arp_ignore": "8" });
    await life.stop();
    isGivenBack(world, { ...BEFORE, "2 arp_ignore": "8" });
  }));

test("what someone changes right before we give it back stays theirs", () =>
  within(async (world) => {
    const life = new Life(world);
    await life.assign(...STRICT);
    world.sysctls.set("2 arp_ignore", "3");
    await life.stop();
    isGivenBack(world, { ...BEFORE, "2 arp_ignore": "3" });
  }));

test("what someone changes right before we change it is what is given back", () =>
  within(async (world) => {
    const life = new Life(world);
    let once = true;
    world.meanwhile = () => {
      if (once) world.sysctls.set("2 arp_ignore", "5");
      once = false;
    };
    await life.assign(...STRICT);
    await life.pass(1000);
    isStrict(world);
    await life.stop();
    isGivenBack(world, { ...BEFORE, "2 arp_ignore": "5" });
  }));

test("what was changed while nobody lived is not ours to give back", () =>
  within(async (world) => {
    await new Life(world).assign(...STRICT);
    world.sysctls.set("2 arp_announce", "1");
    world.table = "another's";
    await new Life(world).assign(...LOOSE);
    isGivenBack(world, { ...BEFORE, "2 arp_announce": "1" });
  }));

test("what was as wanted before is not ours to give back", () =>
  within(async (world) => {
    world.sysctls.set("2 arp_ignore", "2");
    world.sysctls.set("2 arp_announce", "2");
    const life = new Life(world);
    await life.assign(...STRICT);
    assert.equal(life.view.kept.sysctls.size, 2);
    await life.stop();
    isGivenBack(world, { ...BEFORE, "2 arp_ignore": "2", "2 arp_announce": "2" });
  }));

test("a link that is renamed gets back what it had, and one that takes its name is strict", () =>
  within(async (world) => {
    const life = new Life(world);
    await life.assign(...STRICT);
    world.links.set(2, "old0");
    world.addLink(7, "eth0");
    await life.linksChanged();
    const strict = { "7 arp_ignore": "1", "7 arp_announce": "2" };
    assert.deepEqual(values(world), { ...DURING, "2 arp_ignore": "0", "2 arp_announce": "0", ...strict });
    await life.stop();
    isGivenBack(world, { ...BEFORE, "7 arp_ignore": "0", "7 arp_announce": "0" });
  }));

test("links that were renamed while nobody lived get back what they had, each its own", () =>
  within(async (world) => {
    await new Life(world).assign(...STRICT);
    world.links.set(2, "eth1");
    world.links.set(3, "eth0");
    await new Life(world).assign(...LOOSE);
    isGivenBack(world);
  }));

test("a link that goes takes what was kept of it along; another of its name has its own", () =>
  within(async (world) => {
    const life = new Life(world);
    await life.assign(...STRICT);
    world.deleteLink(2);
    await life.linksChanged();
    assert.equal(life.view.kept.sysctls.size, 2);
    world.addLink(9, "eth0");
    world.sysctls.set("9 arp_announce", "1");
    await life.linksChanged();
    assert.deepEqual([world.sysctls.get("9 arp_ignore"), world.sysctls.get("9 arp_announce")], ["1", "2"]);
    await life.stop();
    isGivenBack(world, { "3 arp_ignore": "0", "3 arp_announce": "1", "9 arp_ignore": "0", "9 arp_announce": "1" });
  }));

test("a link that goes while nobody lives leaves nothing behind, also for one that gets its index", () =>
  within(async (world) => {
    await new Life(world).assign(...STRICT);
    world.deleteLink(2);
    await new Life(world).assign(...LOOSE);
    world.addLink(2, "eth2");
    isGivenBack(world, { ...BEFORE });
  }));

test("where sysctls cannot be written, nothing is kept of them, and it is tried again", () =>
  within(async (world) => {
    const life = new Life(world);
    world.refuses = (path) => (path.includes("/eth0/") ? "EROFS" : undefined);
    await life.assign(...STRICT);
    assert.deepEqual(values(world), { ...DURING, "2 arp_ignore": "0", "2 arp_announce": "0" });
    assert.deepEqual(life.view.kept.sysctls.size, 2);
    assert.match(
      life.log.lines.join("\n"),
      /arp_ignore=1: EROFS: \S+arp_ignore is on a read-only file system; trying again/,
    );
    world.refuses = () => undefined;
    await life.pass(1000);
    isStrict(world);
    await life.stop();
    isGivenBack(world);
  }));

test("where it cannot be remembered, nothing is changed", () =>
  within(async (world) => {
    const life = new Life(world);
    fs.rmSync(world.directory, { recursive: true });
    fs.writeFileSync(world.directory, "in the way");
    await life.assign(...STRICT);
    assert.deepEqual(values(world), BEFORE);
    assert.equal(world.table, undefined);
    fs.rmSync(world.directory);
    await life.pass(10_000);
    isStrict(world);
    await life.stop();
    isGivenBack(world);
  }));

/** What may happen, in any order. */
type Event =
  | { readonly what: "assign"; readonly lines: readonly string[] }
  | { readonly what: "killed"; readonly steps: number; readonly lines: readonly string[] }
  | { readonly what: "set"; readonly link: number; readonly sysctl: string; readonly value: string }
  | { readonly what: "rename"; readonly link: number; readonly name: string }
  | { readonly what: "again"; readonly link: number }
  | { readonly what: "table" };

const lines = fc.subarray(STRICT);
// Nobody can tell who made it what we would have made it: so others make it something else.
const set = fc
  .constantFrom(
    ...["0", "3", "8", "2"].map((value) => ({ sysctl: "arp_ignore", value })),
    ...["0", "1", "3"].map((value) => ({ sysctl: "arp_announce", value })),
  )
  .chain((what) =>
    fc.record({ what: fc.constant("set" as const), link: fc.nat(1) }).map((rest) => ({ ...rest, ...what })),
  );
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ what: fc.constant("assign" as const), lines }),
  fc.record({ what: fc.constant("killed" as const), steps: fc.nat(30), lines }),
  set,
  fc.record({ what: fc.constant("rename" as const), link: fc.nat(1), name: fc.constantFrom("eth0", "eth1", "eth2") }),
  fc.record({ what: fc.constant("again" as const), link: fc.nat(1) }),
  fc.constant({ what: "table" as const }),
);

test("whatever happens, in the end each sysctl is what others made it last", () =>
  fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 12 }), (events) =>
      within(async (world) => {
        const expected = new Map(world.sysctls);
        let next = 10;
        let life = new Life(world);
        for (const event of events) {
          const links = [...world.links.keys()];
          switch (event.what) {
            case "assign":
              await life.assign(...event.lines);
              break;
            case "killed":
              world.left = event.steps;
              await life.assign(...event.lines);
              world.left = Number.POSITIVE_INFINITY;
              life = new Life(world);
              break;
            case "set":
              world.sysctls.set(`${links[event.link]} ${event.sysctl}`, event.value);
              expected.set(`${links[event.link]} ${event.sysctl}`, event.value);
              await life.pass(QUIET_INTERVAL_MS);
              break;
            case "rename":
              if (![...world.links.values()].includes(event.name)) world.links.set(links[event.link] ?? 0, event.name);
              await life.linksChanged();
              break;
            case "again": {
              const index = links[event.link] ?? 0;
              const name = world.links.get(index) ?? "";
              world.deleteLink(index);
              world.addLink(++next, name);
              for (const key of [...expected.keys()]) if (key.startsWith(`${index} `)) expected.delete(key);
              expected.set(`${next} arp_ignore`, "0").set(`${next} arp_announce`, "0");
              await life.linksChanged();
              break;
            }
            case "table":
              world.table = "another's";
              await life.pass(QUIET_INTERVAL_MS);
          }
        }
        await life.assign(...STRICT); // a table that nobody of ours knows of would not be looked at
        await life.stop();
        isGivenBack(world, Object.fromEntries(expected));
      }),
    ),
    { numRuns: 300 },
  ));
