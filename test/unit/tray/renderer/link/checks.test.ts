// What is wrong with a draft, field by field, and what is only worth a word.
import assert from "node:assert/strict";
import { test } from "node:test";
import { faultsOf, hintsOf } from "../../../../../tray/renderer/pages/link/form/checks.ts";
import { type Draft, draftOf } from "../../../../../tray/renderer/pages/link/form/draft.ts";
import { link, service } from "../../lab/link.ts";

const own = link("eth0", { assigned: true, table: 2000, priority: 2000 });
const others = [own, link("wlan0", { assigned: true, table: 3000 }), link("docker0", { table: 0 })];
const draft = draftOf(own);
const codes = (changes: Partial<Draft>) => faultsOf({ ...draft, ...changes }, "eth0", others).map(({ code }) => code);

test("what is in force is right", () => assert.deepEqual(codes({}), []));

test("a table is a whole number that is not the system's", () => {
  for (const table of ["1", "252", "256", "1000", "4294967295", " 7 ", "007"]) {
    assert.deepEqual(codes({ table }), [], table);
  }
  for (const table of ["", " ", "0", "-1", "1.5", "1e3", "0x10", "auto", "4294967296", "99999999999999999999"]) {
    assert.deepEqual(codes({ table }), ["table-number"], table);
  }
  for (const table of ["253", "254", "255"]) assert.deepEqual(codes({ table }), ["table-reserved"], table);
});

test("a table that another interface has is not taken away", () => {
  assert.deepEqual(faultsOf({ ...draft, table: "3000" }, "eth0", others), [
    { field: "table", code: "table-taken", by: "wlan0" },
  ]);
  assert.deepEqual(codes({ table: "2000" }), [], "its own");
});

test("what is typed and not chosen may be anything", () => {
  assert.deepEqual(codes({ automaticTable: true, table: "x", priority: "x", weight: "x", gateway: "x" }), []);
});

test("a priority is from 1 on", () => {
  const priority = (text: string) => codes({ automaticPriority: false, priority: text });
  for (const text of ["1", "32766", "4294967295"]) assert.deepEqual(priority(text), [], text);
  for (const text of ["", "0", "4294967296", "high"]) assert.deepEqual(priority(text), ["priority"], text);
});

test("a share is from 1 to 256", () => {
  const weight = (text: string) => codes({ balanced: true, weight: text });
  for (const text of ["1", "256"]) assert.deepEqual(weight(text), [], text);
  for (const text of ["", "0", "257", "2.5"]) assert.deepEqual(weight(text), ["weight"], text);
});

test("a router is an address", () => {
  assert.deepEqual(codes({ anyGateway: false, gateway: " 10.1.0.1 " }), []);
  assert.deepEqual(codes({ anyGateway: false, gateway: "router.lan" }), ["gateway"]);
});

test("signal and fullmesh exclude each other", () => {
  assert.deepEqual(codes({ mptcp: ["signal", "subflow", "backup"] }), []);
  assert.deepEqual(codes({ mptcp: ["fullmesh", "subflow", "signal"] }), ["mptcp"]);
});

test("all that is wrong is told, in the order of the fields", () => {
  const all = { table: "", balanced: true, weight: "", automaticPriority: false, priority: "" };
  assert.deepEqual(codes({ ...all, anyGateway: false, gateway: "", mptcp: ["signal", "fullmesh"] }), [
    "table-number",
    "weight",
    "priority",
    "mptcp",
    "gateway",
  ]);
});

const balance = { table: 900, priority: 32000, hash: "flow", shares: [] };
const hints = (changes: Partial<Draft>, more = {}, gateways: readonly string[] = []) => [
  ...hintsOf({ ...draft, ...changes }, { ...service, ...more }, gateways),
];

test("a priority that another rule is in front of is worth a word", () => {
  const behind = (priority: string) => ({ automaticPriority: false, priority });
  assert.deepEqual(hints(behind("32765")), []);
  assert.deepEqual(hints(behind("32766")), ["behind-main"]);
  assert.deepEqual(hints(behind("31998"), { balance }), []);
  assert.deepEqual(hints(behind("31999"), { balance }), ["behind-main"], "a rule stands in front of balance's own");
  assert.deepEqual(hints({ table: "40000" }), ["behind-main"], "the number of the table");
  assert.deepEqual(hints({ automaticTable: true, table: "40000" }), [], "nobody knows which");
});

test("a share while nothing is spread is worth a word", () => {
  assert.deepEqual(hints({ balanced: true }), ["not-spread"]);
  assert.deepEqual(hints({ balanced: true }, { balance }), []);
  assert.deepEqual([...hintsOf({ ...draft, balanced: true }, undefined, [])], [], "nothing is known");
});

test("a router that none is now is worth a word", () => {
  const only = { anyGateway: false, gateway: "10.1.0.9" };
  assert.deepEqual(hints(only, {}, ["10.1.0.1"]), ["other-gateway"]);
  assert.deepEqual(hints(only, {}, ["10.1.0.1", "10.1.0.9"]), []);
  assert.deepEqual(hints(only), [], "none is known");
});
