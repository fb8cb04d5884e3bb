// A mark for each uplink, the same whoever else comes and goes.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { deposit, marksOf } from "../../../../../service/planes/gateway/marks.ts";
import { joinUplinks } from "../../../../../service/planes/uplinks.ts";
import { View } from "../../../../../service/view/view.ts";
import { assignmentOf } from "../assignment.ts";
import { uplinksOf } from "./host.ts";

const marks = (tables: readonly number[], mask = "0x00ff0000") =>
  marksOf(
    uplinksOf(
      tables.map((table, at) => `eth${at} table ${table}`),
      new View(),
      [`mask ${mask}`],
    ),
  );

const hex = (some: ReadonlyMap<number, number>): Record<string, string> =>
  Object.fromEntries([...some].sort(([a], [b]) => a - b).map(([table, mark]) => [table, mark.toString(16)]));

test("the table's number decides, modulo the number of marks; none is the mark of nobody", () => {
  assert.deepEqual(hex(marks([255, 256, 1000, 2000]).byTable), {
    255: "10000",
    256: "20000",
    1000: "ec0000",
    2000: "d80000",
  });
});

test("of several with one number the lowest table has it, the others the next that nobody's number is", () => {
  // 1000, 1255 and 1510 are 235 modulo 255, 1001 is 236.
  assert.deepEqual(hex(marks([1510, 1255, 1000, 1001]).byTable), {
    1000: "ec0000",
    1001: "ed0000",
    1255: "ee0000",
    1510: "ef0000",
  });
  assert.deepEqual(hex(marks([1255, 1001]).byTable), { 1001: "ed0000", 1255: "ec0000" });
});

test("bits of any mask, from the lowest up", () => {
  const cases: readonly (readonly [number, number, number])[] = [
    [1, 0x00ff0000, 0x00010000],
    [255, 0x00ff0000, 0x00ff0000],
    [1, 0x80000001, 0x00000001],
    [2, 0x80000001, 0x80000000],
    [3, 0x80000001, 0x80000001],
    [5, 0xf000000f, 0x00000005],
    [0xff, 0xf000000f, 0xf000000f],
    [0xffffffff, 0xffffffff, 0xffffffff],
    [1, 0x80000000, 0x80000000],
  ];
  for (const [number, mask, mark] of cases) assert.equal(deposit(number, mask), mark);
});

test("more uplinks than marks: who is left out is named, with the reason, from the highest table down", () => {
  const { byTable, leftOut } = marks([1000, 1001, 1002, 1003, 1004], "0x80000001");
  assert.deepEqual([...byTable.keys()].sort(), [1000, 1001, 1002]);
  assert.deepEqual([...leftOut.keys()], [1003, 1004]);
  for (const text of leftOut.values()) assert.match(text, /^gateway: mark-mask has marks for 3 uplinks/);
});

test("who cannot be said to nftables, or is inside, is left out, and nobody else for it", () => {
  const view = new View();
  const config = ['a"b table 1', "br0 table 2", "eth0 table 3", "eth1 table 4", "eth* table 5"];
  const { byTable, leftOut } = marksOf(uplinksOf(config, view, ["mask 0x3"]));
  assert.deepEqual(hex(byTable), { 3: "1", 4: "2" });
  assert.deepEqual([...leftOut.keys()], [1, 2, 5]);
  assert.match(leftOut.get(1) ?? "", /name cannot be said to nftables/);
  assert.match(leftOut.get(2) ?? "", /gateway\.inside/);
});

test("without a gateway nobody has a mark, and nobody misses one", () => {
  const { mask, byTable, leftOut } = marksOf(joinUplinks(["eth0 table 1000"].map(assignmentOf), new View()));
  assert.deepEqual([mask, byTable.size, leftOut.size], [0, 0, 0]);
});

const mask = fc.oneof(fc.constantFrom(0x00ff0000, 0xffffffff, 1, 0x80000000), fc.integer({ min: 1, max: 0xffffffff }));
const tables = fc.uniqueArray(fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 0xffffffff })), {
  maxLength: 20,
});

test("marks are different, inside the mask, and as many as there can be", () => {
  fc.assert(
    fc.property(tables, mask, (some, within) => {
      const { byTable, leftOut } = marks(some, `0x${within.toString(16)}`);
      const all = [...byTable.values()];
      assert.equal(new Set(all).size, all.length);
      for (const mark of all) {
        assert.ok(mark > 0 && mark <= 0xffffffff);
        assert.equal(BigInt(mark) & ~BigInt(within), 0n);
      }
      const bits = [...within.toString(2)].filter((bit) => bit === "1").length;
      assert.equal(byTable.size, Math.min(some.length, 2 ** bits - 1));
      assert.deepEqual(new Set([...byTable.keys(), ...leftOut.keys()]), new Set(some));
    }),
  );
});

test("the order of the configuration makes no difference", () => {
  fc.assert(
    fc.property(tables, mask, (some, within) => {
      const text = `0x${within.toString(16)}`;
      assert.deepEqual(hex(marks([...some].reverse(), text).byTable), hex(marks(some, text).byTable));
    }),
  );
});

test("an uplink keeps its mark when others come and go, unless they have the same number", () => {
  fc.assert(
    fc.property(tables, tables, (some, others) => {
      const number = (table: number) => table % 255;
      const alone = some.filter(
        (table) => ![...some, ...others].some((each) => each !== table && number(each) === number(table)),
      );
      const [before, after] = [marks(some).byTable, marks([...new Set([...others, ...alone])]).byTable];
      for (const table of alone) assert.equal(after.get(table), before.get(table));
    }),
  );
});

test("as many uplinks as are asked for are marked in no time", () => {
  const some = Array.from({ length: 2000 }, (_, at) => 1000 + at);
  assert.equal(marks(some, "0x0000ffff").byTable.size, 2000);
});
