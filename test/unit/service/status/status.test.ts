// What is told of the service and its links: once for all that changes at the same time, and only of what changes.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Assignment } from "../../../../service/config/assignments.ts";
import { joinUplinks } from "../../../../service/planes/uplinks.ts";
import { type Applied, Status } from "../../../../service/status/index.ts";
import type { Operation } from "../../../../service/view/operation.ts";
import { applyOperation } from "../../../../service/view/operation.ts";
import { sourceRule } from "../../../../service/view/rule.ts";
import type { View } from "../../../../service/view/view.ts";
import { FakeClock } from "../observer/fake-clock.ts";
import { assignmentOf } from "../planes/assignment.ts";
import { linkIndex } from "../planes/routing/lines.ts";
import { routeOf } from "../view/from-text/route.ts";
import { eventOf, hear, indexIn, Recorder, viewOf } from "../view/from-text/state.ts";

const TOGETHER = 20;
const LINKS = ["link eth0 2", "link eth1 3", "link tun0 4"];
const PROBLEM = { code: "kernel-refused", text: "ip -4 route add …: EINVAL" } as const;

class World {
  readonly view: View;
  readonly clock = new FakeClock();
  assignments: readonly Assignment[];
  busy = false;
  failing = 0;
  readonly status: Status;
  /** The names of each telling, since it was asked last. */
  readonly tellings: string[][] = [];
  readonly batches: (readonly Applied[])[] = [];

  constructor(lines: readonly string[] = LINKS, assigned: readonly string[] = ["eth0 table 1000", "eth1 table 1001"]) {
    this.view = viewOf(lines, [1000, 1001]);
    this.assignments = assigned.map(assignmentOf);
    const loop = () => ({
      uplinks: joinUplinks(this.assignments, this.view),
      busy: this.busy,
      failing: this.failing,
    });
    this.status = new Status(this.view, loop, this.clock);
  }

  /** One that has told all that there was to tell at the beginning. */
  static async listening(lines?: readonly string[], assigned?: readonly string[]): Promise<World> {
    const world = new World(lines, assigned);
    world.listen();
    world.status.started();
    await world.told();
    return world;
  }

  listen(): void {
    this.status.listen({
      changed: (links) => this.tellings.push([...links].sort()),
      applied: (batch) => this.batches.push(batch),
    });
  }

  hear(...lines: string[]): void {
    const recorder = new Recorder();
    for (const line of lines) hear(this.view, eventOf(line, indexIn(this.view)), recorder);
    for (const change of recorder.changes) this.status.mark(change);
  }

  /** What was told, and is told in a while. */
  async told(): Promise<string[][]> {
    await this.clock.pass(1000);
    return this.tellings.splice(0);
  }

  link(name: string) {
    return this.status.link(name) ?? assert.fail(`there is no link ${name}`);
  }
}

test("what changes within a moment is told together, when it is over", async () => {
  const world = await World.listening();
  world.hear("address 192.0.2.10/24 dev eth0");
  await world.clock.pass(TOGETHER - 1);
  world.hear("address 192.0.2.11/24 dev eth0", "link tun0 4 down");
  assert.deepEqual(world.tellings, []);
  await world.clock.pass(1);
  assert.deepEqual(world.tellings.splice(0), [["eth0", "tun0"]]);
  assert.deepEqual(await world.told(), []);
});

test("a thousand changes are one telling", async () => {
  const world = await World.listening();
  for (let at = 0; at < 1000; at++) world.hear(`address 10.0.${at >> 8}.${at & 255}/24 dev eth0`);
  world.hear("route default via 10.0.0.1 dev eth0", "route default via 10.0.0.2 dev eth0 metric 5");
  assert.deepEqual(await world.told(), [["eth0"]]);
  assert.equal(world.clock.waiting, 0);
});

test("nothing is told of what is nobody's", async () => {
  const world = await World.listening();
  world.hear(
    "route 10.0.0.0/8 dev tun0",
    "rule from 192.0.2.10 lookup 1009",
    "route default dev eth0 table 1002 proto 77",
  );
  assert.deepEqual(await world.told(), []);
});

const CONCERNED: readonly (readonly [what: string, lines: readonly string[], links: readonly string[]])[] = [
  ["an address concerns its link", ["address 192.0.2.10/24 dev tun0"], ["tun0"]],
  ["a route of an uplink's table concerns the uplink", ["route 10.0.0.0/8 dev tun0 table 1001 proto 77"], ["eth1"]],
  ["a rule concerns the uplink of its table", ["rule from 192.0.2.10 lookup 1000"], ["eth0"]],
  ["a link concerns itself", ["link tun0 4 down"], ["tun0"]],
  ["a renamed link concerns both its names", ["link wan0 4"], ["tun0", "wan0"]],
  ["a new link concerns itself", ["link veth0 9"], ["veth0"]],
  ["a link that went concerns itself", ["gone link tun0 4"], ["tun0"]],
  ["a default concerns the link that it leaves by", ["route default via 192.0.2.1 dev tun0"], ["tun0"]],
  [
    "a multipath default concerns each of its links",
    ["route default nexthop via 192.0.2.1 dev eth0 weight 1 nexthop via 198.51.100.1 dev tun0 weight 1"],
    ["eth0", "tun0"],
  ],
];
for (const [what, lines, links] of CONCERNED) {
  test(what, async () => {
    const world = await World.listening();
    world.hear(...lines);
    assert.deepEqual(await world.told(), [links]);
  });
}

test("a nexthop object concerns the links whose gateways are others now", async () => {
  const world = await World.listening([...LINKS, "nexthop id 7 via 192.0.2.1 dev eth0", "route default nhid 7"]);
  assert.deepEqual(world.link("eth0").gateways, ["192.0.2.1"]);
  world.hear("nexthop id 7 via 198.51.100.1 dev tun0");
  assert.deepEqual(await world.told(), [["eth0", "tun0"]]);
  assert.deepEqual([world.link("eth0").gateways, world.link("tun0").gateways], [[], ["198.51.100.1"]]);
  world.hear("gone nexthop id 7 via 198.51.100.1 dev tun0");
  assert.deepEqual(await world.told(), [["tun0"]]);
  assert.deepEqual(world.link("tun0").gateways, []);
});

test("a default whose gateways stay as they are concerns nobody", async () => {
  const world = await World.listening([...LINKS, "route default via 192.0.2.1 dev tun0"]);
  world.hear("route default via 192.0.2.1 dev tun0 metric 7");
  assert.deepEqual(await world.told(), [[]]);
});

test("an operational state alone concerns its link", async () => {
  const world = await World.listening();
  world.view.setLink({ index: 4, name: "tun0", up: true, carrier: true, operstate: 5 });
  world.status.mark({ kind: "operstate", index: 4 });
  assert.deepEqual(await world.told(), [["tun0"]]);
  assert.equal(world.link("tun0").operationalState, "dormant");
});

test("other assignments concern those that are named, and nobody else", async () => {
  const world = await World.listening();
  world.assignments = ["wwan0 table 1000"].map(assignmentOf);
  world.status.assigned(["eth0", "wwan0"]);
  assert.deepEqual(await world.told(), [["eth0", "wwan0"]]);
});

test("a lookup sees what is so now, whether it was told or not", async () => {
  const world = await World.listening();
  world.hear(
    "route default via 192.0.2.1 dev eth0",
    "rule from 192.0.2.10 lookup 1000",
    "address 192.0.2.10/24 dev eth0",
  );
  const { gateways, rules, addresses, state } = world.link("eth0");
  assert.deepEqual([gateways, rules, addresses, state], [["192.0.2.1"], 1, ["192.0.2.10/24"], "active"]);
  // And it is told all the same.
  assert.deepEqual(await world.told(), [["eth0"]]);
});

test("what changed before anyone listened is not told, and is seen", async () => {
  const world = new World();
  assert.equal(world.link("eth0").rules, 0);
  world.hear(
    "rule from 192.0.2.10 lookup 1000",
    "route default via 192.0.2.1 dev eth0",
    "address 192.0.2.10/24 dev eth0",
  );
  assert.equal(world.clock.waiting, 0);
  world.listen();
  const { gateways, rules } = world.link("eth0");
  assert.deepEqual([gateways, rules], [["192.0.2.1"], 1]);
});

test("all links that exist or are assigned have a status, each once", () => {
  const world = new World(LINKS, ["eth0 table 1000", "wwan0 table 1001"]);
  assert.deepEqual(
    [...world.status.links()].map(({ name, state }) => `${name} ${state}`),
    ["eth0 no-address", "eth1 unassigned", "tun0 unassigned", "wwan0 absent"],
  );
});

test("the service is starting until it has started, then as the loop is", () => {
  const world = new World();
  world.busy = true;
  world.failing = 3;
  assert.equal(world.status.state, "starting");
  world.status.started();
  assert.equal(world.status.state, "reconciling");
  world.busy = false;
  assert.equal(world.status.state, "degraded");
  world.failing = 0;
  assert.equal(world.status.state, "converged");
  world.status.own("state", "assignments.json: is not what was saved there");
  assert.equal(world.status.state, "degraded");
  world.status.own("state", undefined);
  world.status.raise("id", 1000, PROBLEM);
  assert.equal(world.status.state, "degraded");
});

test("the summary is a line for people", () => {
  const one = new World(LINKS, ["eth0 table 1000"]);
  one.status.started();
  assert.equal(one.status.summary, "converged; 1 uplink");
  assert.equal(new World().status.summary, "starting; 2 uplinks");
  assert.equal(new World(LINKS, []).status.summary, "starting; 0 uplinks");
});

test("when the loop turns, that is told, without a link", async () => {
  const world = await World.listening();
  world.status.turned();
  world.status.turned();
  assert.deepEqual(await world.told(), [[]]);
});

test("problems are told with their uplink when they begin and end, and not in between", async () => {
  const world = await World.listening();
  world.status.raise("id", 1000, PROBLEM);
  assert.deepEqual(await world.told(), [["eth0"]]);
  assert.deepEqual(world.link("eth0").problems, [PROBLEM]);
  assert.deepEqual(world.link("eth1").problems, []);
  assert.deepEqual(world.status.problems(), [{ interface: "eth0", ...PROBLEM }]);
  world.status.raise("id", 1000, PROBLEM);
  world.status.clear("another");
  assert.deepEqual(await world.told(), []);
  world.status.clear("id");
  assert.deepEqual(await world.told(), [["eth0"]]);
  assert.deepEqual(world.status.problems(), []);
});

test("a problem of a table that is assigned to nobody is nobody's", async () => {
  const world = await World.listening();
  world.status.raise("id", 1009, PROBLEM);
  assert.deepEqual(await world.told(), []);
  assert.deepEqual([world.status.problems(), world.status.state], [[], "converged"]);
});

test("a problem of the host as a whole is the service's", async () => {
  const world = await World.listening();
  for (const table of [0, 254]) {
    world.status.raise("id", table, PROBLEM);
    assert.deepEqual(await world.told(), [[]]);
    assert.deepEqual(world.status.problems(), [{ interface: "", ...PROBLEM }]);
    world.status.clear("id");
    assert.deepEqual(await world.told(), [[]]);
    assert.equal(world.status.state, "converged");
  }
});

test("what troubles the service itself comes first, under its code", async () => {
  const world = await World.listening();
  world.status.raise("id", 1000, PROBLEM);
  world.status.own("reload", "multihomed.toml:3: no");
  world.status.own("overruled", "multihomed.toml:9: table: 1000 is assigned to eth1 over D-Bus");
  world.status.own("state", "tables.json: no");
  assert.deepEqual(
    world.status.problems().map(({ interface: name, code, text }) => [name, code, text.slice(0, 17)]),
    [
      ["", "configuration", "multihomed.toml:3"],
      ["", "configuration", "multihomed.toml:9"],
      ["", "state", "tables.json: no"],
      ["eth0", "kernel-refused", PROBLEM.text.slice(0, 17)],
    ],
  );
  await world.told();
  world.status.own("state", "tables.json: no");
  assert.deepEqual(await world.told(), []);
  world.status.own("reload", undefined);
  assert.deepEqual(await world.told(), [[]]);
  assert.equal(world.status.problems().length, 3);
});

test("of more problems than anyone reads the number is told", () => {
  const many = 300;
  const assigned = Array.from({ length: many }, (_, at) => `u${at} table ${1000 + at} priority 32766`);
  const problems = new World([], assigned).status.problems();
  assert.equal(problems.length, 256 + 1);
  assert.deepEqual(problems.at(-1), { interface: "", code: "kernel-refused", text: `${many - 256} more` });
  assert.equal(new World([], assigned.slice(0, 256)).status.problems().length, 256);
});

test("what was carried out is handed on at once, and concerns the uplinks of its tables", async () => {
  const world = await World.listening();
  const { key, route } = routeOf("default via 192.0.2.1 dev eth0 proto 77", linkIndex);
  const operations: Operation[] = [
    { kind: "route", verb: "add", family: 2, table: 1000, key, route },
    { kind: "rule", verb: "add", rule: sourceRule("\xc0\0\x02\x0a", 1001, 1001, 77) },
  ];
  for (const operation of operations) applyOperation(world.view, operation);
  const batch = [{ interface: "eth0", verb: "add", object: "-4 route default" }];
  world.status.carriedOut(operations, () => batch);
  assert.deepEqual(world.batches, [batch]);
  assert.deepEqual(await world.told(), [["eth0", "eth1"]]);
  assert.deepEqual([world.link("eth0").routes, world.link("eth1").rules], [1, 1]);
});

test("where nobody listens, nothing is put into words", () => {
  new World().status.carriedOut([], () => assert.fail("nobody wants to know"));
});

test("it is told at once where that is asked for, and not once more", async () => {
  const world = await World.listening();
  world.hear("address 192.0.2.10/24 dev eth0", "route default via 192.0.2.1 dev eth0");
  world.status.flush();
  assert.deepEqual(world.tellings.splice(0), [["eth0"]]);
  assert.deepEqual(await world.told(), []);
});

test("who looks is not to see what nobody was told: it is told first, and nothing where there is nothing", async () => {
  const world = await World.listening();
  world.status.settle();
  assert.deepEqual(world.tellings, []);
  world.hear("address 192.0.2.10/24 dev eth0");
  world.status.settle();
  assert.deepEqual(world.tellings.splice(0), [["eth0"]]);
  assert.deepEqual(await world.told(), []);
});

test("all who listen are told", async () => {
  const world = await World.listening();
  world.listen();
  world.hear("address 192.0.2.10/24 dev eth0");
  assert.deepEqual(await world.told(), [["eth0"], ["eth0"]]);
});

test("nothing is told once it is closed", async () => {
  const world = await World.listening();
  world.hear("address 192.0.2.10/24 dev eth0");
  world.status.close();
  world.hear("address 192.0.2.11/24 dev eth0");
  assert.deepEqual(await world.told(), []);
  assert.equal(world.clock.waiting, 0);
});
