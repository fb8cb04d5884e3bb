// What of a change is worth a note, and what is not.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Link, Service } from "../../../../common/client/domain.ts";
import type { Change } from "../../../../common/client/live-client.ts";
import type { Reach } from "../../../../common/client/reach.ts";
import { linkChanges, NOTHING_NOTED, type Note, noteworthy } from "../../../../tray/host/activity.ts";
import { ABSENT, link, SERVICE } from "./stand-in.ts";

const READY: Reach = { kind: "ready" };
const problem = { code: "contended", text: "somebody deletes it" };

/** What is noted of changes that come one after the other. */
function notesOf(...changes: readonly (readonly [Change, Service?])[]): Note[] {
  let noted = NOTHING_NOTED;
  return changes.flatMap(([change, service]) => {
    const result = noteworthy(noted, change, service);
    noted = result.noted;
    return result.notes;
  });
}

const assigned = link("eth0", { assigned: true, table: 1000, state: "active", addresses: ["10.1.0.2/24"] });

const CASES: readonly (readonly [what: string, before: Link | undefined, now: Link | undefined, changes: unknown[]])[] =
  [
    ["nothing", assigned, { ...assigned }, []],
    [
      "only counters and what follows from the rest",
      assigned,
      {
        ...assigned,
        routes: 7,
        rules: 2,
        mark: 1,
        priority: 5,
        operationalState: "dormant",
        carrier: false,
        options: { weight: 2 },
      },
      [],
    ],
    ["a link that comes", undefined, link("eth0"), [{ what: "appeared" }]],
    [
      "a link that comes with everything",
      undefined,
      { ...assigned, gateways: ["10.1.0.1"], problems: [problem] },
      [
        { what: "appeared" },
        { what: "assigned", table: 1000 },
        { what: "address", gained: ["10.1.0.2/24"], lost: [] },
        { what: "gateway", gained: ["10.1.0.1"], lost: [] },
        { what: "problem", ...problem },
      ],
    ],
    [
      "a link that goes",
      { ...assigned, problems: [problem] },
      undefined,
      [{ what: "disappeared" }, { what: "released" }],
    ],
    [
      "a link that goes and was not assigned",
      link("eth0", { addresses: ["10.1.0.2/24"] }),
      undefined,
      [{ what: "disappeared" }],
    ],
    [
      "an assigned link that goes stays known",
      assigned,
      link("eth0", { index: 0, assigned: true, table: 1000, state: "absent" }),
      [{ what: "disappeared" }],
    ],
    [
      "and comes back",
      link("eth0", { index: 0, assigned: true, table: 1000, state: "absent" }),
      assigned,
      [
        { what: "appeared" },
        { what: "address", gained: ["10.1.0.2/24"], lost: [] },
        { what: "state", from: "absent", to: "active" },
      ],
    ],
    [
      "assigned before it is there",
      undefined,
      link("eth0", { index: 0, assigned: true, table: 1000, state: "absent" }),
      [{ what: "assigned", table: 1000 }],
    ],
    [
      "released when it is not there",
      link("eth0", { index: 0, assigned: true, table: 1000, state: "absent" }),
      undefined,
      [{ what: "released" }],
    ],
    [
      "assigned",
      link("eth0"),
      link("eth0", { assigned: true, table: 1000, state: "no-address" }),
      [
        { what: "assigned", table: 1000 },
        { what: "state", from: "unassigned", to: "no-address" },
      ],
    ],
    ["to another table", assigned, { ...assigned, table: 2000 }, [{ what: "assigned", table: 2000 }]],
    ["released", assigned, { ...assigned, assigned: false, table: 0, state: "unassigned" }, [{ what: "released" }]],
    [
      "another address",
      assigned,
      { ...assigned, addresses: ["10.1.0.3/24"] },
      [{ what: "address", gained: ["10.1.0.3/24"], lost: ["10.1.0.2/24"] }],
    ],
    [
      "the same addresses in another order",
      { ...assigned, addresses: ["a", "b"] },
      { ...assigned, addresses: ["b", "a"] },
      [],
    ],
    [
      "gateways",
      { ...assigned, gateways: ["10.1.0.1"] },
      { ...assigned, gateways: [] },
      [{ what: "gateway", gained: [], lost: ["10.1.0.1"] }],
    ],
    [
      "no carrier",
      assigned,
      { ...assigned, state: "no-carrier" },
      [{ what: "state", from: "active", to: "no-carrier" }],
    ],
    ["a problem", assigned, { ...assigned, problems: [problem] }, [{ what: "problem", ...problem }]],
    ["the same problem", { ...assigned, problems: [problem] }, { ...assigned, problems: [{ ...problem }] }, []],
    [
      "a problem that is otherwise now, and one that is solved",
      { ...assigned, problems: [problem, { code: "no-mark", text: "x" }] },
      { ...assigned, problems: [{ ...problem, text: "another one deletes it" }] },
      [
        { what: "problem", code: "contended", text: "another one deletes it" },
        { what: "solved", code: "no-mark" },
      ],
    ],
    [
      "one of two problems of the same kind is solved: the kind is not",
      { ...assigned, problems: [problem, { ...problem, text: "twice" }] },
      { ...assigned, problems: [problem] },
      [],
    ],
  ];

for (const [what, before, now, changes] of CASES) {
  test(`a link: ${what}`, () => assert.deepEqual(linkChanges(before, now), changes));
}

test("a link of which nothing worth a note is different is not noted", () => {
  const change = { kind: "link", name: "eth0", link: { ...assigned, routes: 9 }, before: assigned } as const;
  assert.deepEqual(notesOf([change]), []);
});

test("what was applied is noted as it comes", () => {
  const operations = [
    { interface: "eth0", verb: "add" as const, object: "-4 route default" },
    { interface: "eth0", verb: "add" as const, object: "12 more" },
  ];
  assert.deepEqual(notesOf([{ kind: "applied", batch: { time: 1, operations } }]), [{ kind: "applied", operations }]);
});

test("permissions are not noted", () => {
  assert.deepEqual(notesOf([{ kind: "permissions" }]), []);
});

const state = (name: Service["state"]): readonly [Change, Service] => {
  const service = { ...SERVICE, state: name };
  return [{ kind: "service", service, before: SERVICE }, service];
};
const states = (...names: Service["state"][]) =>
  notesOf(...names.map(state)).map((note) => (note.kind === "service" ? note.state : note.kind));

test("a service that reconciles now and then is not worth a note", () => {
  assert.deepEqual(states("converged", "reconciling", "converged", "reconciling", "converged"), []);
});

test("that the service is degraded is noted once, however often it tries, and that it is well again", () => {
  assert.deepEqual(
    states("reconciling", "degraded", "reconciling", "degraded", "degraded", "reconciling", "converged"),
    ["degraded", "converged"],
  );
  assert.deepEqual(states("starting", "reconciling", "converged"), ["starting", "converged"]);
  assert.deepEqual(states("starting", "degraded", "converged"), ["starting", "degraded", "converged"]);
});

test("a state that only a newer service knows is noted", () => {
  assert.deepEqual(states("sleeping", "converged"), ["sleeping", "converged"]);
});

test("whether the service can be reached is noted when it is different", () => {
  const reach = (kind: Reach, service?: Service): readonly [Change, Service?] => {
    const change = { kind: "reach", reach: kind } as const;
    return service === undefined ? [change] : [change, service];
  };
  const failed = (text: string): Reach => ({ kind: "failed", reason: { code: "timeout", text } });
  const notes = notesOf(
    reach(READY, SERVICE),
    reach(READY, SERVICE),
    reach(ABSENT),
    reach({ ...ABSENT }),
    reach(failed("a")),
    reach(failed("a")),
    reach(failed("b")),
    reach(READY, { ...SERVICE, state: "degraded" }),
    reach(READY, { ...SERVICE, state: "degraded" }),
    reach(READY, SERVICE),
  );
  assert.deepEqual(notes, [
    { kind: "reach", reach: READY },
    { kind: "reach", reach: ABSENT },
    { kind: "reach", reach: failed("a") },
    { kind: "reach", reach: failed("b") },
    { kind: "reach", reach: READY },
    { kind: "service", state: "degraded" },
    { kind: "service", state: "converged" },
  ]);
});
