// What may be said of an uplink: the same everywhere, and the same again when it is written out and read.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Located } from "../../../../service/config/schema.ts";
import { optionsOf, tableNumber, tableOrAuto, uplinkOf, uplinkOptions } from "../../../../service/config/uplink.ts";
import { assignableName, uplinkNamed } from "./random-uplinks.ts";

const PLACE = { file: "m.toml", key: "uplink.x" };
const located = (value: unknown): Located => {
  const line = 3;
  if (typeof value === "string") return { kind: "string", line, value };
  if (typeof value === "number") return { kind: "integer", line, value };
  if (typeof value === "boolean") return { kind: "boolean", line, value };
  if (Array.isArray(value)) return { kind: "array", line, value: value.map(located) };
  return { kind: "other", line };
};
const address = (text: unknown) => uplinkOptions.gateway(located(text), PLACE);

test("where nothing was said, the defaults hold", () => {
  assert.deepEqual(uplinkOf("eth0", {}, "here"), {
    interface: "eth0",
    table: "auto",
    guard: true,
    unassignedRoutes: "include",
    strict: false,
    mptcp: [],
    origin: "here",
  });
});

test("what was said stands where its default would", () => {
  const said = { table: 7, guard: false, "unassigned-routes": "exclude", strict: true, weight: 3 } as const;
  const { unassignedRoutes, ...rest } = uplinkOf("eth0", { ...said, mptcp: ["backup"], priority: 9 }, "here");
  assert.equal(unassignedRoutes, "exclude");
  assert.deepEqual(rest, {
    interface: "eth0",
    table: 7,
    guard: false,
    strict: true,
    weight: 3,
    mptcp: ["backup"],
    priority: 9,
    origin: "here",
  });
});

test("an uplink is made again from its options", () => {
  fc.assert(
    fc.property(
      assignableName.chain((name) => uplinkNamed(name, fc.constantFrom("auto" as const, 1000))),
      (uplink) => {
        const { interface: name, table, origin } = uplink;
        assert.deepEqual(uplinkOf(name, { ...optionsOf(uplink), table }, origin), uplink);
      },
    ),
  );
});

test("options have the defaults written out, and nothing that has none", () => {
  assert.deepEqual(optionsOf(uplinkOf("eth0", {}, "here")), {
    guard: true,
    "unassigned-routes": "include",
    strict: false,
    mptcp: [],
  });
});

test("two spellings of an address are one", () => {
  for (const text of ["2001:db8::1", "2001:DB8::1", "2001:db8:0:0:0:0:0:1", "2001:0db8::0001"]) {
    assert.equal(address(text), "2001:db8::1");
  }
  assert.equal(address("::FFFF:192.0.2.1"), address("::ffff:c000:201"));
  assert.equal(address("192.0.2.1"), "192.0.2.1");
});

test("what is no address of a router is refused where it stands", () => {
  for (const text of [
    "",
    "router",
    "192.0.2",
    "192.0.2.256",
    "192.0.2.01",
    "192.0.2.1/24",
    "fe80::1%eth0",
    ":::",
    7,
    [],
  ]) {
    assert.throws(() => address(text), {
      code: "configuration",
      message: "m.toml:3: uplink.x: expected an IPv4 or IPv6 address",
    });
  }
});

test("tables that the kernel names itself are nobody's", () => {
  for (const table of [1, 252, 256, 4294967295]) {
    assert.equal(tableNumber(located(table), PLACE), table);
    assert.equal(tableOrAuto(located(table), PLACE), table);
  }
  for (const table of [0, 253, 254, 255, 4294967296, -1, "1000", "Auto", true, []]) {
    assert.throws(() => tableNumber(located(table), PLACE), /expected a table from 1 to 4294967295 except 253-255$/);
    assert.throws(() => tableOrAuto(located(table), PLACE), /expected a table from .*, or "auto"$/);
  }
  assert.equal(tableOrAuto(located("auto"), PLACE), "auto");
  assert.throws(() => tableNumber(located("auto"), PLACE));
});

test("flags of endpoints are known words, each once", () => {
  const flags = (value: unknown) => uplinkOptions.mptcp(located(value), PLACE);
  assert.deepEqual(flags(["signal", "backup"]), ["signal", "backup"]);
  assert.deepEqual(flags([]), []);
  assert.throws(() => flags(["signal", "signal"]), /expected each flag once$/);
  assert.deepEqual(flags(["fullmesh", "subflow", "backup"]), ["fullmesh", "subflow", "backup"]);
  assert.throws(() => flags(["fullmesh", "subflow", "signal"]), /expected signal or fullmesh, not both$/);
  assert.throws(() => flags(["Signal"]), /expected "signal", "subflow", "backup", "fullmesh"$/);
  assert.throws(() => flags("signal"), /expected a list of endpoint flags$/);
  assert.throws(() => flags([1]), /expected "signal"/);
});
