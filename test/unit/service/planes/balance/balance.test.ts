// What happens over time: refusals, losses, fights, what goes with a link's carrier, and a dry run.
import assert from "node:assert/strict";
import { test } from "node:test";
import { balance } from "../../../../../service/planes/balance/index.ts";
import { routing } from "../../../../../service/planes/routing/index.ts";
import { joinUplinks } from "../../../../../service/planes/uplinks.ts";
import { viewOf } from "../../view/from-text/state.ts";
import { assignmentOf } from "../assignment.ts";
import { operationText } from "../planned.ts";
import { BalancedHost, togetherOf } from "./host.ts";

const CONFIG = ["balance", "eth0 table 1000 weight 1", "eth1 table 1001 weight 1", "eth2 table 1002 weight 2"];
const LINES = [0, 1, 2].flatMap((n) => [
  `link eth${n} ${n + 2}`,
  `address 192.0.${n}.10/24 dev eth${n}`,
  `route default via 192.0.${n}.1 dev eth${n} metric ${n + 1}`,
  `address 2001:db8:${n}::10/64 dev eth${n}`,
  `route -6 default via fe80::${n + 1} dev eth${n} metric ${n + 1}`,
]);
/** Each is there twice. */
const objects = (first: number, n: number) =>
  [first, first + 1].map((id) => `ip -4 nexthop add id ${id} via 192.0.${n}.1 dev eth${n} protocol 77`);
const IDS = [770000, 770002, 770004];
const GROUP = 770009;
/** `weights` are those of the uplinks; 0: not in it. */
const group = (verb: string, ...weights: number[]) => {
  const entries = weights.flatMap((weight, n) =>
    [0, 1].flatMap((at) => (weight === 0 ? [] : [`${(IDS[n] ?? 0) + at}${weight === 1 ? "" : `,${weight}`}`])),
  );
  return `ip -4 nexthop ${verb} id ${GROUP} group ${entries.join("/")} type resilient buckets 4096 idle_timer 30 protocol 77`;
};
const legs = (...which: number[]) => {
  if (which.length === 1) return `via fe80::${(which[0] ?? 0) + 1} dev eth${which[0]} table 900 proto 77 metric 1024`;
  const leg = (n: number) => `nexthop via fe80::${n + 1} dev eth${n} weight ${n === 2 ? 2 : 1}`;
  return `table 900 proto 77 metric 1024 ${which.map(leg).join(" ")}`;
};

async function balanced(...more: string[]): Promise<BalancedHost> {
  const host = new BalancedHost([...LINES, ...more]);
  await host.assign(...CONFIG);
  assert.deepEqual(host.refused, []);
  host.log.take();
  return host;
}

test("a member that the kernel refuses keeps none of the others out", async () => {
  const host = new BalancedHost(LINES);
  host.refuses = (text) =>
    / nexthop add id 77000[238] /.test(text) ? { code: "EINVAL", text: "Nexthop has invalid gateway" } : undefined;
  const done = await host.assign(...CONFIG);
  assert.ok(done.includes(group("add", 1, 0, 2)), done.join("\n"));
  assert.ok(done.includes(`route add default ${legs(0, 1)}`), done.join("\n"));
  assert.equal(host.reconciler.failing, 2);
  host.refuses = () => undefined;
  await host.clock.pass(400, () => host.reconciler.settled()); // two objects were refused
  const later = await host.done();
  assert.ok(later.includes(group("replace", 1, 1, 2)), later.join("\n"));
  assert.ok(later.includes(`route replace default ${legs(0, 1, 2)}`), later.join("\n"));
  assert.equal(host.reconciler.failing, 0);
});

test("with its carrier a link takes its objects along: the group is right without a word, IPv6 follows at once", async () => {
  const host = await balanced();
  assert.deepEqual(await host.say("link eth1 3 no-carrier"), [`route replace default ${legs(0, 2)}`]);
  assert.deepEqual(
    host.view.nexthops.get(GROUP)?.group.map(({ id }) => id),
    [770000, 770001, 770004, 770005],
  );
  assert.deepEqual(await host.say("link eth1 3"), [
    ...objects(770002, 1),
    "ip -6 nexthop add id 770007 via fe80::2 dev eth1 protocol 77",
    group("replace", 1, 1, 2),
    `route replace default ${legs(0, 1, 2)}`,
  ]);
});

test("the last carrier takes the group along, and the IPv4 route; what leads there goes, and all comes back", async () => {
  const host = await balanced();
  await host.say("link eth0 2 no-carrier", "link eth1 3 down");
  const rules = (verb: string) => [
    `rule ${verb} from all lookup 254 suppress_prefixlength 0 priority 32000 protocol 77`,
    `rule ${verb} from all lookup 900 priority 32001 protocol 77`,
  ];
  const throws = (verb: string) =>
    ["224.0.0.0/4", "255.255.255.255"].map((to) => `route ${verb} throw ${to} table 900 proto 77`);
  assert.deepEqual(await host.say("link eth2 4 no-carrier"), [
    ...rules("delete"),
    ...rules("delete"),
    ...throws("delete"),
    `route delete default ${legs(2)}`,
  ]);
  assert.deepEqual([...host.view.nexthops], []);
  assert.deepEqual(await host.say("link eth2 4"), [
    ...objects(770000, 2),
    "ip -6 nexthop add id 770002 via fe80::3 dev eth2 protocol 77",
    "ip -4 nexthop add id 770003 group 770000,2/770001,2 type resilient buckets 4096 idle_timer 30 protocol 77",
    "route add default nhid 770003 table 900 proto 77",
    ...throws("add"),
    `route add default ${legs(2)}`,
    ...rules("add"),
    ...rules("add"),
  ]);
});

test("whose name is an uplink's no longer has addresses that keep to main, and the other way round", async () => {
  const host = await balanced();
  const renamed = await host.say("link wan9 3");
  for (const address of ["192.0.1.10", "2001:db8:1::10"]) {
    assert.ok(renamed.includes(`rule add from ${address} lookup 254 priority 31999 protocol 77`), renamed.join("\n"));
  }
  const back = await host.say("link eth1 3");
  for (const address of ["192.0.1.10", "2001:db8:1::10"]) {
    assert.ok(back.includes(`rule delete from ${address} lookup 254 priority 31999 protocol 77`), back.join("\n"));
  }
});

test("a default that goes takes the uplink out of the group, then its object goes", async () => {
  const host = await balanced();
  assert.deepEqual(await host.say("gone route default via 192.0.1.1 dev eth1 metric 2"), [
    group("replace", 1, 0, 2),
    "ip -4 nexthop del id 770002",
    "ip -4 nexthop del id 770003",
  ]);
});

test("where all members are others at once, the route is written again: the kernel may have dropped it with the group", async () => {
  const host = await balanced();
  for (const n of [0, 1]) await host.say(`gone route default via 192.0.${n}.1 dev eth${n} metric ${n + 1}`);
  host.batches.length = 0;
  // In one moment: the kernel dropped the group when its last member left, before anyone heard of it.
  const done = await host.say(
    "gone route default via 192.0.2.1 dev eth2 metric 3",
    "route default via 192.0.0.1 dev eth0 metric 1",
    ...[770019, 770020].map((id) => `nexthop id ${id} via 192.0.0.1 dev eth0 protocol 77`),
  );
  assert.deepEqual(done, [
    group("replace", 1).replace("770000/770001", "770019/770020"),
    "route replace default nhid 770009 table 900 proto 77",
    "ip -4 nexthop del id 770004",
    "ip -4 nexthop del id 770005",
  ]);
});

for (const [what, gone, repair] of [
  ["route", "route default nhid 770009 table 900 proto 77", ["route add default nhid 770009 table 900 proto 77"]],
  ["rule", "rule from all lookup 900 priority 32001", ["rule add from all lookup 900 priority 32001 protocol 77"]],
  [
    "group",
    "nexthop id 770009 group 770000 protocol 77",
    [group("add", 1, 1, 2), "route add default nhid 770009 table 900 proto 77"],
  ],
  [
    "member",
    "nexthop id 770000 via 192.0.0.1 dev eth0 protocol 77",
    [`ip -4 nexthop add id 770000 via 192.0.0.1 dev eth0 protocol 77`],
  ],
] as const) {
  test(`what someone else deletes is there again: a ${what}; a fight about it slows down`, async () => {
    const host = await balanced();
    for (let times = 0; times < 3; times++)
      assert.deepEqual((await host.say(`gone ${gone}`)).slice(0, repair.length), repair);
    assert.deepEqual(
      host.log.take().filter((line) => line.includes("contended")),
      [],
    );
    const fourth = await host.say(`gone ${gone}`);
    assert.ok(!fourth.includes(repair[0]), fourth.join("\n"));
    await host.clock.pass(100, () => host.reconciler.settled());
    assert.ok((await host.done()).includes(repair[0]));
    assert.equal(host.log.take().filter((line) => line.includes("contended")).length, 1);
  });
}

test("another weight, table, priority: what is new comes before what is old goes", async () => {
  const host = await balanced();
  assert.deepEqual(await host.assign("balance", ...CONFIG.slice(1, 3), "eth2 table 1002 weight 3"), [
    group("replace", 1, 1, 3),
    `route replace default ${legs(0, 1, 2).replace("weight 2", "weight 3")}`,
  ]);
  const moved = await host.assign("balance table 901 priority 31000", ...CONFIG.slice(1));
  const at = (text: string) => {
    const found = moved.indexOf(text);
    assert.notEqual(found, -1, `${text} in\n${moved.join("\n")}`);
    return found;
  };
  const order = [
    "route add default nhid 770009 table 901 proto 77",
    "rule add from all lookup 901 priority 31001 protocol 77",
    "rule delete from all lookup 900 priority 32001 protocol 77",
  ].map(at);
  assert.deepEqual(
    [...order].sort((a, b) => a - b),
    order,
  );
});

test("what an uplink left in its table goes when balance gets that table, however much it is", async () => {
  const strays = Array.from(
    { length: 5000 },
    (_, n) => `route 10.${n >> 8}.${n & 255}.0/24 dev eth0 table 900 proto 77`,
  );
  const host = await balanced(...strays);
  assert.equal(host.view.table(2, 900).size, 3);
  assert.deepEqual(await host.assign(...CONFIG), []);
});

test("beside the plane of uplinks' tables, neither undoes what the other does", async () => {
  const host = new BalancedHost(LINES, [routing, balance]);
  await host.assign(...CONFIG);
  assert.deepEqual(await host.assign(...CONFIG), []);
  assert.deepEqual(host.refused, []);
  await host.assign();
  assert.deepEqual([host.view.rules.size, host.view.nexthops.size], [0, 0]);
  for (const [table, routes] of host.view.tables(2)) if (table !== 254) assert.equal(routes.size, 0);
});

test("a dry run tells all of it, also what waits for the kernel's word", () => {
  const view = viewOf(LINES, [900]);
  const uplinks = joinUplinks(CONFIG.slice(1).map(assignmentOf), view, togetherOf(CONFIG), true);
  const texts = [...balance.touched({ kind: "all" }, uplinks, view)].flatMap((key) =>
    [...key.plan(uplinks, view)].flatMap((operation) => (operation ? [operationText(operation, view)] : [])),
  );
  for (const text of [
    ...objects(770000, 0),
    group("add", 1, 1, 2),
    "route add default nhid 770009 table 900 proto 77",
    `route add default ${legs(0, 1, 2)}`,
    "rule add from all lookup 900 priority 32001 protocol 77",
  ]) {
    assert.ok(texts.includes(text), `${text} in\n${texts.join("\n")}`);
  }
});

test("the hash is by flow or by destination, in both families, and nobody's business without balance", () => {
  const view = viewOf(LINES);
  const wishes = (...config: string[]) => [...balance.sysctls(joinUplinks([], view, togetherOf(config)), view)];
  const both = (exactly: number) =>
    ["ipv4", "ipv6"].map((version) => ({ key: `net/${version}/fib_multipath_hash_policy`, wish: { exactly } }));
  assert.deepEqual(wishes("balance"), both(1));
  assert.deepEqual(wishes("balance hash destination"), both(0));
  assert.deepEqual(wishes(), []);
});
