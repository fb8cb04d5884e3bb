// From a link to a draft that changes nothing, and from a draft to what is asked of the service.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Draft,
  differs,
  draftOf,
  requestOf,
  unusual,
} from "../../../../../tray/renderer/pages/link/form/draft.ts";
import { link } from "../../lab/link.ts";

/** As the service tells the options in force: defaults included. */
const DEFAULTS = { guard: true, strict: false, unassignedRoutes: "include", mptcp: [] };
const assigned = link("eth0", {
  assigned: true,
  table: 2000,
  priority: 2000,
  gateways: ["10.1.0.1"],
  options: DEFAULTS,
});

test("a link that is not assigned begins with everything automatic", () => {
  const draft = draftOf(link("eth0", { gateways: ["10.1.0.1"] }));
  assert.deepEqual(requestOf(draft, true), { table: "auto", options: {} });
  assert.equal(draft.gateway, "10.1.0.1", "what is likely to be chosen is there already");
  assert.equal(unusual(draft), 0);
});

test("a number that is in force stays, though it may have been allocated", () => {
  const draft = draftOf(assigned);
  assert.equal(draft.automaticTable, false);
  assert.deepEqual(requestOf(draft, true), { table: 2000, options: {} });
});

test("what is in force is asked for again, all of it", () => {
  const options = {
    priority: 150,
    weight: 3,
    strict: true,
    guard: false,
    unassignedRoutes: "exclude",
    mptcp: ["subflow", "backup"],
    gateway: "10.1.0.1",
  };
  const draft = draftOf({ ...assigned, options, priority: 150 });
  assert.deepEqual(requestOf(draft, true), { table: 2000, options });
  assert.equal(unusual(draft), 6, "the share stands beside the table");
});

test("a draft that is for the next boot only says so", () => {
  assert.deepEqual(requestOf(draftOf(assigned), false), { table: 2000, options: { persist: false } });
});

test("what was typed counts only where it was chosen", () => {
  const draft: Draft = { ...draftOf(assigned), priority: "7", weight: "9", gateway: " 10.1.0.9 " };
  assert.deepEqual(requestOf(draft, true), { table: 2000, options: {} });
  const chosen = { ...draft, automaticPriority: false, balanced: true, anyGateway: false };
  assert.deepEqual(requestOf(chosen, true).options, { priority: 7, weight: 9, gateway: "10.1.0.9" });
  assert.deepEqual(requestOf({ ...draft, automaticTable: true }, true).table, "auto");
});

test("drafts differ where they ask for something different, and only there", () => {
  const draft = draftOf(assigned);
  assert.equal(differs(draft, draftOf({ ...assigned })), false);
  for (const same of [{ weight: "5" }, { priority: "5" }, { gateway: "10.1.0.9" }, { table: " 2000" }]) {
    assert.equal(differs(draft, { ...draft, ...same }), false, JSON.stringify(same));
  }
  for (const other of [
    { automaticTable: true },
    { table: "2001" },
    { table: "" },
    { automaticPriority: false },
    { balanced: true },
    { strict: true },
    { guard: false },
    { unassignedRoutes: "exclude" },
    { mptcp: ["subflow"] },
    { anyGateway: false },
  ]) {
    assert.equal(differs(draft, { ...draft, ...other }), true, JSON.stringify(other));
  }
});

test("the order of Multipath TCP's flags is none", () => {
  const draft = draftOf(assigned);
  assert.equal(differs({ ...draft, mptcp: ["backup", "subflow"] }, { ...draft, mptcp: ["subflow", "backup"] }), false);
});

test("flags and words that only a newer service knows stay", () => {
  const draft = draftOf({ ...assigned, options: { mptcp: ["subflow", "laminar"], unassignedRoutes: "some" } });
  assert.deepEqual(requestOf(draft, true).options, { mptcp: ["subflow", "laminar"], unassignedRoutes: "some" });
});
