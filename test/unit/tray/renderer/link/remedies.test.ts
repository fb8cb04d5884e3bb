// What one click does about a problem: what the problem does not concern stays.
import assert from "node:assert/strict";
import { test } from "node:test";
import { remedyFor } from "../../../../../tray/renderer/pages/link/remedies.ts";
import { link } from "../../lab/link.ts";

const options = { priority: 40000, weight: 2, strict: true, mptcp: ["subflow"] };
const assigned = link("eth0", { assigned: true, table: 2000, priority: 40000, options });

test("a table that somebody else writes to is left for a free one, with all options", () => {
  assert.deepEqual(remedyFor("table-shared", assigned), { does: "automatic-table", table: "auto", options });
});

test("behind main, the priority is left as well", () => {
  const { priority: _priority, ...others } = options;
  assert.deepEqual(remedyFor("behind-main", assigned), { does: "automatic-priority", table: "auto", options: others });
});

test("a share that cannot be is taken away, and the table stays", () => {
  const { weight: _weight, ...others } = options;
  assert.deepEqual(remedyFor("not-balanced", assigned), { does: "no-weight", table: 2000, options: others });
});

test("Multipath TCP that cannot be is done without", () => {
  const { mptcp: _mptcp, ...others } = options;
  for (const code of ["no-mptcp", "endpoint-taken"]) {
    assert.deepEqual(remedyFor(code, assigned), { does: "no-mptcp", table: 2000, options: others }, code);
  }
});

test("there is none for what has gone already, and for what no assignment mends", () => {
  assert.equal(remedyFor("not-balanced", { ...assigned, options: {} }), undefined);
  assert.equal(remedyFor("no-mptcp", { ...assigned, options: { mptcp: [] } }), undefined);
  for (const code of ["contended", "kernel-refused", "no-mark", "constructor", "new"]) {
    assert.equal(remedyFor(code, assigned), undefined, code);
  }
});

test("there is none for a link that is not assigned, or has a router of its own: there may be another uplink", () => {
  assert.equal(remedyFor("table-shared", link("eth0")), undefined);
  assert.equal(remedyFor("table-shared", { ...assigned, options: { ...options, gateway: "10.1.0.1" } }), undefined);
});
