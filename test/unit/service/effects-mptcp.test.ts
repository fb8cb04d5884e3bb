// Operations on MPTCP as requests to the kernel, in the view, and as ip-mptcp(8) would be told.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { test } from "node:test";
import { commandText } from "../../../common/command-text.ts";
import { Effects, type Mptcp } from "../../../service/effects.ts";
import type { Limits } from "../../../service/view/endpoint.ts";
import {
  applyOperation,
  type EndpointOperation,
  type LimitsOperation,
  revertOperation,
} from "../../../service/view/operation.ts";
import { operationText } from "../../../service/view/operation-text.ts";
import { View } from "../../../service/view/view.ts";
import { endpointLine, endpointOf, endpointsOf, setEndpoints } from "./planes/mptcp/endpoints.ts";

const OURS = "192.0.2.1 id 3 dev eth0 subflow";
const endpoint = endpointOf(OURS);
const limits = (subflows: number, addAddrAccepted = 0): Limits => ({ subflows, addAddrAccepted });
const operation = (verb: EndpointOperation["verb"], instead?: string): EndpointOperation => ({
  kind: "endpoint",
  verb,
  endpoint,
  table: 1000,
  ...(instead !== undefined && { instead: endpointOf(instead) }),
});
const ADD = operation("add");
const DELETE = operation("delete");
const ADOPT = operation("replace", "192.0.2.1 id 3 implicit");
const CHANGE = operation("replace", "192.0.2.1 id 3 dev eth0 subflow backup");
const RAISE: LimitsOperation = {
  kind: "limits",
  verb: "replace",
  limits: limits(5),
  instead: limits(3),
  was: limits(3),
  kept: { was: limits(2), ours: limits(4) },
};
const GIVE_BACK: LimitsOperation = { ...RAISE, verb: "delete", limits: limits(3) };

function scene(now: Limits | undefined) {
  const done: string[] = [];
  const mptcp: Mptcp = {
    list: async () => now && { endpoints: [], limits: now },
    add: async (each) => void done.push(`add ${endpointLine(each)}`),
    setFlags: async (each) => void done.push(`flags ${endpointLine(each)}`),
    delete: async (each) => void done.push(`delete ${endpointLine(each)}`),
    setLimits: async ({ subflows, addAddrAccepted }) => void done.push(`limits ${subflows} ${addAddrAccepted}`),
  };
  const unasked = () => assert.fail("only MPTCP is expected here");
  const effects = new Effects({
    files: fs,
    mptcp,
    nft: { run: unasked, list: unasked },
    conntrack: { forget: unasked },
    keptFile: { path: "", save: unasked },
  });
  return { done, effects };
}

test("the kernel's own is replaced by one without a number, flags are changed where it stands", async () => {
  const { done, effects } = scene(undefined);
  for (const each of [ADD, ADOPT, CHANGE, DELETE]) assert.equal(await effects.carryOut(each, new View()), undefined);
  assert.deepEqual(done, [`add ${OURS}`, `add ${OURS.replace("id 3", "id 0")}`, `flags ${OURS}`, `delete ${OURS}`]);
});

test("limits are set only where they are what they were when that was decided", async () => {
  const asThought = scene(limits(3));
  assert.equal(await asThought.effects.carryOut(RAISE, new View()), undefined);
  assert.deepEqual(asThought.done, ["limits 5 0"]);
  for (const other of [limits(4), limits(3, 1)]) {
    const { done, effects } = scene(other);
    assert.equal((await effects.carryOut(GIVE_BACK, new View()))?.code, "ESTALE");
    assert.deepEqual(done, []);
  }
});

test("an endpoint that is added or adopted is ours, and not if the kernel refuses it", () => {
  for (const [each, before] of [
    [ADD, []],
    [ADOPT, ["192.0.2.1 id 3 implicit"]],
  ] as const) {
    const view = new View();
    setEndpoints(view, before);
    applyOperation(view, each);
    assert.deepEqual([endpointsOf(view), view.kept.endpoints.get(endpoint.address)], [[OURS], 3]);
    revertOperation(view, each);
    assert.deepEqual([endpointsOf(view), view.kept.endpoints.size], [before, 0]);
  }
});

test("one whose flags change stays ours, one that is deleted is not", () => {
  const view = new View();
  setEndpoints(view, [`ours ${OURS} backup`]);
  applyOperation(view, CHANGE);
  assert.deepEqual([endpointsOf(view), view.kept.endpoints.size], [[OURS], 1]);
  revertOperation(view, CHANGE);
  assert.deepEqual([endpointsOf(view), view.kept.endpoints.size], [[`${OURS} backup`], 1]);
  applyOperation(view, DELETE);
  assert.deepEqual([endpointsOf(view), view.kept.endpoints.size], [[], 0]);
});

test("an endpoint that came too early is known as such until it is deleted or comes again", () => {
  const view = new View();
  const early: EndpointOperation = { ...ADD, inVain: true };
  for (const end of [DELETE, ADD]) {
    applyOperation(view, early);
    assert.deepEqual([...view.triedInVain], [endpoint.address]);
    applyOperation(view, CHANGE);
    assert.equal(view.triedInVain.size, 1);
    applyOperation(view, end);
    assert.equal(view.triedInVain.size, 0);
  }
  applyOperation(view, early);
  revertOperation(view, early);
  assert.equal(view.triedInVain.size, 0);
});

test("of limits it is remembered what they would be without us, and a refusal takes that back", () => {
  const view = new View();
  view.limits = RAISE.instead;
  view.kept.limits = RAISE.kept;
  applyOperation(view, RAISE);
  assert.deepEqual([view.limits, view.kept.limits], [limits(5), { was: limits(3), ours: limits(5) }]);
  revertOperation(view, RAISE);
  assert.deepEqual([view.limits, view.kept.limits], [limits(3), RAISE.kept]);
  applyOperation(view, GIVE_BACK);
  assert.deepEqual([view.limits, view.kept.limits], [limits(3), undefined]);
});

test("each is a command that a shell would understand", () => {
  const text = (each: EndpointOperation | LimitsOperation) => commandText(operationText(each, () => "eth0"));
  assert.deepEqual([ADD, ADOPT, CHANGE, DELETE, RAISE, GIVE_BACK].map(text), [
    "ip mptcp endpoint add 192.0.2.1 dev eth0 id 3 subflow",
    "ip mptcp endpoint add 192.0.2.1 dev eth0 subflow",
    "ip mptcp endpoint change id 3 nobackup nofullmesh",
    "ip mptcp endpoint del id 3",
    "ip mptcp limits set subflow 5 add_addr_accepted 0",
    "ip mptcp limits set subflow 3 add_addr_accepted 0",
  ]);
});
