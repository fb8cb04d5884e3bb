// What may have changed the routes and rules of a link.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Link } from "../../../../../common/client/domain.ts";
import { concerns, type Seen } from "../../../../../tray/renderer/pages/link/changes.ts";
import type { Activity } from "../../../../../tray/shared/activity.ts";
import { link } from "../../lab/link.ts";

const applied = (id: number, ...names: string[]): Activity => ({
  id,
  time: id,
  kind: "applied",
  operations: names.map((name) => ({ interface: name, verb: "add", object: "-4 rule from 10.1.0.2 lookup 1" })),
});
const ready = { kind: "ready" } as const;
const seen = (links: readonly Link[], activity: readonly Activity[] = []): Seen => ({
  known: { reach: ready, links: new Map(links.map((one) => [one.name, one])) },
  activity,
});

test("numbers of routes and rules, and the table", () => {
  const before = seen([link("eth0", { routes: 1, rules: 1, table: 5 })]);
  for (const more of [{ routes: 2 }, { rules: 2 }, { table: 6 }]) {
    const now = seen([link("eth0", { routes: 1, rules: 1, table: 5, ...more })]);
    assert.equal(concerns("eth0", before, now), true, JSON.stringify(more));
    assert.equal(concerns("wlan0", before, now), false);
  }
  assert.equal(concerns("eth0", before, seen([])), true, "it is gone");
  const same = seen([link("eth0", { routes: 1, rules: 1, table: 5, carrier: false })]);
  assert.equal(concerns("eth0", before, same), false);
});

test("the service's coming and going", () => {
  const before = seen([]);
  const now: Seen = { ...before, known: { ...before.known, reach: { kind: "absent", activatable: true } } };
  assert.equal(concerns("eth0", before, now), true);
});

test("what was done for the link since, and not what was done before or for others", () => {
  const known = seen([link("eth0")]).known;
  const at = (...activity: Activity[]): Seen => ({ known, activity });
  const first = applied(1, "eth0");
  assert.equal(concerns("eth0", at(first), at(first, applied(2, "wlan0", "eth0"))), true);
  assert.equal(concerns("eth0", at(first), at(first, applied(2, "eth0"), applied(3, "wlan0"))), true);
  assert.equal(concerns("eth0", at(first), at(first, applied(2, "wlan0"))), false);
  assert.equal(concerns("eth0", at(), at(first)), true);
  const all = at(first);
  assert.equal(concerns("eth0", all, all), false);
});
