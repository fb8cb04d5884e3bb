import assert from "node:assert/strict";
import { test } from "node:test";
import { type Known, learned, NOTHING_KNOWN } from "../../../../tray/shared/known.ts";
import type { Told } from "../../../../tray/shared/told.ts";
import { link, service } from "../lab/link.ts";

const all = (...names: string[]): Told => ({
  kind: "all",
  standing: { reach: { kind: "ready" }, service, links: names.map((name) => link(name)) },
});
const names = ({ links }: Known) => [...links.keys()];

test("links stand in the order that people expect", () => {
  assert.deepEqual(names(learned(NOTHING_KNOWN, [all("eth10", "wlan0", "eth2", "eth1")])), [
    "eth1",
    "eth2",
    "eth10",
    "wlan0",
  ]);
});

test("a link that comes, changes and goes", () => {
  const before = learned(NOTHING_KNOWN, [all("eth0", "eth2")]);
  const come = learned(before, [{ kind: "link", name: "eth1", link: link("eth1") }]);
  assert.deepEqual(names(come), ["eth0", "eth1", "eth2"]);
  const changed = learned(come, [{ kind: "link", name: "eth1", link: link("eth1", { table: 1000 }) }]);
  assert.equal(changed.links.get("eth1")?.table, 1000);
  assert.equal(come.links.get("eth1")?.table, 0, "what was known before stays as it was");
  assert.equal(changed.links.get("eth0"), come.links.get("eth0"), "a link that did not change is the same object");
  assert.deepEqual(names(learned(changed, [{ kind: "link", name: "eth1" }])), ["eth0", "eth2"]);
  assert.deepEqual(names(before), ["eth0", "eth2"]);
});

test("what came before everything was told anew does not count", () => {
  const known = learned(NOTHING_KNOWN, [{ kind: "link", name: "eth7", link: link("eth7") }, all("eth0")]);
  assert.deepEqual(names(known), ["eth0"]);
  const lost: Told = { kind: "all", standing: { reach: { kind: "absent", activatable: true }, links: [] } };
  const after = learned(known, [lost]);
  assert.deepEqual(names(after), []);
  assert.equal(after.service, undefined);
  assert.equal(after.reach.kind, "absent");
});

test("within one batch, a link after everything counts", () => {
  const known = learned(NOTHING_KNOWN, [all("eth0"), { kind: "link", name: "eth1", link: link("eth1") }]);
  assert.deepEqual(names(known), ["eth0", "eth1"]);
});

test("permissions come, and are unknown again", () => {
  const permissions = { assign: "yes", configure: "challenge" } as const;
  const known = learned(NOTHING_KNOWN, [all(), { kind: "permissions", permissions }]);
  assert.deepEqual(known.permissions, permissions);
  assert.equal("permissions" in learned(known, [{ kind: "permissions" }]), false);
});

test("what says nothing of the service leaves the same object", () => {
  const known = learned(NOTHING_KNOWN, [all("eth0")]);
  assert.equal(learned(known, [{ kind: "go", place: { page: "activity" } }]), known);
  assert.equal(learned(known, []), known);
  const changed = learned(known, [{ kind: "service", service: { ...service, state: "degraded" } }]);
  assert.equal(changed.links, known.links);
  assert.equal(changed.service?.state, "degraded");
});
