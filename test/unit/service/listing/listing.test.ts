// Pages of routes and rules: in order, together the whole, true when they are told, put in order no more often than needed.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Listing } from "../../../../service/listing/index.ts";
import { AF_INET, type Family, type View } from "../../../../service/view/view.ts";
import { FakeClock } from "../observer/fake-clock.ts";
import { eventOf, hear, indexIn, Recorder, viewOf } from "../view/from-text/state.ts";

const ALL = { offset: 0, limit: 1000 };
const LINKS = ["link lo 1", "link eth0 2", "link eth1 3", "link vpn0 4"];
const OURS = "table 1000 proto 77";

/** In the order in which they are listed; behind the arrow how, where it is not the same without the table. */
const ROUTES: readonly (readonly [route: string, line: string])[] = [
  ["default via 10.1.0.1 dev eth0", "default via 10.1.0.1 dev eth0 proto multihomed"],
  ["unreachable default metric 4294967295", "unreachable default proto multihomed metric 4294967295"],
  ["0.0.0.0/1 dev vpn0", "0.0.0.0/1 dev vpn0 proto multihomed scope link"],
  ["9.0.0.0/8 dev vpn0", "9.0.0.0/8 dev vpn0 proto multihomed scope link"],
  ["10.0.0.0/8 via 10.1.0.1 dev eth0", "10.0.0.0/8 via 10.1.0.1 dev eth0 proto multihomed"],
  ["10.0.0.0/16 via 10.1.0.1 dev eth0 mtu 1400", "10.0.0.0/16 via 10.1.0.1 dev eth0 proto multihomed mtu 1400"],
  ["10.0.0.0 dev eth0 metric 2", "10.0.0.0 dev eth0 proto multihomed scope link metric 2"],
  ["10.0.0.0 dev eth0 metric 256", "10.0.0.0 dev eth0 proto multihomed scope link metric 256"],
  ["10.0.0.0 dev eth0 metric 65536", "10.0.0.0 dev eth0 proto multihomed scope link metric 65536"],
  ["10.0.1.0/24 dev eth0 src 10.1.0.2", "10.0.1.0/24 dev eth0 proto multihomed scope link src 10.1.0.2"],
  ["blackhole 203.0.113.0/24", "blackhole 203.0.113.0/24 proto multihomed"],
  ["-6 default via fe80::1 dev eth0", "default via fe80::1 dev eth0 proto multihomed metric 1024 pref medium"],
  [
    "-6 unreachable default metric 4294967295",
    "unreachable default dev lo proto multihomed metric 4294967295 pref medium",
  ],
  ["2001:db8::/32 dev eth0 pref high", "2001:db8::/32 dev eth0 proto multihomed metric 1024 pref high"],
  ["2001:db8::/48 dev eth0 metric 9", "2001:db8::/48 dev eth0 proto multihomed metric 9 pref medium"],
  [
    "2001:db8:1::/48 nexthop via fe80::1 dev eth0 nexthop via fe80::2 dev eth0 weight 3",
    "2001:db8:1::/48 proto multihomed metric 1024 pref medium " +
      "nexthop via fe80::1 dev eth0 weight 1 nexthop via fe80::2 dev eth0 weight 3",
  ],
  ["fd00:1::/64 dev eth0", "fd00:1::/64 dev eth0 proto multihomed metric 1024 pref medium"],
];
const LINES = ROUTES.map(([, line]) => line);
const FOREIGN = [
  "route 10.0.0.0/9 dev eth0 table 1000 proto 3",
  "route 10.0.0.0/10 dev eth0 table 2000 proto 77",
  "route default via 10.1.0.1 dev eth0",
];

test("routes are in order, in whichever order the kernel told of them, and others' are not among them", async () => {
  const told = ROUTES.map(([route]) => `route ${route} ${OURS}`).concat(FOREIGN);
  const shuffled = fc.shuffledSubarray(told, { minLength: told.length });
  await fc.assert(
    fc.asyncProperty(shuffled, async (lines) => {
      assert.deepEqual(await listing(viewOf([...LINKS, ...lines], [1000, 2000])).routes([1000], ALL), LINES);
    }),
    { numRuns: 20 },
  );
});

test("pages of any size are parts of the whole, and behind the end there is nothing", async () => {
  const listed = listing(viewOf([...LINKS, ...ROUTES.map(([route]) => `route ${route} ${OURS}`)]));
  const offset = fc.oneof(fc.nat(LINES.length + 2), fc.constantFrom(0xffffffff));
  await fc.assert(
    fc.asyncProperty(offset, fc.integer({ min: 1, max: 20 }), async (offset, limit) => {
      assert.deepEqual(await listed.routes([1000], { offset, limit }), LINES.slice(offset, offset + limit));
    }),
  );
});

test("of several tables, one comes after the other within a family, and each line says its own", async () => {
  const routes = ["default dev eth0 table 7", "default dev eth0 table 5", "9.0.0.0/8 dev eth0 table 7"];
  const view = viewOf([
    ...LINKS,
    ...[...routes, "-6 default dev eth0 table 7"].map((route) => `route ${route} proto 77`),
  ]);
  assert.deepEqual(await listing(view).routes([7, 5], ALL), [
    "default dev eth0 table 7 proto multihomed scope link",
    "9.0.0.0/8 dev eth0 table 7 proto multihomed scope link",
    "default dev eth0 table 5 proto multihomed scope link",
    "default dev eth0 table 7 proto multihomed metric 1024 pref medium",
  ]);
});

test("rules are in order of priority, then address, as often as they are there, and only those to the table", async () => {
  const expected = [
    "900: from 192.0.2.10 lookup 1000",
    "1000: from all lookup 1000",
    "1000: from 9.0.0.1 lookup 1000",
    "1000: from 192.0.2.10 lookup 1000",
    "1000: from 192.0.2.10 lookup 1000",
    "70000: from 192.0.2.9 lookup 1000",
    "1000: from 2001:db8::2 lookup 1000",
    "1000: from 2001:db8:1::1 lookup 1000",
  ];
  const lines = expected.map((line) => line.replace(/^(\d+): (.*)$/, "rule $2 priority $1"));
  const all = [...lines, "rule from 192.0.2.10 lookup 2000", "rule from 192.0.2.10 lookup 1000 protocol 3"];
  const shuffled = fc.shuffledSubarray(all, { minLength: all.length });
  await fc.assert(
    fc.asyncProperty(shuffled, fc.nat(9), fc.integer({ min: 1, max: 9 }), async (told, offset, limit) => {
      const listed = listing(viewOf(told));
      assert.deepEqual(await listed.rules([1000], ALL), expected);
      assert.deepEqual(await listed.rules([1000], { offset, limit }), expected.slice(offset, offset + limit));
    }),
    { numRuns: 20 },
  );
});

test("rules that come and go are told with the next page", async () => {
  const view = viewOf([...LINKS, "rule from 192.0.2.10 lookup 1000"]);
  const listed = listing(view);
  assert.deepEqual(await listed.rules([1000], ALL), ["1000: from 192.0.2.10 lookup 1000"]);
  say(view, "rule from 192.0.2.9 lookup 1000", "gone rule from 192.0.2.10 lookup 1000");
  assert.deepEqual(await listed.rules([1000], ALL), ["1000: from 192.0.2.9 lookup 1000"]);
});

test("who has no tables has nothing, and nothing is kept of it", async () => {
  const clock = new FakeClock();
  const listed = new Listing(viewOf([...LINKS, ...FOREIGN]), clock);
  assert.deepEqual([await listed.routes([], ALL), await listed.rules([], ALL)], [[], []]);
  assert.equal(clock.waiting, 0);
});

test("what is in order stays so for the next pages, until something changes", async () => {
  const view = viewOf([...LINKS, `route 10.1.0.0/16 dev eth0 ${OURS}`]);
  const [listed, looked] = [listing(view), looks(view, 1000)];
  for (let offset = 0; offset < 5; offset++) await listed.routes([1000], { offset, limit: 1 });
  assert.equal(looked(), 1);
  say(view, `route 10.0.0.0/16 dev eth0 ${OURS}`);
  const lines = ["10.0.0.0/16", "10.1.0.0/16"].map((prefix) => `${prefix} dev eth0 proto multihomed scope link`);
  assert.deepEqual(await listed.routes([1000], ALL), lines);
  assert.deepEqual(await listed.routes([1000], { offset: 1, limit: 1 }), lines.slice(1));
  assert.equal(looked(), 2);
  // Also what is only in the texts is as it is now.
  say(view, "gone link eth0 2", "link wan0 2");
  assert.deepEqual(await listed.routes([1000], { offset: 1, limit: 1 }), [
    "10.1.0.0/16 dev wan0 proto multihomed scope link",
  ]);
  say(view, "address 10.9.0.1/24 dev wan0", "route 10.2.0.0/16 dev wan0 table 2000 proto 77");
  await listed.routes([1000], ALL);
  assert.equal(looked(), 2, "what changes elsewhere is none of its business");
});

test("the order of as many links as have room is kept, and of none that nobody has asked for in a while", async () => {
  const clock = new FakeClock();
  const view = viewOf([...LINKS, ...[1, 2, 3].map((table) => `route 10.0.0.0/8 dev eth0 table ${table} proto 77`)]);
  const listed = new Listing(view, clock, 2 * (1 + 1000));
  const looked = [1, 2, 3].map((table) => looks(view, table));
  const ask = async (...tables: number[]) => {
    for (const table of tables) assert.equal((await listed.routes([table], ALL)).length, 1);
    return looked.map((looks) => looks());
  };
  assert.deepEqual(await ask(1, 2, 1, 2), [1, 1, 0]);
  assert.deepEqual(await ask(1, 3, 1, 3), [1, 1, 1]); // table 2 was not asked about for longest
  assert.deepEqual(await ask(2), [1, 2, 1]);
  await clock.pass(29_000);
  assert.deepEqual(await ask(2), [1, 2, 1]);
  assert.equal(clock.waiting, 1);
  await clock.pass(29_000);
  assert.deepEqual(await ask(2), [1, 2, 1]);
  await clock.pass(30_000);
  assert.equal(clock.waiting, 0);
  assert.deepEqual(await ask(2), [1, 3, 1]);
  listed.close();
  assert.equal(clock.waiting, 0);
  assert.deepEqual(await ask(2), [1, 4, 1]);
});

test("many links that are asked for in turn are put in order once each, however few are large", async () => {
  const tables = Array.from({ length: 50 }, (_, nth) => 1000 + nth);
  const view = viewOf([...LINKS, ...tables.map((table) => `route 10.0.0.0/8 dev eth0 table ${table} proto 77`)]);
  const listed = listing(view);
  const looked = tables.map((table) => looks(view, table));
  for (const _round of [1, 2, 3]) for (const table of tables) await listed.routes([table], ALL);
  assert.deepEqual(
    looked.map((looks) => looks()),
    tables.map(() => 1),
  );
});

test("others have their turn while a large table is put in order, and what goes meanwhile is not told", async () => {
  const count = 20_000;
  const prefix = (nth: number) => `20.0.${nth >> 8}.${nth & 255}`;
  const line = (nth: number) => `${prefix(nth)} dev eth0 proto multihomed scope link`;
  const view = viewOf([
    ...LINKS,
    ...Array.from({ length: count }, (_, nth) => `route ${prefix(nth)} dev eth0 ${OURS}`),
  ]);
  const listed = listing(view);
  const page = listed.routes([1000], { offset: 0, limit: 3 });
  let [turns, done] = [0, false];
  const turn = () => {
    turns++;
    if (turns === 1) say(view, `gone route ${prefix(1)} dev eth0 ${OURS}`);
    if (turns === 8) say(view, `gone route ${prefix(0)} dev eth0 ${OURS}`, `route 10.0.0.0/8 dev eth0 ${OURS}`);
    if (!done) setImmediate(turn);
  };
  setImmediate(turn);
  const lines = await page;
  done = true;
  assert.ok(turns > 8, `${turns} turns`);
  assert.deepEqual(lines, [line(2)]);
  assert.deepEqual(await listed.routes([1000], { offset: 0, limit: 3 }), [
    "10.0.0.0/8 dev eth0 proto multihomed scope link",
    line(2),
    line(3),
  ]);
});

test("a route by thousands of next hops does not make a page too long for the bus", async () => {
  const hops = Array.from({ length: 400 }, (_, nth) => `nexthop via 10.1.${nth >> 8}.${nth & 255} dev eth0`);
  const [text = ""] = await listing(viewOf([...LINKS, `route 10.0.0.0/8 ${OURS} ${hops.join(" ")}`])).routes(
    [1000],
    ALL,
  );
  assert.match(text, /^10\.0\.0\.0\/8 proto multihomed nexthop via 10\.1\.0\.0 dev eth0 weight 1 nexthop .*…$/);
  assert.equal(text.length, 4097);
});

const listing = (view: View): Listing => new Listing(view, new FakeClock());

function say(view: View, ...lines: readonly string[]): void {
  for (const line of lines) hear(view, eventOf(line, indexIn(view)), new Recorder());
}

/** How often all routes of a table were looked at from now on. */
function looks(view: View, table: number, family: Family = AF_INET): () => number {
  const routes = view.tableForUpdate(family, table);
  const keys = routes.keys.bind(routes);
  let count = 0;
  routes.keys = () => {
    count++;
    return keys();
  };
  return () => count;
}
