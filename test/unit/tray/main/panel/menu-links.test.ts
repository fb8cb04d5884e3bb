import assert from "node:assert/strict";
import { test } from "node:test";
import type { Link } from "../../../../../common/client/domain.ts";
import type { Entry } from "../../../../../tray/main/panel/entries.ts";
import { addressOf, linkEntries } from "../../../../../tray/main/panel/menu-links.ts";
import { type Attempts, begun } from "../../../../../tray/shared/switches.ts";
import { wordsFor } from "../../../../../tray/shared/words/index.ts";
import { link, uplink } from "../stand-in/known.ts";

const words = wordsFor("en");
const NONE: Attempts = new Map();

function entries(links: readonly Link[], attempts = NONE, forbidden = false): Entry[] {
  return linkEntries({ links: new Map(links.map((each) => [each.name, each])), attempts, forbidden, words });
}

const labels = (all: readonly Entry[]) => all.map((entry) => (entry.kind === "separator" ? "-" : entry.label));

test("an interface that is used has its table and its first address, or its state", () => {
  const [entry] = entries([uplink("enp0s31f6", { addresses: ["fe80::1/64", "10.1.0.2/24", "10.1.0.3/24"] })]);
  assert.deepEqual(entry, {
    kind: "check",
    label: "enp0s31f6 – table 1000 – 10.1.0.2",
    on: true,
    action: { do: "release", name: "enp0s31f6" },
  });
  const label = (more: Partial<Link>) => labels(entries([uplink("a", more)]))[0];
  assert.equal(label({ state: "no-carrier" }), "a – table 1000 – No connection");
  assert.equal(label({ state: "no-address", addresses: [] }), "a – table 1000 – Waiting for an address");
  assert.equal(label({ state: "absent", addresses: [], index: 0 }), "a – table 1000 – Not there");
  assert.equal(label({ state: "down" }), "a – table 1000 – Switched off");
  assert.equal(label({ state: "degraded" }), "a – table 1000 – Needs attention");
  assert.equal(label({ addresses: [] }), "a – table 1000 – Working");
});

test("one that is not used has its address, or why it has none", () => {
  const [entry] = entries([link("wlan0")]);
  assert.deepEqual(entry, {
    kind: "check",
    label: "wlan0 – 10.1.0.2",
    on: false,
    action: { do: "assign", name: "wlan0" },
  });
  assert.deepEqual(labels(entries([link("a", { carrier: false }), link("b", { addresses: ["fe80::1/64"] })])), [
    "a – No connection",
    "b – No address",
  ]);
});

test("what is under way is said, keeps the box as the service has it, and cannot be clicked again", () => {
  const on = entries([link("a")], begun(NONE, "a", "assigned"));
  assert.deepEqual(on, [
    { kind: "check", label: "a – switching on …", on: false, action: { do: "assign", name: "a" }, disabled: true },
  ]);
  const off = entries([uplink("a")], begun(NONE, "a", "released"));
  assert.deepEqual(off, [
    { kind: "check", label: "a – switching off …", on: true, action: { do: "release", name: "a" }, disabled: true },
  ]);
});

test("who may not switch has boxes that say how it is, and no more", () => {
  for (const entry of entries([link("a"), uplink("b")], NONE, true)) {
    assert.equal(entry.kind === "check" && entry.disabled, true);
  }
});

test("those that are used come first, then those that could be, then the others; the loopback never", () => {
  const links = [
    link("a", { carrier: false }),
    link("b"),
    uplink("c", { state: "absent", index: 0, carrier: false, addresses: [] }),
    link("d", { addresses: [] }),
    uplink("e"),
    link("lo", { addresses: ["127.0.0.1/8"] }),
  ];
  assert.deepEqual(
    labels(entries(links)).map((label) => label[0]),
    ["c", "e", "b", "a", "d"],
  );
});

test("where there are many, those that are of no use now have a menu of their own", () => {
  const links = [uplink("a"), link("b"), ...Array.from({ length: 7 }, (_, n) => link(`veth${n}`, { addresses: [] }))];
  const all = entries(links);
  assert.deepEqual(labels(all), ["a – table 1000 – 10.1.0.2", "b – 10.1.0.2", "More interfaces (7)"]);
  const [, , more] = all;
  assert.equal(more?.kind === "submenu" && more.entries.length, 7);
});

test("a menu of two hundred interfaces can be read", () => {
  const all = entries([
    ...Array.from({ length: 150 }, (_, n) => uplink(`used${n}`)),
    ...Array.from({ length: 50 }, (_, n) => link(`free${n}`)),
  ]);
  assert.equal(all.length, 21);
  const more = all.at(-1);
  assert.ok(more?.kind === "submenu");
  assert.equal(more.label, "More interfaces (180)");
  assert.equal(more.entries.length, 61);
  assert.deepEqual(more.entries.at(-1), {
    kind: "command",
    label: "The window shows 120 more",
    action: { do: "open", place: { page: "overview" } },
  });
});

test("without interfaces the menu says so", () => {
  assert.deepEqual(entries([link("lo")]), [{ kind: "text", label: "There are no interfaces" }]);
});

test("a name from the kernel may hold anything but does not reach beyond its line", () => {
  const name = "a\n\u202eb&c";
  const [entry] = entries([link(name)]);
  assert.ok(entry?.kind === "check");
  assert.equal(entry.label, "a\\x0a\\u202eb&c – 10.1.0.2");
  assert.deepEqual(entry.action, { do: "assign", name });
});

test("an address that holds on the link only is none to go out by", () => {
  assert.equal(addressOf({ addresses: ["fe80::1/64", "FEBF::1/64", "169.254.1.2/16"] }), undefined);
  assert.equal(addressOf({ addresses: ["fe80::1/64", "2001:db8::1/64"] }), "2001:db8::1");
  assert.equal(addressOf({ addresses: ["fec0::1/64"] }), "fec0::1");
  assert.equal(addressOf({ addresses: [] }), undefined);
});
