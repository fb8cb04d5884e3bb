// What the files say and what was said over D-Bus: who has the word about an interface, and who has a table.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Config, Uplink } from "../../../../service/config/config.ts";
import { configDefaults } from "../../../../service/config/defaults.ts";
import { layered } from "../../../../service/config/layers.ts";
import type { Decisions } from "../../../../service/config/saved.ts";
import { uplinkOf } from "../../../../service/config/uplink.ts";

/** "eth0:1000" or "wwan*:auto", written at a place. */
function uplink(text: string, origin: string): Uplink {
  const [name = "", table = ""] = text.split(":");
  return uplinkOf(name, { table: table === "auto" ? "auto" : Number(table) }, origin);
}
const files = (...lines: string[]): Config => ({
  ...configDefaults,
  uplinks: lines.map((line, at) => uplink(line, `m.toml:${at + 1}`)),
});
/** "eth0:1000", or "eth0" that is released. */
const decided = (...lines: string[]): Decisions =>
  new Map(
    lines.map((line) => [line.split(":")[0] ?? "", line.includes(":") ? uplink(line, "D-Bus") : undefined] as const),
  );
const inForce = (config: Config, decisions: Decisions) => {
  const { uplinks, released, overruled } = layered(config, decisions);
  return {
    uplinks: uplinks.map(({ interface: name, table, origin }) => `${name}:${table} ${origin}`).sort(),
    released: [...released].sort(),
    overruled,
  };
};

test("without a decision the files have the word", () => {
  assert.deepEqual(inForce(files("eth0:1000", "wwan*:auto"), decided()), {
    uplinks: ["eth0:1000 m.toml:1", "wwan*:auto m.toml:2"],
    released: [],
    overruled: [],
  });
});

test("a decision is about its interface, and has the word there", () => {
  assert.deepEqual(inForce(files("eth0:1000", "eth1:1001"), decided("eth0:2000", "wwan0:auto")), {
    uplinks: ["eth0:2000 D-Bus", "eth1:1001 m.toml:2", "wwan0:auto D-Bus"],
    released: [],
    overruled: [],
  });
});

test("a decision to release takes the files' uplinks of that name away, and patterns may not take it", () => {
  assert.deepEqual(inForce(files("eth0:1000", "wwan*:auto"), decided("eth0", "wwan7")), {
    uplinks: ["wwan*:auto m.toml:2"],
    released: ["eth0", "wwan7"],
    overruled: [],
  });
});

test("a table that was given away over D-Bus is not the file's: its uplink is left out, and that is said", () => {
  assert.deepEqual(inForce(files("eth0:1000", "eth1:1001"), decided("wwan0:1000")), {
    uplinks: ["eth1:1001 m.toml:2", "wwan0:1000 D-Bus"],
    released: [],
    overruled: ["m.toml:1: table: 1000 is assigned to wwan0 over D-Bus; expected a table of its own for eth0"],
  });
});

test("a table of an interface that was itself decided otherwise is free", () => {
  assert.deepEqual(inForce(files("eth0:1000"), decided("eth0:2000", "wwan0:1000")).overruled, []);
  assert.deepEqual(inForce(files("eth0:1000"), decided("eth0", "wwan0:1000")).overruled, []);
});

test("one table that was decided twice is one interface's, and that is said", () => {
  assert.deepEqual(inForce(files(), decided("eth0:1000", "eth1:1000", "eth2:auto", "eth3:auto")), {
    uplinks: ["eth0:1000 D-Bus", "eth2:auto D-Bus", "eth3:auto D-Bus"],
    released: [],
    overruled: ["D-Bus: table: 1000 is assigned to eth0 over D-Bus; expected a table of its own for eth1"],
  });
});

test("what is left out for want of its table takes no other's", () => {
  const { uplinks } = inForce(files("eth0:1000"), decided("eth1:1000", "eth2:1000"));
  assert.deepEqual(uplinks, ["eth1:1000 D-Bus"]);
});

test("the table of balance that was given away is said where balance is on", () => {
  const balance = { ...configDefaults.balance, table: 900 };
  const at = (enabled: boolean) => ({ ...files(), balance: { ...balance, enabled } });
  assert.deepEqual(inForce(at(false), decided("eth0:900")).overruled, []);
  assert.deepEqual(inForce(at(true), decided("eth0:900")).overruled, [
    "balance.table: 900 is assigned to eth0 over D-Bus",
  ]);
  assert.deepEqual(inForce(at(true), decided("eth0")).overruled, []);
});

test("several uplinks of one interface in the files go and stay together", () => {
  const config = { ...files("eth0:1000", "eth0:1001"), balance: configDefaults.balance };
  assert.equal(inForce(config, decided()).uplinks.length, 2);
  assert.deepEqual(inForce(config, decided("eth0")).uplinks, []);
  assert.deepEqual(inForce(config, decided("eth0:2000")).uplinks, ["eth0:2000 D-Bus"]);
});

test("names that every object has are names like any other", () => {
  assert.deepEqual(inForce(files("__proto__:1000", "constructor:1001"), decided("__proto__:2000")).uplinks, [
    "__proto__:2000 D-Bus",
    "constructor:1001 m.toml:2",
  ]);
});

test("whatever was decided, no table is two interfaces', and each decision is in force, released or said to be neither", () => {
  const names = ["a", "b", "c", "d"];
  const table = fc.constantFrom("auto", "1000", "1001", "1002");
  // The files have each table once: their own check sees to that.
  const written = fc
    .uniqueArray(fc.tuple(fc.constantFrom(...names), table), { selector: ([name]) => name })
    .map((rows) => rows.filter(([, of], at) => of === "auto" || rows.findIndex(([, other]) => other === of) === at));
  const decisions = fc.uniqueArray(fc.tuple(fc.constantFrom(...names), fc.option(table)), {
    selector: ([name]) => name,
  });
  fc.assert(
    fc.property(written, decisions, (rows, about) => {
      const config = files(...rows.map(([name, of]) => `${name}:${of}`));
      const decisionsOf = decided(...about.map(([name, of]) => (of === null ? name : `${name}:${of}`)));
      const { uplinks, released, overruled } = layered(config, decisionsOf);
      const numbers = uplinks.flatMap((each) => (each.table === "auto" ? [] : [each.table]));
      assert.equal(new Set(numbers).size, numbers.length);
      for (const [name, of] of about) {
        const found = uplinks.filter((each) => each.interface === name);
        assert.ok(found.every(({ origin }) => origin === "D-Bus"));
        if (of === null) assert.ok(released.has(name) && found.length === 0);
        else assert.ok(found.length === 1 || overruled.some((line) => line.endsWith(`its own for ${name}`)));
      }
      for (const [name] of rows.filter(([each]) => !decisionsOf.has(each))) {
        const found = uplinks.filter((each) => each.interface === name);
        assert.ok(found.length === 1 || overruled.some((line) => line.endsWith(`its own for ${name}`)));
      }
      assert.equal(released.size, about.filter(([, of]) => of === null).length);
    }),
  );
});
