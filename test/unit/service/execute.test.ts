// Operations as requests to the kernel, and its refusals as they matter to us, with an observer of the test's.
import assert from "node:assert/strict";
import { test } from "node:test";
import { executeWith } from "../../../service/execute.ts";
import type { Failure, Request } from "../../../service/netlink/requests.ts";
import { decodeRoute } from "../../../service/netlink/route.ts";
import { decodeRule } from "../../../service/netlink/rule.ts";
import * as k from "../../../service/netlink/uapi.ts";
import type { Observer } from "../../../service/observer/index.ts";
import type { Operation } from "../../../service/view/operation.ts";
import { sourceRule } from "../../../service/view/rule.ts";
import { routeText, ruleText } from "../../../service/view/text.ts";
import { linkName } from "./netlink/captures.ts";
import { NO_EFFECTS } from "./no-effects.ts";
import { FakeClock } from "./observer/fake-clock.ts";
import { linkIndex } from "./planes/routing/lines.ts";
import { routeOf } from "./view/from-text/route.ts";
import { viewOf } from "./view/from-text/state.ts";

const { key, route } = routeOf("default via 192.0.2.1 dev eth0 proto 77", linkIndex);
const ROUTE = { kind: "route", family: k.AF_INET, table: 1000, key, route } as const;
const RULE = { kind: "rule", rule: sourceRule("\xc0\0\x02\x0a", 1000, 1000, 77) } as const;
const NAME = "default via 192.0.2.1 dev eth0 table 1000 proto 77";

/** An observer that writes down what it is told, and a kernel that fails as it is asked to. */
function executor(failures: readonly (readonly [number, string])[] = [], observed: readonly string[] = []) {
  const told: string[] = [];
  const sent: Request[] = [];
  const observer = {
    view: viewOf(observed, [1000]),
    applied: ({ verb }: Operation) => told.push(`applied ${verb}`),
    refused: ({ verb }: Operation) => told.push(`refused ${verb}`),
    doubt: (family: number, table: number) => told.push(`doubt ${family} ${table}`),
    kernel: {
      change: async (requests: readonly Request[]): Promise<Map<number, Failure>> => {
        told.push("sent");
        sent.push(...requests);
        return new Map(failures.map(([index, code]) => [index, { code, text: undefined }]));
      },
    },
  };
  const clock = new FakeClock();
  // All of an observer that is used here, without its sockets.
  return { execute: executeWith(observer as unknown as Observer, NO_EFFECTS, clock), told, sent, clock };
}

/** "TYPE FLAGS route or rule". */
function said({ type, flags, payload }: Request): string {
  const b = Buffer.from(payload, "latin1");
  const isRule = type === k.RTM_NEWRULE || type === k.RTM_DELRULE;
  const decoded = isRule ? undefined : decodeRoute(b, 0, b.length);
  const rule = isRule ? decodeRule(b, 0, b.length) : undefined;
  return `${type} ${flags} ${decoded ? routeText(decoded.route, decoded.table, linkName) : rule && ruleText(rule)}`;
}

test("each operation is one request, in order, and is applied before it is sent", async () => {
  const { execute, told, sent } = executor();
  const refused = await execute([
    { ...ROUTE, verb: "add" },
    { ...ROUTE, verb: "replace", instead: route },
    { ...ROUTE, verb: "delete" },
    { ...RULE, verb: "add" },
    { ...RULE, verb: "delete" },
  ]);
  assert.equal(refused.size, 0);
  assert.deepEqual(sent.map(said), [
    `${k.RTM_NEWROUTE} ${k.NLM_F_CREATE | k.NLM_F_EXCL} ${NAME}`,
    `${k.RTM_NEWROUTE} ${k.NLM_F_CREATE | k.NLM_F_REPLACE} ${NAME}`,
    `${k.RTM_DELROUTE} 0 ${NAME}`,
    `${k.RTM_NEWRULE} ${k.NLM_F_CREATE | k.NLM_F_EXCL} from 192.0.2.10 lookup 1000 priority 1000 protocol 77`,
    `${k.RTM_DELRULE} 0 from 192.0.2.10 lookup 1000 priority 1000 protocol 77`,
  ]);
  assert.deepEqual(told, ["applied add", "applied replace", "applied delete", "applied add", "applied delete", "sent"]);
});

test("a lifetime is what remains of it, and a deletion has none", async () => {
  const { execute, sent, clock } = executor();
  const expiry = clock.now() + 599_500;
  await execute([
    { ...ROUTE, verb: "add", expiry },
    { ...ROUTE, verb: "delete" },
  ]);
  const expires = `\x08\0\x17\0${String.fromCharCode(600 & 255, 600 >> 8)}\0\0`;
  assert.deepEqual(
    sent.map(({ payload }) => payload.endsWith(expires)),
    [true, false],
  );
});

test("what is refused is told by operation, and taken back", async () => {
  const { execute, told } = executor([[1, "EINVAL"]]);
  const add: Operation = { ...RULE, verb: "add" };
  const refused = await execute([{ ...ROUTE, verb: "add" }, add]);
  assert.deepEqual([...refused], [[add, { code: "EINVAL", text: undefined }]]);
  assert.deepEqual(told.slice(-1), ["refused add"]);
});

for (const code of ["ESRCH", "ENOENT", "ENODEV"]) {
  test(`a deletion of what is gone is as wanted: ${code}`, async () => {
    const { execute, told } = executor([
      [0, code],
      [1, code],
    ]);
    const operations: Operation[] = [
      { ...ROUTE, verb: "delete" },
      { ...RULE, verb: "delete" },
    ];
    assert.equal((await execute(operations)).size, 0);
    assert.equal(told.at(-1), "sent");
  });
}

test("a refused deletion or replacement means that the table is not as thought", async () => {
  for (const operation of [
    { ...ROUTE, verb: "delete" },
    { ...ROUTE, verb: "replace", instead: route },
  ] as const) {
    const { execute, told } = executor([[0, "EPERM"]]);
    await execute([operation]);
    assert.deepEqual(told.slice(-2), [`refused ${operation.verb}`, "doubt 2 1000"]);
  }
});

test("an addition that meets a route means so only where none is known", async () => {
  const unexplained = executor([[0, "EEXIST"]]);
  await unexplained.execute([{ ...ROUTE, verb: "add" }]);
  assert.deepEqual(unexplained.told.slice(-2), ["refused add", "doubt 2 1000"]);
  const theirs = ["link eth0 2", "route default via 192.0.2.9 dev eth0 table 1000"];
  const explained = executor([[0, "EEXIST"]], theirs);
  assert.equal((await explained.execute([{ ...ROUTE, verb: "add" }])).size, 1);
  assert.deepEqual(explained.told.slice(-1), ["refused add"]);
});

test("the kernel is not told which legs were dead", async () => {
  const { execute, sent } = executor();
  const legs = "10.0.0.0/8 nexthop via 10.1.0.1 dev eth0 dead nexthop via 10.2.0.1 dev eth1 onlink proto 77";
  const of = routeOf(legs, linkIndex);
  await execute([{ ...ROUTE, verb: "delete", key: of.key, route: of.route }]);
  const b = Buffer.from(sent[0]?.payload ?? "", "latin1");
  assert.equal(decodeRoute(b, 0, b.length)?.route, routeOf(legs.replace(" dead", ""), linkIndex).route);
});
