import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { allocationKey, resolveAssignments } from "../../../../service/config/assignments.ts";
import type { Uplink } from "../../../../service/config/config.ts";
import { uplinkDefaults } from "../../../../service/config/defaults.ts";

function uplink(name: string, changes: Partial<Uplink> = {}): Uplink {
  return { ...uplinkDefaults, origin: "test", interface: name, ...changes };
}

const never = () => false;

function tables(
  uplinks: Uplink[],
  links: string[],
  allocated: Record<string, number> = {},
  inUse: (table: number) => boolean = never,
) {
  const resolved = resolveAssignments(uplinks, links, new Map(Object.entries(allocated)), inUse);
  return {
    tables: resolved.assignments.map(({ interface: name, table, priority }) => `${name} ${table} ${priority}`),
    allocated: Object.fromEntries(resolved.allocated),
  };
}

test("an exact name is assigned before its link exists; its priority is its table's number unless set", () => {
  const wanted = [uplink("eth0", { table: 2000 }), uplink("eth1", { table: 3000, priority: 70 })];
  assert.deepEqual(tables(wanted, []), { tables: ["eth0 2000 2000", "eth1 3000 70"], allocated: {} });
});

test("exact names come before globs, and the first glob that matches wins", () => {
  const wanted = [uplink("wwan*", { priority: 5 }), uplink("*"), uplink("wwan1", { table: 77 })];
  assert.deepEqual(tables(wanted, ["eth0", "wwan1", "wwan0", "lo"]), {
    tables: ["wwan1 77 77", "wwan0 1000 5", "eth0 1001 1001"],
    allocated: { wwan0: 1000, eth0: 1001 },
  });
});

test("no glob takes the loopback link, but its name does", () => {
  assert.deepEqual(tables([uplink("l*")], ["lo", "lan0"]).tables, ["lan0 1000 1000"]);
  assert.deepEqual(tables([uplink("lo")], ["lo"]).tables, ["lo 1000 1000"]);
});

test("the lowest number that is free: not configured, not remembered, not in use", () => {
  const wanted = [uplink("a"), uplink("b", { table: 1000 }), uplink("c")];
  assert.deepEqual(
    tables(wanted, [], { gone: 1001 }, (table) => table === 1002),
    {
      tables: ["a 1003 1003", "b 1000 1000", "c 1004 1004"],
      allocated: { gone: 1001, a: 1003, c: 1004 },
    },
  );
});

test("a link has the same table again, even though it is in use (by us)", () => {
  const again = tables([uplink("wwan*")], ["wwan0", "wwan1"], { wwan1: 1000 }, (table) => table === 1000);
  assert.deepEqual(again.tables, ["wwan0 1001 1001", "wwan1 1000 1000"]);
});

test("a remembered table that is now configured for another is given up", () => {
  const wanted = [uplink("a"), uplink("b", { table: 1000 })];
  assert.deepEqual(tables(wanted, [], { a: 1000 }), {
    tables: ["a 1001 1001", "b 1000 1000"],
    allocated: { a: 1001 },
  });
});

test("two uplinks on one link each have a table of their own", () => {
  const wanted = [uplink("a", { gateway: "10.0.0.1" }), uplink("a", { gateway: "10.0.0.2" })];
  assert.deepEqual(tables(wanted, ["a"]), {
    tables: ["a 1000 1000", "a 1001 1001"],
    allocated: { "a 10.0.0.1": 1000, "a 10.0.0.2": 1001 },
  });
});

test("a glob that is there twice, with another gateway each time, is two uplinks of every link that it takes", () => {
  const [one, other] = [{ gateway: "10.0.0.1" }, { gateway: "10.0.0.2" }];
  const wanted = [uplink("b", { table: 7 }), uplink("a*", one), uplink("*", one), uplink("a*", other)];
  assert.deepEqual(tables(wanted, ["b", "c", "a1", "a0"]).allocated, {
    "a0 10.0.0.1": 1000,
    "a1 10.0.0.1": 1001,
    "c 10.0.0.1": 1002,
    "a0 10.0.0.2": 1003,
    "a1 10.0.0.2": 1004,
  });
});

test("what did not change is the same object", () => {
  const allocated = new Map([["a", 1000]]);
  assert.equal(resolveAssignments([uplink("a")], [], allocated, never).allocated, allocated);
  assert.notEqual(resolveAssignments([uplink("b")], [], allocated, never).allocated, allocated);
});

test("links that come and go for ever do not fill the memory", () => {
  let allocated: ReadonlyMap<string, number> = new Map();
  for (let at = 0; at < 2000; at++) {
    allocated = resolveAssignments([uplink("veth*")], [`veth${at}`], allocated, never).allocated;
  }
  assert.equal(allocated.size, 257);
  assert.ok(allocated.has("veth1999") && allocated.has("veth1743") && !allocated.has("veth0"));
});

const NAMES = ["eth0", "eth1", "wwan0", "wwan1", "lo", "tun0"];
const anyUplinks = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom(...NAMES, "eth*", "wwan?", "*"),
    table: fc.option(fc.integer({ min: 999, max: 1006 }), { nil: "auto" as const }),
  }),
  { selector: ({ name }) => name },
);

test("whatever is wanted: one table for one uplink, stable, and independent of the order of the links", () => {
  const allocations = fc.array(fc.tuple(fc.constantFrom(...NAMES), fc.integer({ min: 1000, max: 1006 })));
  fc.assert(
    fc.property(anyUplinks, fc.shuffledSubarray(NAMES), allocations, (wanted, links, remembered) => {
      const used = new Set<number>();
      const uplinks = wanted.flatMap(({ name, table }) => {
        if (table === "auto" || name.includes("*") || name.includes("?")) return [uplink(name)];
        if (used.has(table)) return [];
        used.add(table);
        return [uplink(name, { table })];
      });
      const before = new Map(remembered);
      const { assignments, allocated } = resolveAssignments(uplinks, links, before, never);
      const numbers = assignments.map(({ table }) => table);
      assert.equal(new Set(numbers).size, numbers.length);
      const again = resolveAssignments(uplinks, [...links].reverse(), allocated, never);
      assert.deepEqual(again.assignments, assignments);
      assert.equal(again.allocated, allocated);
      for (const assignment of assignments) {
        const known = allocated.get(allocationKey(assignment));
        assert.ok(known === undefined || known === assignment.table || used.has(assignment.table));
      }
    }),
  );
});
