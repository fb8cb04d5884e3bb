// Someone keeps deleting what we write: repaired at once at first, then ever more slowly, and said so once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Loop } from "./loop.ts";

const UPLINK = "eth0 table 1000 guard off";
const OURS = "default via 192.0.2.1 dev eth0 table 1000 proto 77";
const RULE = "from 192.0.2.10 lookup 1000 priority 1000 protocol 77";
const BEGIN = ["link eth0 2", "address 192.0.2.10/24 dev eth0", "route default via 192.0.2.1 dev eth0"];
const DELAYS = [100, 200, 400, 800, 1600, 3200, 5000, 5000];

async function begun(): Promise<Loop> {
  const loop = new Loop(BEGIN);
  await loop.assign(UPLINK);
  loop.log.take();
  return loop;
}

const contended = (loop: Loop) => loop.log.take().filter((line) => line.includes("contended"));

for (const [what, repair] of [
  [`route ${OURS}`, `route add ${OURS}`],
  [`rule ${RULE}`, `rule add ${RULE}`],
] as const) {
  test(`three losses are repaired at once, later ones with growing delay: ${what}`, async () => {
    const loop = await begun();
    for (let times = 0; times < 3; times++) assert.deepEqual(await loop.hear(`gone ${what}`), [repair]);
    assert.deepEqual(contended(loop), []);
    for (const delay of DELAYS) {
      assert.deepEqual(await loop.hear(`gone ${what}`), []);
      assert.deepEqual(await loop.pass(delay - 1), [], `${delay} ms have not passed`);
      assert.deepEqual(await loop.pass(1), [repair]);
    }
    const said = contended(loop);
    assert.equal(said.length, 1);
    assert.match(said[0] ?? "", /^warning: eth0: contended: someone keeps deleting: ip -4 (route|rule) add /);
  });
}

test("when it stops, that is said once, and the next loss is repaired at once", async () => {
  const loop = await begun();
  for (let times = 0; times < 6; times++) {
    await loop.hear(`gone route ${OURS}`);
    await loop.pass(500);
  }
  loop.log.take();
  assert.deepEqual(await loop.pass(60_000), []);
  assert.deepEqual(loop.log.take(), ["info: eth0: left in peace again"]);
  assert.equal(loop.clock.waiting, 0);
  assert.deepEqual(await loop.hear(`gone route ${OURS}`), [`route add ${OURS}`]);
});

test("losses far apart are each repaired at once", async () => {
  const loop = await begun();
  for (let times = 0; times < 20; times++) {
    assert.deepEqual(await loop.hear(`gone route ${OURS}`), [`route add ${OURS}`]);
    await loop.pass(5000);
  }
  assert.deepEqual(contended(loop), []);
});

test("a fight about one route does not slow down others", async () => {
  const loop = await begun();
  for (let times = 0; times < 8; times++) await loop.hear(`gone route ${OURS}`);
  assert.deepEqual(await loop.hear("route 10.0.0.0/8 dev eth0"), [
    "route add 10.0.0.0/8 dev eth0 table 1000 proto 77 scope link",
  ]);
});

test("what is fought about and no longer wanted is left, and a deletion does not wait", async () => {
  const loop = await begun();
  for (let times = 0; times < 3; times++) await loop.hear(`gone route ${OURS}`);
  await loop.hear(`gone route ${OURS}`);
  assert.deepEqual(await loop.hear("gone route default via 192.0.2.1 dev eth0"), []);
  assert.deepEqual(await loop.pass(60_000), []);
  // The rule was never fought about; releasing removes it at once.
  assert.deepEqual(await loop.assign(), [`rule delete ${RULE}`]);
});

test("a whole table that is looked at meanwhile leaves what must wait to its back-off", async () => {
  const loop = await begun();
  for (let times = 0; times < 4; times++) await loop.hear(`gone route ${OURS}`);
  assert.deepEqual(await loop.assign(UPLINK), []);
  assert.deepEqual(await loop.pass(100), [`route add ${OURS}`]);
});
