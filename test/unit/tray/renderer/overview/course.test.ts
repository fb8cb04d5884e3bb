import assert from "node:assert/strict";
import { test } from "node:test";
import { courseOf } from "../../../../../tray/renderer/pages/overview/course.ts";

const way = (
  state: string,
  { carrier = true, gateways = ["192.0.2.1"] }: { carrier?: boolean; gateways?: string[] } = {},
) => {
  const { inner, outer, onward, troubled } = courseOf({ state, carrier, gateways });
  return `${inner} ${outer} ${onward}${troubled ? ", troubled" : ""}`;
};

test("the way of an uplink, by its state", () => {
  assert.equal(way("active"), "open open open");
  assert.equal(way("active", { gateways: [] }), "open cut none");
  assert.equal(way("no-address"), "waiting waiting waiting");
  assert.equal(way("no-address", { gateways: [] }), "waiting waiting none");
  for (const state of ["no-carrier", "down", "absent"])
    assert.equal(way(state, { carrier: false }), "waiting cut none", state);
});

test("what is degraded, or in a state that is not known here, is open only where it can be", () => {
  for (const state of ["degraded", "hibernating"]) {
    assert.equal(way(state), "open open open, troubled", state);
    assert.equal(way(state, { gateways: [] }), "open cut none, troubled", state);
    assert.equal(way(state, { carrier: false }), "waiting cut none, troubled", state);
  }
});
