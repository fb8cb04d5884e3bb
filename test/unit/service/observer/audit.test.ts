// The slow comparison with the kernel: what it finds, that it takes it over, and how often it comes.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as k from "../../../../service/netlink/uapi.ts";
import { AUDIT_INTERVAL_MS, audit } from "../../../../service/observer/audit.ts";
import { stateOf } from "../planes/model-kernel.ts";
import { kernelOf, linesOf, world } from "../planes/routing/worlds.ts";
import { listingsOf } from "./fake-kernel.ts";

const BEFORE = [
  "link eth0 2",
  "link eth1 3",
  "address 192.0.2.10/24 dev eth0",
  "nexthop id 1 dev eth0",
  "route default via 192.0.2.1 dev eth0",
  "route -6 default via fe80::1 dev eth0",
  "rule from 192.0.2.10 lookup 1000",
];

async function audited(before: readonly string[], after: readonly string[]) {
  const view = kernelOf(before);
  const { kernel, clock, changes, listings } = listingsOf(view, after);
  const { differences, next } = await audit(listings, clock);
  return { view, kernel, changes, differences, next };
}

test("where all is as thought, nothing is told, and routes are listed once", async () => {
  const { differences, next, changes, kernel } = await audited(BEFORE, BEFORE);
  assert.deepEqual([differences, next, changes], [0, AUDIT_INTERVAL_MS, []]);
  assert.equal(kernel.asked.filter(({ type }) => type === k.RTM_GETROUTE).length, 2);
});

for (const missing of BEFORE.slice(1)) {
  test(`one that went without a word is one difference: ${missing}`, async () => {
    const after = BEFORE.filter((line) => line !== missing);
    const { differences, changes, view } = await audited(BEFORE, after);
    assert.equal(differences, 1);
    assert.equal(changes.length, 1);
    assert.deepEqual(stateOf(view), stateOf(kernelOf(after)));
  });

  test(`one that came without a word is one difference: ${missing}`, async () => {
    const { differences, view } = await audited(
      BEFORE.filter((line) => line !== missing),
      BEFORE,
    );
    assert.equal(differences, 1);
    assert.deepEqual(stateOf(view), stateOf(kernelOf(BEFORE)));
  });
}

test("a route in place of another, and one too many, are found", async () => {
  const other = BEFORE.map((line) => line.replace("192.0.2.1 ", "192.0.2.9 "));
  assert.ok((await audited(BEFORE, other)).differences >= 1);
  const twice = [...BEFORE, "route default via 192.0.2.2 dev eth0"];
  assert.equal((await audited(twice, BEFORE)).differences, 1);
  assert.equal((await audited(BEFORE, twice)).differences, 1);
});

test("an audit of what was just audited finds nothing", async () => {
  await fc.assert(
    fc.asyncProperty(world, async (host) => {
      const view = kernelOf(BEFORE);
      // One key is one route in IPv6; the text of worlds does not mind.
      const lines = linesOf(host).filter((line) => !/^route .*(:|-6)/.test(line));
      const { clock, listings } = listingsOf(view, lines);
      await audit(listings, clock);
      assert.equal((await audit(listings, clock)).differences, 0);
    }),
    { numRuns: 300 },
  );
});

test("it never takes more than a hundredth of the time", async () => {
  const view = kernelOf(BEFORE);
  const { kernel, clock, listings } = listingsOf(view, BEFORE);
  let listed = 0;
  kernel.meanwhile = () => {
    listed++;
    void clock.pass(1000);
  };
  assert.equal((await audit(listings, clock)).next, listed * 1000 * 100);
});
