// Switching a link on again gives what it had, whoever switched it off.
import assert from "node:assert/strict";
import { test } from "node:test";
import { RELEASED_MAX, Released } from "../../../../tray/host/released.ts";
import { link } from "../lab/link.ts";

const eth0 = link("eth0", { assigned: true, table: 2000, options: { weight: 3, strict: true } });
const ANY = { table: "auto", options: {} };
const BEFORE = { table: 2000, options: { weight: 3, strict: true } };

test("a link that was never assigned gets any table", () => {
  const released = new Released();
  released.changed({ name: "eth0", link: link("eth0") });
  released.changed({ name: "eth0", before: link("eth0"), link: link("eth0", { carrier: false }) });
  assert.deepEqual(released.of("eth0"), ANY);
});

test("a released link gets its table and its options back, and one that has gone as well", () => {
  const released = new Released();
  released.changed({ name: "eth0", before: eth0, link: link("eth0") });
  assert.deepEqual(released.of("eth0"), BEFORE);
  released.changed({ name: "eth1", before: link("eth1", { assigned: true, table: 7 }) });
  assert.deepEqual(released.of("eth1"), { table: 7, options: {} });
});

test("what is assigned anew is forgotten, so that the last assignment counts", () => {
  const released = new Released();
  released.changed({ name: "eth0", before: eth0, link: link("eth0") });
  const other = link("eth0", { assigned: true, table: 3000 });
  released.changed({ name: "eth0", before: link("eth0"), link: other });
  assert.deepEqual(released.of("eth0"), ANY);
  released.changed({ name: "eth0", before: other, link: link("eth0") });
  assert.deepEqual(released.of("eth0"), { table: 3000, options: {} });
});

test("so many are known, the last ones", () => {
  const released = new Released();
  for (let at = 0; at <= RELEASED_MAX; at++) {
    const name = `veth${at}`;
    released.changed({ name, before: link(name, { assigned: true, table: 1000 + at }), link: link(name) });
  }
  assert.deepEqual(released.of("veth0"), ANY);
  assert.deepEqual(released.of("veth1"), { table: 1001, options: {} });
});
