// An endpoint comes when its rule is there and goes before it; what is refused is tried again; what is lost comes back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { mptcp } from "../../../../../service/planes/mptcp/index.ts";
import { routing } from "../../../../../service/planes/routing/index.ts";
import { Loop } from "../loop.ts";
import { endpointsOf, setEndpoints } from "./endpoints.ts";

const UPLINK = "eth0 table 1000 guard off mptcp subflow";
const OTHER = "eth1 table 1001 guard off mptcp subflow";
const LINKS = ["link eth0 2", "link eth1 3"];
const rule = (verb: string, last: number, table = 1000) =>
  `rule ${verb} from 192.0.2.${last} lookup ${table} priority ${table} protocol 77`;
const add = (last: number, id: number, dev = "eth0") =>
  `ip mptcp endpoint add 192.0.2.${last} dev ${dev} id ${id} subflow`;
const del = (id: number) => `ip mptcp endpoint del id ${id}`;

function loopOf(...observed: string[]): Loop {
  const loop = new Loop([...LINKS, ...observed], "info", undefined, [routing, mptcp]);
  setEndpoints(loop.view, []);
  return loop;
}

/** As when it is read that someone else has changed something. */
function found(loop: Loop, ...endpoints: string[]): Promise<string[]> {
  setEndpoints(loop.view, endpoints);
  loop.reconciler.mark({ kind: "mptcp" });
  return loop.done();
}

test("at a start, rules first, then limits, then endpoints", async () => {
  const loop = loopOf(...[1, 2, 3].map((last) => `address 192.0.2.${last}/24 dev eth0`));
  assert.deepEqual(await loop.assign(UPLINK), [
    ...[1, 2, 3].map((last) => rule("add", last)),
    "ip mptcp limits set subflow 3 add_addr_accepted 0",
    ...[1, 2, 3].map((last) => add(last, last)),
  ]);
});

test("an address that comes: its rule, then its endpoint; one that goes: its endpoint, then its rule", async () => {
  const loop = loopOf();
  await loop.assign(UPLINK);
  assert.deepEqual(await loop.hear("address 192.0.2.1/24 dev eth0"), [rule("add", 1), add(1, 1)]);
  assert.deepEqual(await loop.hear("gone address 192.0.2.1/24 dev eth0"), [del(1), rule("delete", 1)]);
});

test("an endpoint whose rule is refused waits for it", async () => {
  const loop = loopOf("address 192.0.2.1/24 dev eth0");
  loop.refuses = (text) => (text.startsWith("rule") ? { code: "ENOMEM", text: undefined } : undefined);
  assert.deepEqual(await loop.assign(UPLINK), [rule("add", 1)]);
  loop.refuses = () => undefined;
  assert.deepEqual(await loop.pass(200), [rule("add", 1), add(1, 1)]);
});

test("released: endpoints, then limits, then rules", async () => {
  const loop = loopOf(...[1, 2, 3].map((last) => `address 192.0.2.${last}/24 dev eth0`));
  await loop.assign(UPLINK);
  const [one, two, three, ...rest] = await loop.assign();
  assert.deepEqual([one, two, three], [del(1), del(2), del(3)]);
  const limits = "ip mptcp limits set subflow 2 add_addr_accepted 0";
  assert.deepEqual([...rest].sort(), [...[1, 2, 3].map((last) => rule("delete", last)), limits].sort());
});

test("a rule that someone takes away comes back; its endpoint and the subflows from it stay", async () => {
  const loop = loopOf("address 192.0.2.1/24 dev eth0");
  await loop.assign(UPLINK);
  const gone = "gone rule from 192.0.2.1 lookup 1000 priority 1000 protocol 77";
  assert.deepEqual(await loop.hear(gone), [rule("add", 1)]);
  assert.deepEqual(await loop.assign("eth0 table 1000 priority 5 guard off mptcp subflow"), [
    "rule add from 192.0.2.1 lookup 1000 priority 5 protocol 77",
    rule("delete", 1),
  ]);
  assert.deepEqual(endpointsOf(loop.view), ["192.0.2.1 id 1 dev eth0 subflow"]);
});

test("endpoints that someone deletes come back, and what someone changed", async () => {
  const loop = loopOf("address 192.0.2.1/24 dev eth0", "address 192.0.2.2/24 dev eth0");
  await loop.assign(UPLINK);
  assert.deepEqual(await found(loop), [add(1, 1), add(2, 2)]);
  const changed = ["ours 192.0.2.1 id 1 dev eth0 subflow backup", "ours 192.0.2.2 id 2 dev eth0 subflow"];
  assert.deepEqual(await found(loop, ...changed), ["ip mptcp endpoint change id 1 nobackup nofullmesh"]);
});

test("someone else's that comes takes a place, and gives it back when it goes", async () => {
  const loop = loopOf(...[1, 2, 3, 4, 5, 6, 7, 8].map((last) => `address 192.0.2.${last}/24 dev eth0`));
  await loop.assign(UPLINK);
  const ours = endpointsOf(loop.view).map((line) => `ours ${line}`);
  const theirs = "198.51.100.1 id 8 signal";
  assert.deepEqual(await found(loop, ...ours.slice(0, 7), theirs), [
    "ip mptcp limits set subflow 7 add_addr_accepted 0",
  ]);
  assert.deepEqual(await found(loop, ...ours.slice(0, 7)), [
    "ip mptcp limits set subflow 8 add_addr_accepted 0",
    add(8, 8),
  ]);
});

test("the address of another uplink has precedence over the last of one that has many", async () => {
  const loop = loopOf(...[1, 2, 3, 4, 5, 6, 7, 8].map((last) => `address 192.0.2.${last}/24 dev eth0`));
  await loop.assign(UPLINK, OTHER);
  assert.deepEqual(await loop.hear("address 192.0.2.99/24 dev eth1"), [
    rule("add", 99, 1001),
    del(8),
    add(99, 9, "eth1"),
  ]);
  assert.deepEqual(await loop.hear("gone address 192.0.2.99/24 dev eth1"), [
    del(9),
    rule("delete", 99, 1001),
    add(8, 8),
  ]);
});

test("flags that an endpoint cannot be given where it stands: it goes, and only then comes again", async () => {
  const loop = loopOf(...[1, 2, 3, 4, 5, 6, 7, 8].map((last) => `address 192.0.2.${last}/24 dev eth0`));
  await loop.assign(UPLINK);
  const texts = await loop.assign(UPLINK.replace("subflow", "signal"));
  assert.deepEqual(
    texts.map((text) => text.split(" ")[3]),
    [...Array(8).fill("del"), ...Array(8).fill("add")],
  );
  assert.deepEqual(
    loop.log.lines.filter((line) => !line.startsWith("info")),
    [],
  );
});

test("what is refused is tried again by itself, ever later, and said once", async () => {
  const loop = loopOf("address 192.0.2.1/24 dev eth0", "address 192.0.2.2/24 dev eth0");
  loop.refuses = (text) => (text === add(1, 1) ? { code: "EBUSY", text: undefined } : undefined);
  assert.deepEqual(await loop.assign(UPLINK), [rule("add", 1), rule("add", 2), add(1, 1), add(2, 2)]);
  assert.deepEqual(await loop.pass(199), []);
  assert.deepEqual(await loop.pass(1), [add(1, 1)]);
  assert.deepEqual(await loop.pass(400), [add(1, 1)]);
  loop.refuses = () => undefined;
  assert.deepEqual(await loop.pass(800), [add(1, 1)]);
  assert.equal(loop.reconciler.failing, 0);
  assert.equal(loop.log.lines.filter((line) => line.startsWith("warning")).length, 1);
});

test("a large table of another uplink does not keep an endpoint in place whose address is gone", async () => {
  const routes = Array.from({ length: 3000 }, (_, at) => `route 10.${at >> 8}.${at & 255}.0/24 via 192.0.2.9 dev eth1`);
  const loop = loopOf("address 192.0.2.1/24 dev eth0");
  await loop.assign(UPLINK);
  loop.say(...routes);
  const assigned = loop.assign(UPLINK, OTHER);
  loop.say("gone address 192.0.2.1/24 dev eth0");
  const texts = await assigned;
  assert.deepEqual(texts.slice(0, 2), [del(1), rule("delete", 1)]);
});

const WAY_OUT = "route default via 192.0.2.254 dev eth0";
const copied = "route add default via 192.0.2.254 dev eth0 table 1000 proto 77";

test("an endpoint that comes before its uplink's way out is made anew when that comes: the kernel tries only once", async () => {
  const loop = loopOf();
  await loop.assign(UPLINK);
  assert.deepEqual(await loop.hear("address 192.0.2.1/24 dev eth0"), [rule("add", 1), add(1, 1)]);
  assert.deepEqual(await loop.hear(WAY_OUT), [copied, del(1), add(1, 2)]);
  // Only once: it may have subflows from now on.
  await loop.hear(`gone ${WAY_OUT}`);
  assert.deepEqual(await loop.hear(WAY_OUT), [copied]);
});

test("one that comes with the way out, or whose uplink never has one, is made once", async () => {
  const loop = loopOf();
  await loop.assign(UPLINK, OTHER);
  const all = await loop.hear("address 192.0.2.1/24 dev eth0", WAY_OUT, "address 192.0.2.2/24 dev eth1");
  assert.equal(all.filter((text) => text.includes("mptcp endpoint")).length, 2);
  assert.equal((await loop.hear("route 10.0.0.0/8 dev eth1", "address 192.0.2.3/24 dev eth0")).length, 4);
});

test("a link without carrier has no way out: its endpoint is made anew when the cable is plugged in", async () => {
  const loop = loopOf("link eth0 2 no-carrier", "address 192.0.2.1/24 dev eth0", WAY_OUT);
  assert.ok((await loop.assign(UPLINK)).includes(add(1, 1)));
  assert.deepEqual(await loop.hear("link eth0 2"), [del(1), add(1, 2)]);
  assert.deepEqual(await loop.hear("link eth0 2 no-carrier", "link eth0 2"), []);
});

test("a link that comes up with its way out: the table has it before endpoints are looked at", async () => {
  const loop = loopOf("link eth0 2 down", "address 192.0.2.1/24 dev eth0", WAY_OUT);
  assert.deepEqual(await loop.assign(UPLINK), [rule("add", 1), add(1, 1)]);
  assert.deepEqual(await loop.hear("address 192.0.2.2/24 dev eth0", "link eth0 2"), [
    rule("add", 2),
    copied,
    del(1),
    add(1, 2),
    add(2, 3),
  ]);
});

test("the guard is no way out", async () => {
  const loop = loopOf();
  await loop.assign("eth0 table 1000 mptcp subflow");
  await loop.hear("address 192.0.2.1/24 dev eth0");
  const texts = await loop.hear(WAY_OUT);
  assert.deepEqual(texts.slice(-2), [del(1), add(1, 2)]);
});

test("with a large table, the way out is in it before the endpoint is made anew", async () => {
  const routes = Array.from({ length: 3000 }, (_, at) => `route 10.${at >> 8}.${at & 255}.0/24 via 192.0.2.9 dev eth1`);
  const loop = loopOf("address 192.0.2.1/24 dev eth0", "link eth0 2 no-carrier", ...routes);
  await loop.assign(UPLINK);
  loop.say(WAY_OUT, "link eth0 2");
  const texts = await loop.done();
  assert.ok(texts.indexOf(copied) >= 0 && texts.indexOf(copied) < texts.indexOf(del(1)), texts.slice(-5).join("\n"));
  assert.equal(texts.at(-1), add(1, 2));
});
