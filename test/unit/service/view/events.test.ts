// Notifications applied to the view: the order of routes with one key, sets of equal IPv6 routes, links, rules.
import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeRoute } from "../../../../service/netlink/route.ts";
import * as k from "../../../../service/netlink/uapi.ts";
import { applyEvent } from "../../../../service/view/events.ts";
import { routeText } from "../../../../service/view/text.ts";
import { View } from "../../../../service/view/view.ts";
import { captures, linkName } from "../netlink/captures.ts";
import { stateOf } from "../planes/model-kernel.ts";
import { linkIndex } from "../planes/routing/lines.ts";
import { eventOf, hear, Recorder, viewOf } from "./from-text/state.ts";

/** The main table's routes in the order in which they are used. */
function mainOf(view: View, family: k.Family): string[] {
  const main = view.table(family, 254);
  return [...main.keys()].flatMap((key) => main.get(key).map((route) => routeText(route, 254, linkName)));
}

for (const [file, family] of [
  ["order4", k.AF_INET],
  ["order6", k.AF_INET6],
] as const) {
  test(`${file}: after each command, the view has what the kernel lists, or says that it is unsure`, () => {
    const view = new View();
    const heard = new Recorder();
    let compared = 0;
    for (const { command, messages } of captures(file)) {
      const listed = messages.map(({ bytes }) => decodeRoute(bytes, 0, bytes.length));
      if (!command.includes(" show ")) {
        for (const { type, flags, bytes } of messages) applyEvent(view, heard, type, flags, bytes, 0, bytes.length);
        continue;
      }
      const expected = listed.map((decoded) => decoded && routeText(decoded.route, 254, linkName));
      if (heard.unsureOf.length === 0) assert.deepEqual(mainOf(view, family), expected);
      else {
        // What an observer does then: it lists the table.
        assert.deepEqual(heard.unsureOf, [`${family} 254`]);
        for (const each of listed) if (each) view.tableForUpdate(family, 254).set(each.key, [each.route]);
        heard.unsureOf.length = 0;
      }
      compared++;
    }
    assert.ok(compared >= 2);
  });
}

test("two messages that each take a leg of an IPv6 set leave the view unsure", () => {
  const view = new View();
  const heard = new Recorder();
  const [made, removed] = captures("order6").slice(-2);
  for (const { type, flags, bytes } of [...(made?.messages ?? []), ...(removed?.messages ?? [])]) {
    applyEvent(view, heard, type, flags, bytes, 0, bytes.length);
  }
  assert.equal(removed?.messages.length, 2);
  assert.deepEqual(heard.unsureOf, ["10 254", "10 254"]);
});

test("a route of a table that is not watched is not kept, but the table is remembered as used", () => {
  const view = viewOf(["link eth0 2", "route default via 192.0.2.1 dev eth0 table 7"]);
  assert.equal(view.table(k.AF_INET, 7).size, 0);
  assert.deepEqual([...view.othersTables], [7]);
});

test("a route of ours is kept whatever its table, and its loss is one", () => {
  const heard = new Recorder();
  const view = viewOf(["link eth0 2"]);
  const line = "route default via 192.0.2.1 dev eth0 table 7 proto 77";
  hear(view, eventOf(line, linkIndex), heard);
  assert.equal(view.table(k.AF_INET, 7).ours, 1);
  hear(view, eventOf(`gone ${line}`, linkIndex), heard);
  assert.equal(view.table(k.AF_INET, 7).size, 0);
  assert.deepEqual(
    heard.changes.map((change) => change.kind === "route" && change.lost),
    [false, true],
  );
});

test("what was never known can go without a word", () => {
  const heard = new Recorder();
  const view = viewOf(["link eth0 2"]);
  hear(view, eventOf("gone route default via 192.0.2.1 dev eth0", linkIndex), heard);
  assert.deepEqual([heard.changes, heard.unsureOf], [[], []]);
});

test("a route heard again changes nothing, but a new lifetime does", () => {
  const heard = new Recorder();
  const view = viewOf(["link eth0 2"]);
  const say = (line: string) => hear(view, eventOf(line, linkIndex), heard);
  for (const line of ["route 10.0.0.0/8 dev eth0", "route 10.0.0.0/8 dev eth0"]) say(line);
  assert.equal(heard.changes.length, 1);
  say("route -6 default via fe80::1 dev eth0 expires 600");
  heard.time = 5000;
  say("route -6 default via fe80::1 dev eth0 expires 600");
  assert.equal(heard.changes.length, 3);
  const main = view.table(k.AF_INET6, 254);
  assert.deepEqual(
    [...main.expiries()].map(([, at]) => at),
    [605_000],
  );
});

test("a link tells whether routes by it may have gone without a word", () => {
  const cases: readonly (readonly [before: string, after: string, lossy: boolean | undefined])[] = [
    ["link eth0 2", "link eth0 2", undefined],
    ["link eth0 2", "link eth0 2 down", true],
    ["link eth0 2", "link eth0 2 up no-carrier", true],
    ["link eth0 2", "link wan 2", true],
    ["link eth0 2", "gone link eth0 2", true],
    ["link eth0 2 down", "link eth0 2", false],
    ["link eth0 2 up no-carrier", "link eth0 2", false],
    ["link eth1 3", "link eth0 2", false],
  ];
  for (const [before, after, lossy] of cases) {
    const view = viewOf([before]);
    const heard = new Recorder();
    hear(view, eventOf(after, linkIndex), heard);
    const [change] = heard.changes;
    assert.equal(change?.kind === "link" ? change.lossy : undefined, lossy, `${before}, then ${after}`);
  }
});

test("a name given to another link belongs to that one", () => {
  const view = viewOf(["link eth0 2", "link eth1 3", "link old0 2", "link eth0 3"]);
  assert.equal(view.linkByName("eth0")?.index, 3);
  assert.equal(view.linkByName("old0")?.index, 2);
  assert.equal(view.linkByName("eth1"), undefined);
  hear(view, eventOf("gone link old0 2", linkIndex), new Recorder());
  assert.equal(view.linkByName("eth0")?.index, 3);
});

test("rules of ours are counted, those of others are not kept", () => {
  const view = viewOf([
    "rule from 192.0.2.1 lookup 7",
    "rule from 192.0.2.1 lookup 7",
    "rule from 192.0.2.2 lookup 7 protocol 3",
  ]);
  assert.deepEqual([...view.rules.values()], [2]);
  const heard = new Recorder();
  for (let times = 0; times < 3; times++) hear(view, eventOf("gone rule from 192.0.2.1 lookup 7", linkIndex), heard);
  assert.equal(view.rules.size, 0);
  assert.ok(heard.changes.every((change) => change.kind === "rule" && change.lost));
});

test("a nexthop object takes the routes through it along, and says so", () => {
  const heard = new Recorder();
  const view = viewOf([
    "link eth0 2",
    "nexthop id 1 via 192.0.2.1 dev eth0",
    "route 10.0.0.0/8 nhid 1",
    "route 10.0.0.0/8 dev eth0",
    "route 10.1.0.0/16 nhid 1",
    "route 10.2.0.0/16 dev eth0",
  ]);
  hear(view, eventOf("gone nexthop id 1 via 192.0.2.1 dev eth0", linkIndex), heard);
  assert.equal(stateOf(view).length, 2);
  assert.deepEqual(heard.changes.map(({ kind }) => kind).sort(), ["nexthop", "route", "route"]);
});

test("what is not understood changes nothing", () => {
  const view = viewOf(["link eth0 2"]);
  const heard = new Recorder();
  for (let type = 0; type < 120; type++) applyEvent(view, heard, type, 0, Buffer.alloc(64), 0, 64);
  assert.deepEqual([heard.changes, stateOf(view)], [[], []]);
});

test("an object of ours that someone else removed is told as lost; what we removed ourselves, and others' objects, are not", () => {
  const ours = "nexthop id 1 via 192.0.2.1 dev eth0 protocol 77";
  const theirs = "nexthop id 2 via 192.0.2.1 dev eth0";
  const view = viewOf(["link eth0 2", ours, theirs]);
  const lost = (line: string) => {
    const heard = new Recorder();
    hear(view, eventOf(`gone ${line}`, linkIndex), heard);
    return heard.changes.map((change) => (change.kind === "nexthop" ? change.lost?.id : change.kind));
  };
  assert.deepEqual(lost(ours), [1]);
  assert.deepEqual(lost(ours), [undefined]);
  assert.deepEqual(lost(theirs), [undefined]);
});

const FLUSHED = ["link eth1 3 no-carrier", "link eth1 3 down", "gone link eth1 3"];
for (const line of FLUSHED) {
  test(`"${line}" takes along what leads by the link, out of groups too, and groups that nothing is left of`, () => {
    const view = viewOf([
      "link eth0 2",
      "link eth1 3",
      "nexthop id 1 via 192.0.2.1 dev eth0",
      "nexthop id 2 via 192.0.2.2 dev eth1",
      "nexthop id 3 via fe80::1 dev eth1",
      "nexthop id 10 group 1/2,3",
      "nexthop id 11 group 2",
      "route default nhid 10",
      "route 10.0.0.0/8 nhid 11",
      "route 10.1.0.0/16 nhid 2",
    ]);
    const heard = new Recorder();
    hear(view, eventOf(line, linkIndex), heard);
    assert.deepEqual(
      [...view.nexthops.keys()].sort((a, b) => a - b),
      [1, 10],
    );
    assert.deepEqual(view.nexthops.get(10)?.group, [{ id: 1, hops: 0 }]);
    assert.deepEqual(stateOf(view), ["route -4 default nhid 10 table 254 proto 3"]);
    assert.deepEqual(
      heard.changes.map((change) => (change.kind === "nexthop" ? change.id : change.kind)),
      [2, 3, 10, 11, "link"].flatMap((each) => (each === 2 || each === 11 ? ["route", each] : [each])),
    );
  });
}

test("a link that is renamed, or had no carrier before, takes nothing along", () => {
  const view = viewOf(["link eth1 3", "nexthop id 2 via 192.0.2.2 dev eth1"]);
  hear(view, eventOf("link wan0 3", linkIndex), new Recorder());
  assert.deepEqual([...view.nexthops.keys()], [2]);
});
